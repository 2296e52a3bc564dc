"""When a message may leave: in office hours, out of quiet hours, and not if a worse one waits."""

from collections.abc import Sequence
from datetime import datetime

from engine.desk import Desk
from engine.rules.colours import Colour
from engine.rules.quiet import Quiet, settle
from engine.rules.telling import may_leave_at
from engine.storage.models import CaseRow, MessageRow, OfficeRow, UserRow
from engine.storage.work import Work

SEVERITY = {str(colour): rank for rank, colour in enumerate(Colour)}


def worst_only(rows: Sequence[MessageRow]) -> list[MessageRow]:
    """Mark each warning superseded for which a worse one about the same clock is waiting too."""
    worst: dict[object, int] = {}
    for row in rows:
        clock = row.facts.get("clock_id")
        if row.kind == "ColourChanged" and clock is not None:
            worst[clock] = max(worst.get(clock, -1), _severity(row))
    kept = []
    for row in rows:
        if row.kind == "ColourChanged" and _severity(row) < worst.get(
            row.facts.get("clock_id"), -1
        ):
            row.state, row.next_at = "superseded", None
        else:
            kept.append(row)
    return kept


def _severity(row: MessageRow) -> int:
    return SEVERITY.get(str(row.facts.get("colour")), -1)


def leaves_at(desk: Desk, work: Work, person: UserRow, row: MessageRow) -> datetime:
    """Return when a message may leave: now, or when its office is open and *person* not quiet."""
    if row.urgent:
        return work.now
    case = work.get(CaseRow, row.case_id) if row.case_id else None
    office = work.get(OfficeRow, case.holder_id) if case else None
    calendar = desk.calendar(work.session, office)
    quiet = Quiet.of(person.quiet_from, person.quiet_until)
    return settle(work.now, quiet, desk.zone, lambda at: may_leave_at(at, calendar, desk.zone))
