"""The tick that repeats what nobody has acknowledged, and tells what a silence held back."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import func, select

from engine.desk import Desk
from engine.rules.errors import Locked, Stale
from engine.rules.telling import may_leave_at
from engine.storage.models import CaseRow, ClockRow, SilenceRow, WarningRow
from engine.storage.work import Work
from engine.usecases.retelling import REPEAT, SILENCE_OVER, still_true, tell_again
from engine.usecases.silenced import quieted
from engine.usecases.warnings import calendar_of, rung_of

MOST_CASES = 10_000  # in one run of the tick


def nag(desk: Desk) -> int:
    """End silences whose time is over, then repeat what is due; return how many were told."""
    told = sum(_one(desk, _release_due) for _ in range(_waiting(desk)))
    for _ in range(MOST_CASES):
        found = _one(desk, _repeat_case)
        if not found:
            return told
        told += found
    return told


def oldest_repeat(desk: Desk) -> datetime | None:
    """Return since when the oldest warning to be repeated has been waiting (aware), or None."""
    with desk.read() as session:
        query = select(func.min(WarningRow.repeat_at)).where(WarningRow.repeat_at <= desk.now())
        return session.scalar(query)


def release(desk: Desk, work: Work, silence: SilenceRow) -> int:
    """Tell, once, what a silence that is over held back and is still true; count the people.

    What another silence holds back too is told when the last of them is over, not by each.
    """
    silence.released_at = work.recorded_at
    if silence.case_id is None:
        return 0
    case = work.get(CaseRow, silence.case_id, lock=True)
    query = select(WarningRow).where(
        WarningRow.case_id == case.id,
        WarningRow.withdrawn_at.is_(None),
        WarningRow.acknowledged_at.is_(None),
    )
    if silence.clock_id is not None:
        query = query.where(WarningRow.clock_id == silence.clock_id)
    if silence.user_id is not None:
        query = query.where(WarningRow.recipient_id == silence.user_id)
    rows = work.session.scalars(query.order_by(WarningRow.clock_id, WarningRow.id)).all()
    others = _others(work, silence)
    left = [row for row in rows if not any(_covers(other, row) for other in others)]
    return _retell(desk, work, case, left, (SILENCE_OVER, str(silence.id)))


def _others(work: Work, silence: SilenceRow) -> list[SilenceRow]:
    """Return the other silences of the case that have not told yet; the case is locked."""
    query = select(SilenceRow).where(
        SilenceRow.case_id == silence.case_id,
        SilenceRow.id != silence.id,
        SilenceRow.released_at.is_(None),
    )
    return list(work.session.scalars(query))


def _covers(silence: SilenceRow, row: WarningRow) -> bool:
    return silence.clock_id in {None, row.clock_id} and silence.user_id in {None, row.recipient_id}


def _retell(
    desk: Desk, work: Work, case: CaseRow, rows: list[WarningRow], why: tuple[str, str]
) -> int:
    told = 0
    for clock_id in dict.fromkeys(row.clock_id for row in rows):
        clock = work.get(ClockRow, clock_id)
        quiet = quieted(work, case, clock)
        due = [
            row
            for row in rows
            if row.clock_id == clock_id
            and still_true(clock, row)
            and not quiet.holds(row.recipient_id)
        ]
        if due:
            told += tell_again(desk, work, (case, clock), due, why)
    return told


def _one(desk: Desk, act: Callable[[Desk, Work], int]) -> int:
    """Do one piece of it in a transaction of its own; 0 when there is nothing, or it is busy."""
    try:
        with desk.work(None) as work:
            return act(desk, work)
    except (Locked, Stale):
        return 0


def _waiting(desk: Desk) -> int:
    with desk.read() as session:
        query = select(func.count()).select_from(SilenceRow)
        over = SilenceRow.released_at.is_(None), SilenceRow.until_at <= desk.now()
        return session.scalar(query.where(*over)) or 0


def _release_due(desk: Desk, work: Work) -> int:
    query = (
        select(SilenceRow)
        .where(SilenceRow.released_at.is_(None), SilenceRow.until_at <= work.recorded_at)
        .order_by(SilenceRow.until_at, SilenceRow.id)
        .limit(1)
    )
    silence = work.session.scalars(query.with_for_update(skip_locked=True)).first()
    return release(desk, work, silence) if silence else 0


def _repeat_case(desk: Desk, work: Work) -> int:
    """Repeat all that is due of the case whose warning waits longest; return rows dealt with."""
    query = select(WarningRow.case_id).where(WarningRow.repeat_at <= work.recorded_at)
    case_id = work.session.scalar(query.order_by(WarningRow.repeat_at, WarningRow.id).limit(1))
    if case_id is None:
        return 0
    case = work.get(CaseRow, case_id, lock=True)
    due = WarningRow.case_id == case_id, WarningRow.repeat_at <= work.recorded_at
    rows = list(work.session.scalars(select(WarningRow).where(*due).order_by(WarningRow.id)))
    opens = may_leave_at(work.recorded_at, calendar_of(desk, work, case), desk.zone)
    for row in rows:
        row.repeat_at = None if opens <= work.recorded_at else opens
    if opens <= work.recorded_at:
        _retell(desk, work, case, [row for row in rows if _may_go(work, case, row)], (REPEAT, ""))
    return len(rows)


def _may_go(work: Work, case: CaseRow, row: WarningRow) -> bool:
    clock = work.get(ClockRow, row.clock_id)
    return still_true(clock, row) and row.repeats < rung_of(work, case, clock).repeat_cap
