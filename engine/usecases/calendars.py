"""Changing which days count: a notice loaded, an office's exceptions.

Every change keeps the days before and after (``care_change``) for ``calendar_undoing``. On the
command line every clock is worked out anew within the same transaction; a page asks for it as an
errand, whose progress and list it shows.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from engine.desk import Desk
from engine.rules.calendar import CalendarDay
from engine.rules.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from engine.rules.events import (
    CalendarLoaded,
    CalendarOverridden,
    OfficeDaysSet,
)
from engine.rules.permissions import Action, Actor, Place, may
from engine.storage import calendars
from engine.storage.calendar_snapshots import office_snapshot, year_snapshot
from engine.storage.models import CareChangeRow, OfficeRow
from engine.storage.work import Work
from engine.usecases.recounting import Moved, ask_recount, recount_running, under_way

YEAR, OFFICE = "calendar_year", "calendar_office"  # kinds of care_change
LONGEST = 200  # characters of a source or a reason
MOST_DAYS = 60  # that an office sets in one go
Days = Mapping[date, CalendarDay]


def load_year(desk: Desk, actor: Actor | None, year: int, days: Days, source: str) -> list[Moved]:
    """Make *days* the official calendar of *year* and move the clocks it touches, all in one.

    *actor* is None on the command line of the machine itself.

    Returns:
        Every running clock whose due day moved, by case code. Clocks that only stopped being
        provisional are recomputed but not listed.

    Raises:
        Invalid: ``calendar.year_empty`` or ``calendar.year_unreadable``.
        NotAllowed: *actor* is no administrator.
    """
    may_administer(actor)
    with desk.work(actor) as work:
        change = _load(work, YearLoad(year, days, source))
        moved = recount_running(desk, work, change.id)
        work.record(CalendarLoaded(year, official=True, moved=len(moved)))
        return moved


@dataclass(frozen=True, slots=True)
class YearLoad:
    """A notice to be loaded: its year, its days, its document number.

    ``seen`` is the version of the nation's calendar on which the preview was made.
    """

    year: int
    days: Days
    source: str
    seen: str = ""


def publish_year(desk: Desk, actor: Actor, load: YearLoad) -> int:
    """Load a notice and ask for the clocks to be worked out anew; return the change's id.

    Raises:
        Invalid: ``calendar.source``: no document number; those of ``load_year``.
        Stale: ``calendar.changed``: not what was previewed. Conflict: ``calendar.recounting``.
        NotAllowed: *actor* is no administrator.

    """
    may_administer(actor)
    if not 0 < len(load.source.strip()) <= LONGEST:
        raise Invalid("calendar.source", fields={"source": "required"})
    with desk.work(actor) as work:
        require_quiet(work)
        if desk.calendar(work.session).version != load.seen:
            raise Stale("calendar.changed")
        change = _load(work, load)
        ask_recount(desk, work, change.id)
        work.record(CalendarLoaded(load.year, official=True, moved=None))
        return change.id


def _load(work: Work, load: YearLoad) -> CareChangeRow:
    source = load.source.strip()
    before = year_snapshot(work.session, load.year, load.days)
    calendars.load_year(work, load.year, load.days, source)
    calendars.add_provisional(work, load.year + calendars.YEARS_AHEAD - 1)
    after = year_snapshot(work.session, load.year, load.days)
    return note_change(work, (YEAR, str(load.year)), (before, after), source)


@dataclass(frozen=True, slots=True)
class Override:
    """An office's own answer for a day; ``works`` None: as the nation does."""

    office_code: str
    day: date
    works: bool | None
    reason: str


def set_override(desk: Desk, actor: Actor | None, override: Override) -> list[Moved]:
    """Say that an office and those below it work on a day or not; return the clocks that moved."""
    may_administer(actor)
    with desk.work(actor) as work:
        office = office_by_code(work, override.office_code)
        change = _set(work, office, {override.day: override.works}, override.reason)
        moved = recount_running(desk, work, change.id)
        day = override.day.isoformat()
        work.record(CalendarOverridden(office.id, day, bool(override.works), len(moved)))
        return moved


@dataclass(frozen=True, slots=True)
class OfficeDays:
    """What an office is to do on some days (None: as the offices above it), and why.

    ``seen`` is the version of the office's calendar on which the preview was made.
    """

    office_id: int
    answers: Mapping[date, bool | None]
    reason: str
    seen: str


def set_days(desk: Desk, actor: Actor, wanted: OfficeDays) -> int:
    """Set an office's exceptions and ask for the clocks to be worked out anew; return the change.

    Raises:
        Invalid: ``calendar.no_days``, ``calendar.too_many_days``, ``calendar.reason``.
        Stale: ``calendar.changed``: not what was previewed. Conflict: ``calendar.recounting``.
        NotFound: ``record.unknown``. NotAllowed: *actor* is no administrator.

    """
    may_administer(actor)
    reason = wanted.reason.strip()
    if not wanted.answers:
        raise Invalid("calendar.no_days", fields={"days": "required"})
    if len(wanted.answers) > MOST_DAYS:
        raise Invalid("calendar.too_many_days", limit=MOST_DAYS)
    if not 0 < len(reason) <= LONGEST:
        raise Invalid("calendar.reason", fields={"reason": "required"})
    with desk.work(actor) as work:
        require_quiet(work)
        office = work.get(OfficeRow, wanted.office_id)
        if desk.calendar(work.session, office).version != wanted.seen:
            raise Stale("calendar.changed")
        change = _set(work, office, wanted.answers, reason)
        ask_recount(desk, work, change.id)
        work.record(OfficeDaysSet(office.id, len(wanted.answers), reason, change.id))
        return change.id


def _set(
    work: Work, office: OfficeRow, answers: Mapping[date, bool | None], reason: str
) -> CareChangeRow:
    before = office_snapshot(work.session, office, answers)
    for day, works in sorted(answers.items()):
        calendars.set_override(work, office, day, works, reason)
    work.session.flush()
    after = office_snapshot(work.session, office, answers)
    return note_change(work, (OFFICE, str(office.id)), (before, after), reason)


def note_change(
    work: Work,
    subject: tuple[str, str],
    days: tuple[Mapping[str, Any], Mapping[str, Any]],
    reason: str,
    undoes_id: int | None = None,
) -> CareChangeRow:
    """Keep a change of *subject* (kind, year or office) with its *days* before and after."""
    row = CareChangeRow(
        kind=subject[0],
        subject=subject[1],
        before=dict(days[0]),
        after=dict(days[1]),
        reason=reason,
        changed_by=work.actor_id,
        changed_at=work.now,
        undoes_id=undoes_id,
    )
    return work.add(row)


def require_quiet(work: Work) -> None:
    """Refuse while clocks are still worked out because of an earlier change.

    Raises:
        Conflict: ``calendar.recounting``.

    """
    if under_way(work.session):
        raise Conflict("calendar.recounting")


def office_by_code(work: Work, code: str) -> OfficeRow:
    """Return the office of that code.

    Raises:
        NotFound: ``office.unknown``.
    """
    row = work.session.scalars(select(OfficeRow).where(OfficeRow.code == code)).first()
    if row is None:
        raise NotFound("office.unknown", office=code)
    return row


def may_administer(actor: Actor | None) -> None:
    """Refuse whoever is no administrator; None is the command line of the machine itself.

    Raises:
        NotAllowed: ``calendar.change``.

    """
    if actor is not None and not may(actor, Action.CARE_FOR_TABLES, Place()):
        raise NotAllowed("calendar.change")
