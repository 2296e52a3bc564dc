"""Changing which days count, and moving every running clock that a changed day touches."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from engine.desk import Desk
from engine.rules.calendar import CalendarDay
from engine.rules.errors import NotAllowed, NotFound
from engine.rules.events import CalendarLoaded, CalendarOverridden, ClockRecomputed
from engine.rules.permissions import Action, Actor, Place, may
from engine.storage import calendars
from engine.storage.models import CaseRow, ClockRow, OfficeRow
from engine.storage.work import Work
from engine.usecases.recolouring import recolour
from engine.usecases.standing import note_standing


@dataclass(frozen=True, slots=True)
class Moved:
    """A clock whose due day moved: which case, which rule, from when to when."""

    code: str
    rule: str
    old_due_on: date | None
    new_due_on: date | None


def load_year(
    desk: Desk, actor: Actor | None, year: int, days: Mapping[date, CalendarDay], source: str
) -> list[Moved]:
    """Make *days* the official calendar of *year* and move the clocks it touches.

    *actor* is None on the command line of the machine itself.

    Returns:
        Every running clock whose due day moved, by case code. Clocks that only stopped being
        provisional are recomputed but not listed.

    Raises:
        Invalid: ``calendar.year_empty`` or ``calendar.year_unreadable``.
        NotAllowed: *actor* is no administrator.
    """
    _may_administer(actor)
    with desk.work(actor) as work:
        calendars.load_year(work, year, days, source)
        calendars.add_provisional(work, year + calendars.YEARS_AHEAD - 1)
        moved = recompute_running(desk, work, f"calendar:{year}")
        work.record(CalendarLoaded(year, official=True, moved=len(moved)))
        return moved


@dataclass(frozen=True, slots=True)
class Override:
    """An office's own answer for a day; ``works`` None: as the nation does."""

    office_code: str
    day: date
    works: bool | None
    reason: str


def set_override(desk: Desk, actor: Actor | None, override: Override) -> list[Moved]:
    """Say that an office and those below it work on a day or not; return the clocks that moved."""
    _may_administer(actor)
    with desk.work(actor) as work:
        office = office_by_code(work, override.office_code)
        day = override.day.isoformat()
        calendars.set_override(work, office, override.day, override.works, override.reason)
        moved = recompute_running(desk, work, f"override:{office.code}:{day}")
        work.record(CalendarOverridden(office.id, day, bool(override.works), len(moved)))
        return moved


def office_by_code(work: Work, code: str) -> OfficeRow:
    """Return the office of that code.

    Raises:
        NotFound: ``office.unknown``.
    """
    row = work.session.scalars(select(OfficeRow).where(OfficeRow.code == code)).first()
    if row is None:
        raise NotFound("office.unknown", office=code)
    return row


def recompute_running(desk: Desk, work: Work, reason: str) -> list[Moved]:
    """Work every running clock out anew under the calendar as it is now."""
    query = (
        select(ClockRow, CaseRow)
        .join(CaseRow, CaseRow.id == ClockRow.case_id)
        .where(ClockRow.ended_at.is_(None), ClockRow.fired_at.is_(None))
        .order_by(CaseRow.code, ClockRow.id)
    )
    moved: list[Moved] = []
    touched: dict[int, CaseRow] = {}
    for clock, case in work.session.execute(query):
        calendar = desk.calendar(work.session, work.get(OfficeRow, clock.office_id))
        if calendar.version == clock.calendar_version:
            continue
        before = clock.due_on
        recolour(desk, work, case, clock, "corrected")
        touched[case.id] = case
        if clock.due_on != before:
            moved.append(Moved(case.code, clock.rule, before, clock.due_on))
            work.record(_recomputed(clock, before, reason), case)
    for case in touched.values():
        note_standing(work, case)
    return moved


def _recomputed(clock: ClockRow, before: date | None, reason: str) -> ClockRecomputed:
    old = before.isoformat() if before else None
    new = clock.due_on.isoformat() if clock.due_on else None
    return ClockRecomputed(clock.id, clock.rule, old, new, reason)


def _may_administer(actor: Actor | None) -> None:
    if actor is not None and not may(actor, Action.ADMINISTER, Place()):
        raise NotAllowed("calendar.change")
