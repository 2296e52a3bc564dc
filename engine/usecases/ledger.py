"""The deadline ledger kept in step with the processes.

A clock is keyed by case, rule and start event, so that a process that comes back to the same
stage finds its old clock and not a new one. Nothing is armed in a process: when a clock is due,
the sweep tells the process so (ADR 0002).
"""

from sqlalchemy import select

from engine.desk import Desk
from engine.storage.models import CaseRow, ClockRow, ProcessRow, WorkItemRow
from engine.storage.work import Work
from engine.usecases import clockwork, law
from engine.usecases.standing import note_standing
from engine.usecases.starts import start_of
from engine.workflow import Instance, OpenClock

AHEAD = frozenset({"accepted", "application_received", "registered"})


def align(
    desk: Desk, work: Work, case: CaseRow, process: ProcessRow, instance: Instance
) -> list[ClockRow]:
    """Open the clocks *process* now runs under and end those it no longer does.

    Returns:
        Clocks that had already run out when the process reached the activity they press on:
        their timers are to fire at once.
    """
    wanted = {clock.anchor: clock for clock in instance.position().clocks}
    done = {step.element for step in instance.walked}
    for clock in _anchored(work, process):
        if clock.anchor not in wanted:
            clockwork.end(work, case, clock, met=clock.element in done)
    late = []
    for asked in wanted.values():
        clock, new = _attach(desk, work, case, process, asked)
        if new and clock.fires and clock.fired_at is not None:
            late.append(clock)
    note_standing(work, case)
    return late


def open_ahead(desk: Desk, work: Work, case: CaseRow, rule_key: str) -> None:
    """Open a clock the law starts before the process reaches the activity it presses on."""
    rule = law.rule_in_force(work.session, rule_key, desk.local_day(work.now))
    if rule.start_event not in AHEAD:
        return
    start = start_of(work, case, rule, None)
    if _find(work, case, rule.key, start.key) is None:
        clockwork.open_clock(desk, work, case, rule, start)
    note_standing(work, case)


def cancel_all(work: Work, case: CaseRow, process: ProcessRow) -> None:
    """End every open clock of *process* because it was cancelled."""
    for clock in _anchored(work, process):
        clockwork.end(work, case, clock, met=False, reason="process_cancelled")
    note_standing(work, case)


def end_unanchored(work: Work, case: CaseRow, reason: str) -> None:
    """End the case's clocks that no process carries, for example when the channel changes."""
    query = select(ClockRow).where(
        ClockRow.case_id == case.id, ClockRow.ended_at.is_(None), ClockRow.anchor.is_(None)
    )
    for clock in work.session.scalars(query):
        clockwork.end(work, case, clock, met=False, reason=reason)
    note_standing(work, case)


def firing(clock: ClockRow) -> dict[str, object]:
    """Return what a process is told when this clock fires."""
    return {"on_expiry": str(clock.row["on_expiry"]), "climb_cause": "expired"}


def _anchored(work: Work, process: ProcessRow) -> list[ClockRow]:
    query = select(ClockRow).where(
        ClockRow.process_id == process.id,
        ClockRow.ended_at.is_(None),
        ClockRow.anchor.is_not(None),
    )
    return list(work.session.scalars(query.order_by(ClockRow.id)))


def _find(work: Work, case: CaseRow, rule: str, key: str) -> ClockRow | None:
    query = select(ClockRow).where(
        ClockRow.case_id == case.id, ClockRow.rule == rule, ClockRow.start_key == key
    )
    return work.session.scalars(query.order_by(ClockRow.id.desc())).first()


def _attach(
    desk: Desk, work: Work, case: CaseRow, process: ProcessRow, asked: OpenClock
) -> tuple[ClockRow, bool]:
    """Return the clock an activity runs under and whether it was bound to it just now."""
    query = select(ClockRow).where(
        ClockRow.process_id == process.id, ClockRow.anchor == asked.anchor
    )
    known = work.session.scalars(query).first()
    if known is not None:
        return known, False
    rule = law.rule_in_force(work.session, asked.rule, desk.local_day(work.now))
    start = start_of(work, case, rule, asked.anchor)
    clock = _find(work, case, rule.key, start.key) or clockwork.open_clock(
        desk, work, case, rule, start
    )
    clock.process_id = process.id
    clock.anchor = asked.anchor
    clock.element = asked.element
    clock.fires = asked.fires
    if clock.ended_at is not None:  # back at a stage that was left: the old clock goes on
        clock.ended_at = None
        clockwork.recompute(desk, work, case, clock)
    work.session.flush()
    _press(work, process, clock)
    return clock, True


def _press(work: Work, process: ProcessRow, clock: ClockRow) -> None:
    """Let the step the clock presses on, if it is a step, sort by it."""
    query = select(WorkItemRow).where(
        WorkItemRow.process_id == process.id, WorkItemRow.task_id == clock.anchor
    )
    item = work.session.scalars(query).first()
    if item is not None:
        item.clock_id = clock.id
        item.due_at = clock.due_at
