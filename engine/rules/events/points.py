"""What happened in the points ledger and to sanctions."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PointsEntered:
    """Points were entered for an office; ``points`` is base times multiplier, as text."""

    entry_id: int
    point_rule: str
    office_id: int
    points: str


@dataclass(frozen=True, slots=True)
class PointsReversed:
    """An entry of the points ledger was reversed by another one."""

    entry_id: int
    reversed_id: int
    points: str
    reason: str


@dataclass(frozen=True, slots=True)
class PointsAppealed:
    """An office objected to an entry of the points ledger."""

    appeal_id: int
    entry_id: int


@dataclass(frozen=True, slots=True)
class AppealDecided:
    """An objection to an entry was decided; upheld means that the entry was reversed."""

    appeal_id: int
    entry_id: int
    upheld: bool


@dataclass(frozen=True, slots=True)
class SanctionSigned:
    """A person signed a sanction on an office."""

    sanction_id: int
    number: str
    sanction: str
    office_id: int
    ends_on: str


@dataclass(frozen=True, slots=True)
class SanctionLifted:
    """A sanction was lifted before its last day."""

    sanction_id: int
    number: str
    reason: str


@dataclass(frozen=True, slots=True)
class SanctionEnded:
    """A sanction's last day has passed."""

    sanction_id: int
    number: str


@dataclass(frozen=True, slots=True)
class BoardExported:
    """The warning board was taken away as a file."""

    by: str
    form: str
    rows: int
