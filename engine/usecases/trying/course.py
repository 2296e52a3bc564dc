"""A process in hand, with a clock and a ledger of its own: start it, act on it, let time pass."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from typing import Any

from engine.rules.case import Outcome
from engine.rules.errors import Conflict, Invalid, Stale, WorkflowFault
from engine.usecases.trying import acts
from engine.usecases.trying.acts import Act
from engine.usecases.trying.clocks import RunClock
from engine.usecases.trying.ledger import RunLedger, Stage
from engine.usecases.trying.told import MESSAGES_OF_EFFECT
from engine.workflow import Form, OpenTask, read_form

MAX_TURNS = 2_000  # of clocks in one act: a loop that a clock drives
SECONDS = 8.0  # of real time for one request; a guard of each advance stands beside it


@dataclass(slots=True)
class Course(RunLedger):
    """A process in hand; ``happened`` is what came of the present act."""

    until: float = field(default_factory=lambda: monotonic() + SECONDS)
    _told: int = 0

    def perform(self, act: Act) -> dict[str, Any]:
        """Do *act*; return what came of it, as JSON.

        Raises:
            Stale: ``trial.not_open``: that step is not open; ``trial.not_awaited``.
            Invalid: the form is not filled in rightly; ``trial.backwards``.
            Conflict: ``trial.nothing_due``. WorkflowFault: the diagram cannot go on.

        """
        self.happened = []
        begun = len(self.instance.walked)
        if act.kind == acts.COMPLETE:
            self._complete(act)
        elif act.kind == acts.SEND:
            self._send(act)
        elif act.kind == acts.MOVE:
            self.move(act.to)
        else:
            raise Invalid("trial.act", act=act.kind)
        self.move(self.at)  # what is late already does not wait for the next act
        return self.entry(act, begun)

    def entry(self, act: Act, begun: int = 0) -> dict[str, Any]:
        """Return what came of *act*: the path since *begun*, and what happened on it."""
        walked = self.instance.walked[begun:]
        return {
            "act": acts.plain(act),
            "at": self.at.isoformat(),
            "walked": [each for step in walked for each in (step.flow, step.element) if each],
            "happened": self.happened,
            "facts": self.facts.plain(),
        }

    def task(self, element: str, nth: int = 0) -> OpenTask:
        """Return an open step.

        Raises:
            Stale: ``trial.not_open``; ``open`` names those that are.

        """
        found = [task for task in self.position.tasks if task.element == element]
        if not 0 <= nth < len(found):
            waiting = [task.element for task in self.position.tasks]
            raise Stale("trial.not_open", step=element, open=waiting)
        return found[nth]

    def form_of(self, task: OpenTask) -> Form | None:
        """Return a step's form; None where it has none."""
        key = task.properties.get("form")
        content = self.stage.bundle.files.get(f"forms/{key}.json") if key else None
        return read_form(content, f"forms/{key}.json") if content is not None else None

    def move(self, to: datetime | None) -> None:
        """Let time pass until *to* (None: until a clock runs out), doing what is due in order."""
        target = to or self.next_due()
        if target is None:
            raise Conflict("trial.nothing_due")
        if target < self.at:
            raise Invalid("trial.backwards")
        for _ in range(MAX_TURNS):
            turning = self.first_turn(target)
            if turning is None:
                break
            self._turn(*turning)
        else:
            raise WorkflowFault("trial.too_many_turns", limit=MAX_TURNS)
        self.at = target

    def settle(self) -> None:
        """Note what the process asked for and bring the clocks in line, until nothing is late."""
        answering = self._note_walk()
        newest = [task.properties["status"] for task in self.position.tasks if _status(task)]
        self.facts.status = newest[-1] if newest else self.facts.status
        for clock in list(self.align()):
            if clock.running:  # the one before it may have led elsewhere
                self._fire(clock)
        for message, routing in answering:
            self.tell(message, routing)

    def _complete(self, act: Act) -> None:
        task = self.task(act.element, act.nth)
        form = self.form_of(task)
        routing: dict[str, object] = {}
        if form is None and act.values:
            raise Invalid("form.invalid", fields=dict.fromkeys(act.values, "unknown"))
        if form is not None:
            answers = form.validate(act.values, task.routing)
            self.facts.note_record(form.record, answers.values, self.at)
            routing = {**answers.routing, **self.facts.routing(form.record, answers.values)}
        self.finish(task, {**routing, **act.routing})

    def finish(self, task: OpenTask, routing: Mapping[str, object]) -> None:
        """Finish an open step with what the process is told, and run on."""
        self._hurry()
        self.instance.complete(task.task_id, routing)
        self.settle()

    def _send(self, act: Act) -> None:
        if not self.tell(act.message, act.routing):
            awaited = list(self.position.waits)
            raise Stale("trial.not_awaited", message=act.message[:64], open=awaited)

    def tell(self, message: str, routing: Mapping[str, object]) -> bool:
        """Send a message; say whether it was awaited."""
        self._hurry()
        heard = self.instance.send(message, routing)
        if heard:
            self.settle()
        return heard

    def _hurry(self) -> None:
        if monotonic() > self.until:
            raise WorkflowFault("trial.too_slow", seconds=f"{SECONDS:g}")

    def _turn(self, at: datetime, clock: RunClock) -> None:
        self._hurry()
        self.at = at
        if clock.turn(at):
            self.note("colour", rule=clock.rule, colour=clock.colour, element=clock.element)
        if clock.due_at is not None and at >= clock.due_at and clock.fired_at is None:
            clock.fired_at = at
            expiry = str(clock.row["on_expiry"])
            self.note("expired", rule=clock.rule, on_expiry=expiry, element=clock.element)
            if clock.fires and clock.anchor:
                self._fire(clock)

    def _fire(self, clock: RunClock) -> None:
        self._hurry()
        told = {"on_expiry": str(clock.row["on_expiry"]), "climb_cause": "expired"}
        self.instance.fire(clock.anchor or "", told)
        self.settle()

    def _note_walk(self) -> list[tuple[str, dict[str, object]]]:
        """Put effects and answers of tables on record in the order in which they were met.

        Returns:
            Messages that effects would send back to this very process, with what they tell.
        """
        answering: list[tuple[str, dict[str, object]]] = []
        said = list(self.instance.take_answers())
        asked = list(self.instance.take_effects())
        walked = self.instance.walked[self._told :]
        self._told = len(self.instance.walked)
        for element in dict.fromkeys(step.element for step in walked):
            for answer in [each for each in said if each.element == element]:
                outputs = {key: _listed(value) for key, value in answer.outputs.items()}
                rows = list(answer.rows)
                self.note("table", element=element, table=answer.table, rows=rows, outputs=outputs)
            for effect in [each for each in asked if each.element == element]:
                self.facts.note_effect(effect.name, self.at)
                given = dict(effect.parameters)
                self.note("effect", element=element, effect=effect.name, parameters=given)
                if message := MESSAGES_OF_EFFECT.get(effect.name):
                    outcome = given.get("outcome") or str(Outcome.EXPIRED)
                    answering.append((message, {"outcome": outcome}))
        return answering


def begin(stage: Stage, given: Mapping[str, object], at: datetime) -> tuple[Course, dict[str, Any]]:
    """Start a run at *at* (aware) with the values *given*; return it and what came of the start.

    Raises:
        Invalid: a value is not plain. WorkflowFault: the diagram cannot start.

    """
    instance = stage.runner.start(stage.bundle, stage.process_id, given)
    course = Course(stage, instance, at)
    course.facts.moments["registered"] = at
    course.settle()
    course.move(at)
    return course, course.entry(Act(acts.START, routing=given))


def rerun(stage: Stage, at: datetime, done: list[Act]) -> tuple[Course, list[dict[str, Any]]]:
    """Start anew at *at* and do every act again (the first is the start); return the whole log.

    Raises:
        As ``begin`` and ``Course.perform``.

    """
    course, first = begin(stage, done[0].routing, at)
    return course, [first, *(course.perform(act) for act in done[1:])]


def _status(task: OpenTask) -> bool:
    return bool(task.properties.get("status"))


def _listed(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value
