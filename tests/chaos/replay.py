"""The log run again: a fresh runner that is told what the log says must end where the state is.

Every push is an event that carries the values given with it: a process's start, clocks and
messages (``ProcessMoved``) and the steps people took (``StepCompleted``).
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.rules.errors import EngineError
from engine.storage.models import EventRow, ProcessRow, WorkItemRow
from engine.storage.published import bundle_of
from engine.workflow import Instance, Position, Runner

KINDS = ("StepCompleted", "ProcessMoved", "ProcessRestored", "ProcessCarriedOver")


class CannotBeRunAgainError(Exception):
    """The log holds a push the process, run again, does not take."""


@dataclass
class Run:
    """One process run again: where it is, and where it was before its last act."""

    runner: Runner
    process: ProcessRow
    session: Session
    instance: Instance | None = None
    kept: bytes | None = None
    version: int = 0  # of the bundle it runs by
    left: bytes | None = None  # where it was before it was carried over to that one
    pushes: int = 0
    told: Counter[str] = field(default_factory=Counter)

    def take(self, kind: str, facts: Mapping[str, Any]) -> None:
        """Do what one event says was done."""
        if kind == "ProcessRestored":
            self.instance = self._resume(self.kept)
            return
        if kind == "ProcessCarriedOver":
            self._carry_over(facts)
            return
        if kind == "StepCompleted":
            self.kept = self._now().dump()
            self._now().complete(self._task(facts["element"]), facts["routing"])
        else:
            self._move(facts)
        self._now().take_effects()
        self.pushes += 1
        self.told[kind] += 1

    def _move(self, facts: Mapping[str, Any]) -> None:
        cause, routing = facts["cause"], facts["routing"]
        if cause == "started":
            self.version = facts["bundle"]
            bundle = bundle_of(self.session, self.version)
            self.instance = self.runner.start(bundle, self.process.kind, routing)
        elif cause == "clock":
            self.kept = self._now().dump()
            self._now().fire(self._anchor(facts["walked"]), routing)
        elif cause == "corrected":
            self._now().correct(routing)
        elif cause != "taken_up" and not self._now().send(cause, routing):
            raise CannotBeRunAgainError(f"nobody waits for {cause}")

    def _carry_over(self, facts: Mapping[str, Any]) -> None:
        """Go on by another bundle; taken back, go on where it was left."""
        old, new = (bundle_of(self.session, facts[each]) for each in ("from_version", "to_version"))
        self.version, state = new.version, self.left
        if not facts["back"]:
            self.left = self._now().dump()
            moved = self.runner.move(old, new, self.process.kind, self.left, facts["mapping"])
            state = moved.blob
        self.instance = self._resume(state)

    def _task(self, element: str) -> str:
        """Return the oldest open task of that element: ids are drawn anew at every run."""
        for task in self._now().position().tasks:
            if task.element == element:
                return task.task_id
        raise CannotBeRunAgainError(f"{element} is not open")

    def _anchor(self, walked: list[str]) -> str:
        bundle = bundle_of(self.session, self.version)
        elements = self.runner.library.program(bundle).drawing.elements
        for clock in self._now().position().clocks:
            if clock.fires and elements[clock.element].clock in walked:
                return clock.anchor
        raise CannotBeRunAgainError(f"no timer waits that leads to {walked[:2]}")

    def _now(self) -> Instance:
        if self.instance is None:
            raise CannotBeRunAgainError("it never started")
        return self.instance

    def _resume(self, state: bytes | None) -> Instance:
        if state is None:
            raise CannotBeRunAgainError("it was put back before its first act")
        bundle = bundle_of(self.session, self.version)
        return self.runner.resume(bundle, self.process.kind, state)

    def position(self) -> Position:
        """Return where the log leads."""
        return self._now().position()

    def stored(self) -> Position:
        """Return where the stored state stands."""
        bundle = bundle_of(self.session, self.process.bundle_version)
        return self.runner.resume(bundle, self.process.kind, self.process.state).position()


def replay(session: Session, runner: Runner) -> Iterator[tuple[ProcessRow, str | None, int]]:
    """Yield every process that runs or has finished, what is wrong with it, and its pushes.

    Those whose log was written before it carried the values are left out.
    """
    pushes = _pushes(session)
    wanted = select(ProcessRow).where(ProcessRow.status.in_(("running", "finished")))
    for process in session.scalars(wanted.order_by(ProcessRow.id)):
        acts = pushes.get(process.id, [])
        if any("routing" not in facts or facts["routing"] is None for _, facts in acts[:1]):
            continue
        run = Run(runner, process, session)
        yield process, _compare(run, acts), run.pushes


def _pushes(session: Session) -> Mapping[int, list[tuple[str, Mapping[str, Any]]]]:
    of_step = {
        key: process_id
        for key, process_id in session.execute(select(WorkItemRow.id, WorkItemRow.process_id))
    }
    found = defaultdict[int, list[tuple[str, Mapping[str, Any]]]](list)
    events = select(EventRow.kind, EventRow.facts).where(EventRow.kind.in_(KINDS))
    for kind, facts in session.execute(events.order_by(EventRow.id)):
        by_step = kind == "StepCompleted"
        process_id = of_step[facts["work_item_id"]] if by_step else facts.get("process_id")
        if process_id is not None:
            found[process_id].append((kind, facts))
    return found


def _compare(run: Run, acts: list[tuple[str, Mapping[str, Any]]]) -> str | None:
    try:
        for number, (kind, facts) in enumerate(acts):
            try:
                run.take(kind, facts)
            except CannotBeRunAgainError as error:
                return f"push {number} ({kind} {facts.get('cause', '')}): {error}"
        log, state = shape(run.position()), shape(run.stored())
    except (CannotBeRunAgainError, EngineError) as error:
        return f"cannot be run again: {error!r}"
    return None if log == state else f"the log leads to {log}, the state says {state}"


def shape(position: Position) -> tuple[object, ...]:
    """Return where a process stands without the ids drawn for this one run."""
    return (
        sorted(task.element for task in position.tasks),
        sorted((each.element, each.rule, each.fires, each.interrupts) for each in position.clocks),
        position.waits,
        position.finished,
        dict(position.routing),
    )
