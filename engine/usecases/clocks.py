"""What people may do to a running time limit: pause it, resume it, ask for more of it.

All of it happens in the ledger only; the process that waits is not touched (ADR 0002).
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from engine.desk import Desk
from engine.rules.deadline_rule import rule_from_row
from engine.rules.deadlines import Pause, check_pause
from engine.rules.errors import Conflict, Invalid, NotFound
from engine.rules.events import (
    ClockPaused,
    ClockResumed,
)
from engine.rules.permissions import Action, Actor
from engine.storage.models import CaseRow, ClockRow, PauseRow
from engine.storage.work import Work
from engine.usecases import clockwork
from engine.usecases.endings import case_id_of, visible_case
from engine.usecases.recolouring import recolour
from engine.usecases.standing import note_standing
from engine.usecases.sweep import settle_case


@dataclass(frozen=True, slots=True)
class Standstill:
    """Why a clock stands still, from which office day, and by which paper."""

    from_on: date
    reason: str
    document: str | None = None


def pause_clock(desk: Desk, actor: Actor, code: str, clock_id: int, why: Standstill) -> None:
    """Let a clock stand still from a day on, for example while an appraisal runs.

    Raises:
        Invalid: the rule knows no pause, the day is after the end or in the future, no reason.
        Conflict: the clock is paused already or has ended.
    """
    if not why.reason.strip():
        raise Invalid("pause.form", fields={"reason": "required"})
    settle_case(desk, case_id_of(desk, code))
    with desk.work(actor) as work:
        case, clock = open_clock(work, actor, code, clock_id, Action.PAUSE_CLOCK)
        if clock.status == "paused":
            raise Conflict("clock.paused_already")
        if why.from_on > desk.local_day(work.now):
            raise Invalid("pause.form", fields={"from_on": "in_the_future"})
        computed = clockwork.computed_of(desk, work, case, clock)
        check_pause(rule_from_row(clock.row), computed, Pause(why.from_on, None, why.reason))
        work.add(
            PauseRow(
                clock_id=clock.id,
                from_on=why.from_on,
                to_on=None,
                reason=why.reason.strip(),
                document=why.document,
                paused_by=actor.user_id,
                paused_at=work.now,
                resumed_by=None,
                resumed_at=None,
            )
        )
        work.record(
            ClockPaused(clock.id, clock.rule, why.from_on.isoformat(), why.reason.strip()), case
        )
        move(desk, work, case, clock, "paused")


def resume_clock(desk: Desk, actor: Actor, code: str, clock_id: int, to_on: date) -> None:
    """Let a clock run again; *to_on* is the first office day that counts again.

    Raises:
        Conflict: the clock is not paused.
        Invalid: the day lies before the pause or in the future.
    """
    with desk.work(actor) as work:
        case, clock = open_clock(work, actor, code, clock_id, Action.PAUSE_CLOCK)
        query = select(PauseRow).where(PauseRow.clock_id == clock.id, PauseRow.to_on.is_(None))
        pause = work.session.scalars(query).first()
        if pause is None:
            raise Conflict("clock.not_paused")
        if not pause.from_on <= to_on <= desk.local_day(work.now):
            raise Invalid("resume.form", fields={"to_on": "outside_pause"})
        pause.to_on = to_on
        pause.resumed_by, pause.resumed_at = actor.user_id, work.now
        work.session.flush()
        move(desk, work, case, clock, "resumed")
        days = (to_on - pause.from_on).days
        due_on = clock.due_on.isoformat() if clock.due_on else None
        work.record(ClockResumed(clock.id, clock.rule, days, due_on), case)


def open_clock(
    work: Work, actor: Actor, code: str, clock_id: int, action: Action
) -> tuple[CaseRow, ClockRow]:
    """Return a clock of a case that still runs, both locked, if the person may act on it.

    Raises:
        NotFound: no such case or clock for this person.
        NotAllowed: the person may see it, not do this.
        Conflict: the clock has ended.
    """
    case = visible_case(work, actor, code, action)
    clock = work.session.get(ClockRow, clock_id, with_for_update=True)
    if clock is None or clock.case_id != case.id:
        raise NotFound("clock.unknown")
    if clock.ended_at is not None:
        raise Conflict("clock.ended", status=clock.status)
    return case, clock


def move(desk: Desk, work: Work, case: CaseRow, clock: ClockRow, reason: str) -> None:
    """Work a clock out anew; put a change of its colour on record, with the reason, and tell it.

    The centre's rungs that were cut to this clock move with it. A clock that fired stays
    fired; a climb that nobody took over yet is taken back with it.
    """
    recolour(desk, work, case, clock, reason)
    for rung in _rungs(work, clock):
        recolour(desk, work, case, rung, reason)
    note_standing(work, case)


def _rungs(work: Work, clock: ClockRow) -> list[ClockRow]:
    if clock.rule.startswith(clockwork.LADDER):
        return []
    query = select(ClockRow).where(
        ClockRow.case_id == clock.case_id,
        ClockRow.rule.startswith(clockwork.LADDER),
        ClockRow.ended_at.is_(None),
        ClockRow.fired_at.is_(None),
    )
    return list(work.session.scalars(query))
