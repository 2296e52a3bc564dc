"""Running a case's processes inside one transaction, and writing down where they stand.

A ``Procedure`` sits between the process runner, which knows only diagrams, and the tables, which
know only facts. After every push it carries out the effects the diagram asked for, then brings
work items and clocks in line with the process, until nothing more is asked.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from engine.desk import Desk
from engine.rules.errors import Conflict, WorkflowFault
from engine.rules.events import ProcessMoved, StepCompleted
from engine.storage.models import CaseRow, ProcessRow, WorkItemRow
from engine.storage.published import bundle_of, newest_bundle
from engine.storage.reading import ask
from engine.storage.work import Work
from engine.usecases import ledger, worklist
from engine.usecases.caseload import UNENDED
from engine.usecases.setting import Setting
from engine.usecases.standing import note_standing
from engine.workflow import Effect, Instance, Position

MAX_ROUNDS = 50  # effects that send messages that cause effects …: a diagram in a loop

Act = Callable[["Procedure", ProcessRow, Effect], None]
EFFECTS: dict[str, Act] = {}


def effect(name: str) -> Callable[[Act], Act]:
    """Register what a service task ``effect/<name>`` does. The registry is closed after import."""

    def register(act: Act) -> Act:
        EFFECTS[name] = act
        return act

    return register


@dataclass(slots=True)
class Procedure:
    """The processes of one case while a unit of work is open."""

    desk: Desk
    work: Work
    case: CaseRow
    _live: dict[int, Instance] = field(default_factory=dict)
    _told: dict[int, int] = field(default_factory=dict)  # how much of each walk is on record
    _before: dict[int, bytes] = field(default_factory=dict)  # states at the last act
    _rounds: int = 0
    _depth: int = 0

    def start(
        self, kind: str, routing: Mapping[str, object], subject_id: int | None = None
    ) -> ProcessRow:
        """Start a process of *kind* for the case on the newest bundle and run it until it waits."""
        bundle = newest_bundle(self.work.session)
        instance = self.desk.runner.start(bundle, kind, routing)
        asked = instance.take_effects()
        row = ProcessRow(
            case_id=self.case.id,
            kind=kind,
            bundle_version=bundle.version,
            status="running",
            state=instance.dump(),
            previous_state=None,
            subject_id=subject_id,
            started_at=self.work.now,
            ended_at=None,
            fault=None,
        )
        self.work.enter(row)
        self._started().append(row)
        self._live[row.id] = instance
        self._note_move(row, instance, "started", routing)
        self._settle(row, instance, asked)
        return row

    def complete(
        self, item: WorkItemRow, routing: Mapping[str, object], answers: Mapping[str, object]
    ) -> None:
        """Take the step *item* and run on.

        Raises:
            Stale: the process does not wait for this step any more.
        """
        row = self.work.get(ProcessRow, item.process_id)
        instance = self._instance(row)
        self._before[row.id] = row.state
        instance.complete(item.task_id, routing)
        worklist.finish(self.work, self.case, item, answers)
        done = (item.id, item.element, dict(routing), row.bundle_version)
        walk = self._walk(row, instance)
        others = item.assignee_id if item.assignee_id != item.done_by else None
        self.work.record(StepCompleted(*done, walk, row.kind, others), self.case)
        self._settle(row, instance)

    def fire(self, row: ProcessRow, anchor: str, routing: Mapping[str, object]) -> None:
        """Let the boundary timer on the activity *anchor* fire."""
        instance = self._instance(row)
        self._before[row.id] = row.state
        instance.fire(anchor, routing)
        self._note_move(row, instance, "clock", routing)
        self._settle(row, instance)

    def send(self, message: str, routing: Mapping[str, object], kind: str = "") -> bool:
        """Send *message* to the case's running processes (of *kind* only, if given).

        Returns whether any of them was waiting for it.
        """
        heard = False
        for row in list(self.running(kind)):
            instance = self._instance(row)
            if instance.send(message, routing):
                heard = True
                self._note_move(row, instance, message, routing)
                self._settle(row, instance)
        return heard

    def correct(self, routing: Mapping[str, object]) -> None:
        """Put values right that the case's running processes were given; none of them moves."""
        for row in list(self.running()):
            instance = self._instance(row)
            if instance.correct(routing):
                row.previous_state = None  # it holds the wrong values: nobody goes back to it
                self._note_move(row, instance, "corrected", routing)
                self._settle(row, instance)

    def waits(self, message: str, kind: str) -> bool:
        """Say whether a running process of *kind* waits for *message* now."""
        return any(message in self._instance(row).position().waits for row in self.running(kind))

    def routing(self, row: ProcessRow) -> Mapping[str, object]:
        """Return the routing values a process holds now."""
        return self.position(row).routing

    def routing_at(self, row: ProcessRow, task_id: str) -> Mapping[str, object]:
        """Return the routing values at an open step; what the process holds if it is not open."""
        return self._instance(row).routing_at(task_id)

    def position(self, row: ProcessRow) -> Position:
        """Return where a running process stands, as its stored state says."""
        return self._instance(row).position()

    def take_up(self, row: ProcessRow, cause: str = "taken_up") -> None:
        """Bring steps and clocks in line with a state put into *row* by another hand, and run on.

        *cause* goes on record; none if the other hand tells it.
        """
        if cause:
            self._note_move(row, self._instance(row), cause, {})
        self._settle(row, self._instance(row))

    def running(self, kind: str = "") -> Iterator[ProcessRow]:
        """Yield the case's running processes, oldest first."""
        for row in self.unended():
            if row.status == "running" and (not kind or row.kind == kind):
                yield row

    def refuse_quarantined(self, kind: str) -> None:
        """Refuse to act on a case whose process of *kind* has been set aside.

        Raises:
            Conflict: ``case.quarantined``.
        """
        if any(row.kind == kind and row.status == "quarantined" for row in self.unended()):
            raise Conflict("case.quarantined", kind=kind)

    def unended(self) -> list[ProcessRow]:
        """Return the case's processes that run or have been set aside, oldest first."""
        found = ask(self.work.session, UNENDED, {"case_id": self.case.id})
        # one that has started or ended in this very work may not be written yet
        known = {row.id: row for row in (*(row for (row,) in found), *self._started())}
        return [row for row in known.values() if row.status in {"running", "quarantined"}]

    def _started(self) -> list[ProcessRow]:
        """Return the processes of the case that this work has started, oldest first."""
        return self.work.gathered.setdefault(("started", self.case.id), [])

    def cancel(self, row: ProcessRow) -> None:
        """End a process early: its steps and clocks are cancelled, its state is kept."""
        row.status = "cancelled"
        row.ended_at = self.work.now
        self._live.pop(row.id, None)
        worklist.cancel_all(self.work, self.case, row)
        ledger.cancel_all(self.work, self.case, row)

    def _instance(self, row: ProcessRow) -> Instance:
        if row.status == "quarantined":
            raise Conflict("case.quarantined", kind=row.kind)
        if row.status != "running":
            raise Conflict("process.not_running", kind=row.kind, status=row.status)
        if row.id not in self._live:
            bundle = bundle_of(self.work.session, row.bundle_version)
            try:
                self._live[row.id] = self.desk.runner.resume(bundle, row.kind, row.state)
            except WorkflowFault as fault:
                fault.facts["process_id"] = row.id  # whoever sets it aside must know which
                raise
        return self._live[row.id]

    def _walk(self, row: ProcessRow, instance: Instance) -> tuple[str, ...]:
        """Return what was walked and is not yet on record: flows and elements, in order."""
        steps = instance.walked[self._told.get(row.id, 0) :]
        self._told[row.id] = len(instance.walked)
        return tuple(each for step in steps for each in (step.flow, step.element) if each)

    def _note_move(
        self, row: ProcessRow, instance: Instance, cause: str, routing: Mapping[str, object]
    ) -> None:
        """Put a push on record as it happened; what follows from it comes after it."""
        moved = (row.kind, cause, row.bundle_version, self._walk(row, instance), row.id)
        self.work.record(ProcessMoved(*moved, dict(routing)), self.case)

    def _settle(self, row: ProcessRow, instance: Instance, first: tuple[Effect, ...] = ()) -> None:
        self._rounds += 1
        if self._rounds > MAX_ROUNDS:
            raise WorkflowFault("process.effects_loop", kind=row.kind)
        self._depth += 1
        for asked in (*first, *instance.take_effects()):
            self._carry_out(row, asked)
        if row.status == "running":
            self._write(row, instance)
        self._depth -= 1
        if not self._depth:  # once, when everything that followed has been done
            note_standing(self.work, self.case)

    def _carry_out(self, row: ProcessRow, asked: Effect) -> None:
        act = EFFECTS.get(asked.name)
        if act is None:
            raise WorkflowFault("effect.unknown", effect=asked.name, element=asked.element)
        act(self, row, asked)

    def _write(self, row: ProcessRow, instance: Instance) -> None:
        position = instance.position()
        row.previous_state = self._before.pop(row.id, row.previous_state)
        row.state = instance.dump()
        if position.finished:
            row.status = "finished"
            row.ended_at = self.work.now
        setting = Setting(self.work, self.case, row)
        items = worklist.align(setting, position)
        late = ledger.align(self.desk, setting, instance, items)
        for clock in late:
            self.fire(row, clock.anchor or "", ledger.firing(clock))
