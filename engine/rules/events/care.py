"""Events about what administrators look after: calendars, code tables, texts of messages."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OfficeDaysSet:
    """An office's own working days were changed: how many days, why, by which change."""

    office_id: int
    count: int
    reason: str
    change: int


@dataclass(frozen=True, slots=True)
class CalendarChangeUndone:
    """A change of the calendar was taken back by another one."""

    undone: int
    change: int
    reason: str


@dataclass(frozen=True, slots=True)
class CalendarRecounted:
    """The clocks a change of the calendar touches were all worked out anew."""

    change: int
    moved: int


@dataclass(frozen=True, slots=True)
class CodesChanged:
    """Codes of a table were added, renamed, ordered, retired or restored."""

    code_table: str
    codes: list[str]
    reason: str


@dataclass(frozen=True, slots=True)
class TellingTextSaved:
    """A message is worded otherwise from now on; ``shipped``: as the program does."""

    telling: str
    language: str
    revision: int
    shipped: bool
    reason: str
