"""What happened between offices and channels."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HandoffSent:
    """A case was sent to another office or channel; the sender still holds it."""

    handoff_id: int
    from_office_id: int
    to_office_id: int
    to_channel: str


@dataclass(frozen=True, slots=True)
class HandoffAccepted:
    """The receiver confirmed acceptance; it holds the case from now on."""

    handoff_id: int
    from_office_id: int
    to_office_id: int
    to_channel: str


@dataclass(frozen=True, slots=True)
class HandoffReturned:
    """The receiver sent a case back."""

    handoff_id: int
    returns: int


@dataclass(frozen=True, slots=True)
class HandoffGivenUp:
    """The sender keeps the case after all."""

    handoff_id: int


@dataclass(frozen=True, slots=True)
class HandoffDecided:
    """The supervisor decided where a case belongs after the third return."""

    handoff_id: int
    decision: str


@dataclass(frozen=True, slots=True)
class CaseHandedOver:
    """An office was closed; what it was to the case the office named for it is now.

    ``parts``: holder, body, court, registered; none: steps alone.
    """

    from_office_id: int
    to_office_id: int
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OutsideResultNoted:
    """The result of an outside procedure was noted."""

    channel: str
    result: str
