"""What happened to time limits and to the duty that climbs with them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ClockOpened:
    """A time limit began to run."""

    clock_id: int
    rule: str
    due_on: str | None
    provisional: bool


@dataclass(frozen=True, slots=True)
class ClockMet:
    """What a time limit pressed for was done."""

    clock_id: int
    rule: str
    late: bool


@dataclass(frozen=True, slots=True)
class ClockCancelled:
    """A time limit no longer applies."""

    clock_id: int
    rule: str
    reason: str


@dataclass(frozen=True, slots=True)
class ClockPaused:
    """A time limit stands still from a day on."""

    clock_id: int
    rule: str
    from_on: str
    reason: str


@dataclass(frozen=True, slots=True)
class ClockResumed:
    """A time limit runs again."""

    clock_id: int
    rule: str
    days: int
    due_on: str | None


@dataclass(frozen=True, slots=True)
class ExtensionAsked:
    """More time was asked for."""

    extension_id: int
    clock_id: int
    rule: str
    length: int
    old_due_on: str
    new_due_on: str


@dataclass(frozen=True, slots=True)
class ExtensionApproved:
    """More time was granted."""

    extension_id: int
    clock_id: int
    rule: str
    old_due_on: str
    new_due_on: str


@dataclass(frozen=True, slots=True)
class ExtensionRefused:
    """More time was refused."""

    extension_id: int
    clock_id: int
    rule: str
    note: str


@dataclass(frozen=True, slots=True)
class ClockRecomputed:
    """A due day moved because the calendar or a fact did."""

    clock_id: int
    rule: str
    old_due_on: str | None
    new_due_on: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class ColourChanged:
    """A time limit changed colour."""

    clock_id: int
    rule: str
    before: str
    after: str
    due_on: str | None
    reason: str = "time"


@dataclass(frozen=True, slots=True)
class ClockExpired:
    """A time limit ran out."""

    clock_id: int
    rule: str
    on_expiry: str
    element: str | None


@dataclass(frozen=True, slots=True)
class DutyClimbDue:
    """The duty for a case is to go up a rung; the upper office must take it over."""

    rule: str
    cause: str
    from_office_id: int
    to_office_id: int


@dataclass(frozen=True, slots=True)
class DutyClimbed:
    """An upper office took over the duty for a case."""

    cause: str
    rule: str
    from_office_id: int
    to_office_id: int
    level: str


@dataclass(frozen=True, slots=True)
class LeaderNamed:
    """A leader was put in charge of a case (包案)."""

    user_id: int


@dataclass(frozen=True, slots=True)
class LeaderTold:
    """The responsible leader was told that even the last rung's time has run out."""

    user_id: int
    rule: str


@dataclass(frozen=True, slots=True)
class ClimbUndone:
    """A climb nobody had taken over yet was taken back: the due day had moved."""

    rule: str
    due_on: str | None
