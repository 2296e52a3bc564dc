"""The deadline ledger kept in step with the processes.

A clock is keyed by case, rule and start event, so that a process that comes back to the same
stage finds its old clock and not a new one. Nothing is armed in a process: when a clock is due,
the sweep tells the process so (ADR 0001).
"""

from collections.abc import Mapping

from engine.desk import Desk
from engine.storage.models import CaseRow, ClockRow, ProcessRow, WorkItemRow
from engine.storage.work import Work
from engine.usecases import clockwork, law
from engine.usecases.caseload import clocks_of
from engine.usecases.setting import Setting
from engine.usecases.starts import start_of
from engine.usecases.subjects import subject_start
from engine.usecases.taking_back import revive
from engine.workflow import Instance, OpenClock

AHEAD = frozenset({"accepted", "application_received", "registered"})


def align(
    desk: Desk, setting: Setting, instance: Instance, items: Mapping[str, WorkItemRow]
) -> list[ClockRow]:
    """Open the clocks the process now runs under and end those it no longer does.

    Args:
        desk: clock, files, runner.
        setting: the unit of work, the case and the process.
        instance: the process, quiet.
        items: its open steps by the engine's task id.

    Returns:
        Clocks that had already run out when the process reached the activity they press on:
        their timers are to fire at once.
    """
    work, case, process = setting.work, setting.case, setting.process
    known = clocks_of(work, case)
    wanted = {clock.anchor: clock for clock in instance.position().clocks}
    done = {step.element for step in instance.walked}
    bound = {clock.anchor: clock for clock in known if clock.process_id == process.id}
    for anchor, clock in bound.items():
        if anchor is not None and clock.ended_at is None and anchor not in wanted:
            clockwork.end(work, case, clock, met=clock.element in done)
    late = []
    for anchor, asked in wanted.items():
        if anchor in bound:
            continue
        clock = _bind(desk, setting, asked, known)
        known.append(clock)
        _press(items, clock)
        if clock.fires and clock.fired_at is not None:
            late.append(clock)
    return late


def open_ahead(desk: Desk, work: Work, case: CaseRow, rule_key: str) -> None:
    """Open a clock the law starts before the process reaches the activity it presses on."""
    rule = law.rule_in_force(work.session, rule_key, desk.local_day(work.now))
    if rule.start_event not in AHEAD:
        return
    start = start_of(work, case, rule, None)
    if _find(clocks_of(work, case), rule.key, start.key) is None:
        clockwork.open_clock(desk, work, case, rule, start)


def cancel_all(work: Work, case: CaseRow, process: ProcessRow) -> None:
    """End every open clock of *process* because it was cancelled."""
    for clock in clocks_of(work, case):
        if clock.process_id == process.id and clock.ended_at is None:
            clockwork.end(work, case, clock, met=False, reason="process_cancelled")


def end_unanchored(work: Work, case: CaseRow, reason: str) -> None:
    """End the case's clocks that no process carries, for example when the channel changes."""
    for clock in clocks_of(work, case):
        if clock.anchor is None and clock.ended_at is None:
            clockwork.end(work, case, clock, met=False, reason=reason)


def firing(clock: ClockRow) -> dict[str, object]:
    """Return what a process is told when this clock fires."""
    return {"on_expiry": str(clock.row["on_expiry"]), "climb_cause": "expired"}


def _find(known: list[ClockRow], rule: str, key: str) -> ClockRow | None:
    found = (clock for clock in reversed(known) if clock.rule == rule and clock.start_key == key)
    return next(found, None)


def _bind(desk: Desk, setting: Setting, asked: OpenClock, known: list[ClockRow]) -> ClockRow:
    """Bind the clock an activity runs under to it, opening it unless it runs already."""
    work, case = setting.work, setting.case
    rule = law.rule_in_force(work.session, asked.rule, desk.local_day(work.now))
    start = subject_start(work, setting.process, rule) or start_of(work, case, rule, asked.anchor)
    clock = _find(known, rule.key, start.key) or clockwork.open_clock(desk, work, case, rule, start)
    clock.process_id = setting.process.id
    clock.anchor = asked.anchor
    clock.element = asked.element
    clock.fires = asked.fires
    if clock.ended_at is not None:  # back at a stage that was left: the old clock goes on
        clock.ended_at = None
        revive(work, clock)
        clockwork.recompute(desk, work, case, clock)
    return clock


def _press(items: Mapping[str, WorkItemRow], clock: ClockRow) -> None:
    """Let the step the clock presses on, if it is a step, sort by it."""
    item = items.get(clock.anchor or "")
    if item is not None:
        item.clock_id = clock.id
        item.due_at = clock.due_at
