"""The lines of the points ledger: written once, reversed by another line, never edited."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from engine.rules.errors import Conflict, NotFound
from engine.rules.events import PointsReversed
from engine.rules.permissions import Action, Actor, Place, may
from engine.rules.points import CENT
from engine.storage.facts import plain
from engine.storage.models import CaseRow, PointEntryRow
from engine.storage.published import law_table
from engine.storage.work import Work

TABLE = "points"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line to be written; ``rule_row`` is the whole row it was entered under."""

    key: str
    rule: str
    rule_row: Mapping[str, object]
    office_id: int
    base: Decimal
    month: str
    reason: str
    multiplier: int = 1
    user_id: int | None = None
    case_id: int | None = None
    event_id: int | None = None
    finding_id: int | None = None
    evidence: Mapping[str, object] | None = None
    reverses_id: int | None = None


def write_entry(work: Work, entry: Entry) -> PointEntryRow:
    """Write one line of the ledger."""
    values = {
        **{name: getattr(entry, name) for name in entry.__slots__},
        "rule_row": plain(entry.rule_row),
        "evidence": plain(entry.evidence or {}),
    }
    return work.add(
        PointEntryRow(
            **values,
            rule_version=_version(work),
            entered_by=work.actor_id,
            entered_at=work.now,
        )
    )


def _version(work: Work) -> int:
    return law_table(work.session, TABLE).version


def total(row: PointEntryRow) -> Decimal:
    """Return what an entry amounts to, to the cent."""
    return (Decimal(row.base) * row.multiplier).quantize(CENT)


def entry_for(work: Work, actor: Actor, entry_id: int, action: Action) -> PointEntryRow:
    """Return an entry *actor* may do *action* with; other writers wait.

    Raises:
        NotFound: ``points.unknown``.

    """
    row = work.session.get(PointEntryRow, entry_id, with_for_update=True)
    if row is None or not may(actor, action, Place((work.office(row.office_id).path,))):
        raise NotFound("points.unknown")
    return row


def reverse(work: Work, row: PointEntryRow, reason: str) -> PointEntryRow:
    """Enter the opposite of an entry, in the month the entry counts in.

    Raises:
        Conflict: ``points.reversed`` or ``points.is_reversal``.

    """
    if row.reverses_id is not None:
        raise Conflict("points.is_reversal")
    known = select(PointEntryRow.id).where(PointEntryRow.reverses_id == row.id)
    if work.session.scalar(known) is not None:
        raise Conflict("points.reversed")
    made = write_entry(
        work,
        Entry(
            key=f"reversal:{row.id}",
            rule=row.rule,
            rule_row=row.rule_row,
            office_id=row.office_id,
            base=-Decimal(row.base),
            month=row.month,
            reason=reason,
            multiplier=row.multiplier,
            user_id=row.user_id,
            case_id=row.case_id,
            finding_id=row.finding_id,
            reverses_id=row.id,
        ),
    )
    case = work.get(CaseRow, row.case_id) if row.case_id else None
    work.record(PointsReversed(made.id, row.id, str(total(made)), reason), case)
    return made
