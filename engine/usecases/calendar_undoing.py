"""Taking a change of the calendar back, while it is the newest of its year or office."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import func, select

from engine.desk import Desk
from engine.rules.errors import Conflict, Invalid, NotFound
from engine.rules.events import CalendarChangeUndone
from engine.rules.permissions import Actor
from engine.storage.calendar_snapshots import (
    days_of,
    office_snapshot,
    restore_office,
    restore_year,
    year_snapshot,
)
from engine.storage.models import CareChangeRow, OfficeRow
from engine.storage.work import Work
from engine.usecases.calendars import (
    LONGEST,
    OFFICE,
    YEAR,
    may_administer,
    note_change,
    require_quiet,
)
from engine.usecases.recounting import ask_recount


def undo_change(desk: Desk, actor: Actor, change_id: int, reason: str) -> int:
    """Put the days of a change back and work the clocks out anew; return the new change's id.

    A clock that ran out meanwhile stays run out.

    Raises:
        NotFound: ``record.unknown``. Invalid: ``calendar.reason``.
        Conflict: ``calendar.not_newest``, ``calendar.changed_since``, ``calendar.recounting``.
        NotAllowed: *actor* is no administrator.

    """
    may_administer(actor)
    written = reason.strip()
    if not 0 < len(written) <= LONGEST:
        raise Invalid("calendar.reason", fields={"reason": "required"})
    with desk.work(actor) as work:
        require_quiet(work)
        row = work.get(CareChangeRow, change_id, lock=True)
        if row.kind not in {YEAR, OFFICE}:
            raise NotFound("record.unknown", table="care_change", key=change_id)
        _require_newest(work, row)
        before = _put_back(work, row)
        change = note_change(work, (row.kind, row.subject), (before, row.before), written, row.id)
        ask_recount(desk, work, change.id)
        work.record(CalendarChangeUndone(row.id, change.id, written))
        return change.id


def _put_back(work: Work, row: CareChangeRow) -> dict[str, Any]:
    """Write a change's earlier days and return those that stood till now."""
    if row.kind == OFFICE:
        office = work.get(OfficeRow, int(row.subject))
        days = [date.fromisoformat(day) for day in row.after["days"]]
        now = office_snapshot(work.session, office, days)
        _require_same(now, row.after)
        restore_office(work, office, row.before)
        work.session.flush()
        return now
    days = [*days_of(row.before), *days_of(row.after)]
    now = year_snapshot(work.session, int(row.subject), days)
    _require_same(now, row.after)
    restore_year(work, row.before, days)
    return now


def _require_newest(work: Work, row: CareChangeRow) -> None:
    newest = select(func.max(CareChangeRow.id)).where(
        CareChangeRow.kind == row.kind, CareChangeRow.subject == row.subject
    )
    if work.session.scalar(newest) != row.id:
        raise Conflict("calendar.not_newest")


def _require_same(now: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    if now != after:
        raise Conflict("calendar.changed_since")


def ask_again(desk: Desk, actor: Actor, change_id: int) -> None:
    """Ask once more for the clocks to be worked out that are still stale after a change.

    Raises:
        NotFound: ``record.unknown``. Conflict: ``calendar.recounting``.

    """
    may_administer(actor)
    with desk.work(actor) as work:
        require_quiet(work)
        ask_recount(desk, work, work.get(CareChangeRow, change_id).id)
