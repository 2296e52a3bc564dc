"""Working running clocks out anew after days have changed: case by case, the urgent ones first.

A clock whose calendar is another one than it was last worked out by is stale. Long work goes on
behind the pages (an errand); every case is a transaction of its own, so a case that cannot be
worked out holds up no other, and work that was broken off finds what is still stale.
"""

import logging
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from engine.desk import Desk
from engine.rules.events import CalendarRecounted, ClockRecomputed
from engine.storage.models import CaseRow, ClockRow, ErrandRow, OfficeRow, RecountLineRow
from engine.storage.work import Work
from engine.usecases.caseload import clocks_of
from engine.usecases.errands import UNENDED, Errand, Portion, ask_errand, errand
from engine.usecases.gathering import lock_and_gather
from engine.usecases.recolouring import recolour
from engine.usecases.standing import note_standing

log = logging.getLogger(__name__)

RECOUNT = "recount"
PORTION = 20  # cases between two looks at whether the errand was called off
RUNNING = (ClockRow.ended_at.is_(None), ClockRow.fired_at.is_(None))


@dataclass(frozen=True, slots=True)
class Moved:
    """A clock whose due day moved: which case, which rule, from when to when."""

    code: str
    rule: str
    old_due_on: date | None
    new_due_on: date | None


def ask_recount(desk: Desk, work: Work, change_id: int) -> int:
    """Ask for every stale clock to be worked out anew; return the errand's id."""
    count = stale_count(desk, work.session)
    return ask_errand(work, RECOUNT, {"change": change_id}, count).id


def stale_count(desk: Desk, session: Session) -> int:
    """Return how many running clocks were last worked out by other days than count now."""
    stale = _stale(desk, session)
    if stale is None:
        return 0
    return session.scalar(select(func.count()).select_from(ClockRow).where(*RUNNING, stale)) or 0


def _stale(desk: Desk, session: Session) -> ColumnElement[bool] | None:
    """Return the condition of stale clocks; None if there are none."""
    seen = select(ClockRow.office_id, ClockRow.calendar_version).where(*RUNNING).distinct()
    offices: defaultdict[str, list[int]] = defaultdict(list)
    for office_id, version in session.execute(seen).all():
        if desk.calendar(session, session.get(OfficeRow, office_id)).version != version:
            offices[version].append(office_id)
    if not offices:
        return None
    return or_(
        *(
            and_(ClockRow.calendar_version == version, ClockRow.office_id.in_(sorted(ids)))
            for version, ids in offices.items()
        )
    )


def stale_cases(desk: Desk, session: Session) -> list[int]:
    """Return the cases with stale clocks, the one on which something happens soonest first."""
    stale = _stale(desk, session)
    if stale is None:
        return []
    soonest = func.min(ClockRow.next_at)
    query = select(ClockRow.case_id).where(*RUNNING, stale).group_by(ClockRow.case_id)
    return list(session.scalars(query.order_by(soonest.is_(None), soonest, ClockRow.case_id)))


@errand(RECOUNT)
def recount_some(desk: Desk, asked: Errand) -> Portion:
    """Work the clocks of the next cases out; what cannot be worked out is counted as stuck."""
    change_id = int(str(asked.subject["change"]))
    with desk.read() as session:
        waiting, before = stale_cases(desk, session), stale_count(desk, session)
    through, stuck = 0, 0
    for case_id in waiting:
        if through == PORTION:
            break
        if _recount_apart(desk, case_id, change_id):
            through += 1
        else:
            stuck += 1
    with desk.work(None) as work:
        left = stale_count(desk, work.session)
        done = asked.done + max(before - left, 0)
        if left and through:
            return Portion(done, done + left)
        moved = moved_count(work.session, change_id)
        work.record(CalendarRecounted(change_id, moved))
        return Portion(done, done + left, ended=True, result={"moved": moved, "stuck": stuck})


def _recount_apart(desk: Desk, case_id: int, change_id: int) -> bool:
    try:
        with desk.work(None) as work:
            recount_case(desk, work, lock_and_gather(work, case_id), change_id)
    except Exception:  # whatever it is, the other cases go on
        log.exception("case %s could not be counted anew", case_id)
        return False
    return True


def moved_count(session: Session, change_id: int) -> int:
    """Return how many clocks a change has moved."""
    query = select(func.count()).where(RecountLineRow.change_id == change_id)
    return session.scalar(query) or 0


def recount_running(desk: Desk, work: Work, change_id: int) -> list[Moved]:
    """Work every stale clock out anew within *work*; return those whose due day moved."""
    moved: list[Moved] = []
    cases = (work.get(CaseRow, each) for each in stale_cases(desk, work.session))
    for case in sorted(cases, key=lambda case: case.code):
        moved += recount_case(desk, work, case, change_id)
    return moved


def under_way(session: Session) -> bool:
    """Say whether clocks are still being worked out anew because of a change."""
    query = select(ErrandRow.id).where(ErrandRow.kind == RECOUNT, ErrandRow.status.in_(UNENDED))
    return session.scalars(query.limit(1)).first() is not None


def recount_case(desk: Desk, work: Work, case: CaseRow, change_id: int) -> list[Moved]:
    """Work the stale clocks of one case out anew; a clock that has fired stays fired."""
    stale = list(_stale_of(desk, work, case))
    moved: list[Moved] = []
    for clock in stale:
        before = clock.due_on
        recolour(desk, work, case, clock, "corrected")
        if clock.due_on != before:
            moved.append(Moved(case.code, clock.rule, before, clock.due_on))
            work.record(_recomputed(clock, before, change_id), case)
            line = RecountLineRow(
                change_id=change_id,
                clock_id=clock.id,
                case_id=case.id,
                rule=clock.rule,
                old_due_on=before,
                new_due_on=clock.due_on,
            )
            work.session.merge(line)
    if stale:
        note_standing(work, case)
    return moved


def _stale_of(desk: Desk, work: Work, case: CaseRow) -> Iterator[ClockRow]:
    for clock in clocks_of(work, case):
        if clock.ended_at is None and clock.fired_at is None:
            office = work.get(OfficeRow, clock.office_id)
            if desk.calendar(work.session, office).version != clock.calendar_version:
                yield clock


def _recomputed(clock: ClockRow, before: date | None, change_id: int) -> ClockRecomputed:
    old = before.isoformat() if before else None
    new = clock.due_on.isoformat() if clock.due_on else None
    return ClockRecomputed(clock.id, clock.rule, old, new, f"calendar:{change_id}")
