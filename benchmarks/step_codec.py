"""One step of a case without any database: take it up, finish a task, store it.

Ours against SpiffWorkflow's documented serializer, on the same diagram and the same answers,
in turns, in one process. Our corrections to SpiffWorkflow (``engine/workflow/shims.py``) are in
force for both sides; they make its side faster, not slower.

Run: ``python -m benchmarks.step_codec``; about twenty seconds.
"""

import gc
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from time import perf_counter
from typing import Any

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine, TaskDataEnvironment
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.spiff.parser import SpiffBpmnParser
from SpiffWorkflow.spiff.serializer.config import SPIFF_CONFIG
from SpiffWorkflow.util.task import TaskState

from engine.feel.xml import read_markup
from engine.workflow import Bundle, Runner

FAR = "2100-01-01T00:00:00+00:00"  # SpiffWorkflow's own timers need a date; ours never look
ROUTING: dict[str, Any] = {
    "channel": "people",
    "category": "01",
    "level": "village",
    "mode": "LEVELLED",
    "grade": "ordinary",
    "points": 23,
    "mediation_rule": "PM-01",
    "outcome": None,
    "sittings_failed": 0,
    "returns": 0,
    "satisfaction": None,
    "violence": False,
    "people": 2,
    "amount_fen": 3_860_000,
    "clock": FAR,
    "again": False,
    "confirm": True,
}
GOALS = {18: 6.0, 200: 15.0}


@dataclass
class Drawing:
    """A process being drawn, in words short enough for a benchmark."""

    parts: list[str] = field(default_factory=list)
    flows: int = 0

    def node(self, tag: str, key: str, inner: str = "", **attributes: str) -> None:
        """Add an element."""
        written = "".join(f' {name}="{value}"' for name, value in attributes.items())
        self.parts.append(f'<bpmn:{tag} id="{key}" name="{key}"{written}>{inner}</bpmn:{tag}>')

    def steps(self, *keys: str) -> None:
        """Add steps for people."""
        for key in keys:
            self.node("userTask", key)

    def timer(self, key: str, host: str, interrupts: str) -> None:
        """Attach a timer."""
        date = "<bpmn:timeDate>clock</bpmn:timeDate>"
        inner = f"<bpmn:timerEventDefinition>{date}</bpmn:timerEventDefinition>"
        self.node("boundaryEvent", key, inner, attachedToRef=host, cancelActivity=interrupts)

    def flow(self, *keys: str, condition: str = "") -> None:
        """Connect elements in a line."""
        for source, target in pairwise(keys):
            self.flows += 1
            inner = condition and (
                f"<bpmn:conditionExpression>{condition}</bpmn:conditionExpression>"
            )
            self.parts.append(
                f'<bpmn:sequenceFlow id="{source}_{target}" sourceRef="{source}"'
                f' targetRef="{target}">{inner}</bpmn:sequenceFlow>'
            )

    def process(self, key: str) -> str:
        """Return the process."""
        return f'<bpmn:process id="{key}" isExecutable="true">{"".join(self.parts)}</bpmn:process>'


def model() -> bytes:
    """Draw a dispute of eighteen steps with a called mediation, a loop in it, and timers."""
    main, inner = Drawing(), Drawing()
    before = ["register", "assess", "accept", "dispatch", "sign_for"]
    after = ["apply", "confirm_step", "perform", "visit", "rate", "close", "file"]
    main.node("startEvent", "m_start")
    main.steps(*before, *after, "late")
    main.node("callActivity", "mediate", calledElement="mediation")
    main.timer("mediate_late", "mediate", "true")
    main.timer("visit_due", "visit", "false")
    main.steps("remind")
    main.node("exclusiveGateway", "confirmed", default="confirmed_perform")
    main.node("endEvent", "m_end")
    main.node("endEvent", "remind_end")
    main.flow("m_start", *before, "mediate", "confirmed")
    main.flow("confirmed", "apply", condition="confirm")
    main.flow("confirmed", "perform")
    main.flow("apply", "confirm_step", "perform", "visit", "rate", "close", "file", "m_end")
    main.flow("mediate_late", "late", "confirmed")
    main.flow("visit_due", "remind", "remind_end")
    inner.node("startEvent", "i_start")
    inner.steps("consent", "look", "invite", "sit", "record", "sign")
    inner.timer("sit_due", "sit", "false")
    inner.steps("warn")
    inner.node("exclusiveGateway", "once_more", default="once_more_sign")
    inner.node("endEvent", "i_end")
    inner.node("endEvent", "warn_end")
    inner.flow("i_start", "consent", "look", "invite", "sit", "record", "once_more")
    inner.flow("once_more", "invite", condition="again")
    inner.flow("once_more", "sign", "i_end")
    inner.flow("sit_due", "warn", "warn_end")
    head = (
        '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
        ' id="d" targetNamespace="urn:x">'
    )
    text = head + main.process("main") + inner.process("mediation") + "</bpmn:definitions>"
    return text.encode()


def answers(step: int, element: str, loops: int) -> dict[str, Any]:
    """Return what the person at *element* answers; the loop runs *loops* times."""
    again = element == "record" and step < 9 + 3 * loops
    return {"sittings_failed": step, "again": again, "outcome": None if again else "agreed"}


Times = tuple[float, float, float, int]


class Stock:
    """SpiffWorkflow as its documentation shows it."""

    def __init__(self, content: bytes) -> None:
        parser = SpiffBpmnParser()
        parser.add_bpmn_xml(read_markup(content))
        self.spec, self.inner = parser.get_spec("main"), parser.get_subprocess_specs("main")
        self.serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure(SPIFF_CONFIG))
        self.scripts = PythonScriptEngine(TaskDataEnvironment())

    def case(self, loops: int) -> Iterator[Times]:
        """Run one case; yield seconds to take up, to advance and to store, and the bytes."""
        workflow = BpmnWorkflow(self.spec, self.inner, script_engine=self.scripts)
        workflow.task_tree.data.update(ROUTING)
        workflow.do_engine_steps()
        blob, step = self.serializer.serialize_json(workflow), 0
        while not workflow.completed:
            began = perf_counter()
            workflow = self.serializer.deserialize_json(blob)
            workflow.script_engine = self.scripts
            loaded = perf_counter()
            ready = workflow.get_tasks(state=TaskState.READY, manual=True)[0]
            ready.data.update(answers(step, ready.task_spec.name, loops))
            ready.run()
            workflow.do_engine_steps()
            advanced = perf_counter()
            blob = self.serializer.serialize_json(workflow)
            yield loaded - began, advanced - loaded, perf_counter() - advanced, len(blob)
            step += 1


class Ours:
    """The runner of this house."""

    def __init__(self, content: bytes) -> None:
        self.runner, self.bundle = Runner(), Bundle.of({"m.bpmn": content}, 1)

    def case(self, loops: int) -> Iterator[Times]:
        """As for ``Stock``; reading the position counts as advancing."""
        instance = self.runner.start(self.bundle, "main", ROUTING)
        blob, step, finished = instance.dump(), 0, False
        while not finished:
            began = perf_counter()
            instance = self.runner.resume(self.bundle, "main", blob)
            loaded = perf_counter()
            task = instance.position().tasks[0]
            instance.complete(task.task_id, answers(step, task.element, loops))
            finished = instance.position().finished
            advanced = perf_counter()
            blob = instance.dump()
            yield loaded - began, advanced - loaded, perf_counter() - advanced, len(blob)
            step += 1


def measure(steps: int, rounds: int) -> float:
    """Run both sides in turns on a case of *steps* steps; print and return the ratio."""
    content = model()
    sides: dict[str, Stock | Ours] = {"SpiffWorkflow": Stock(content), "ours": Ours(content)}
    loops = (steps - 18) // 3
    found: dict[str, list[Times]] = {name: [] for name in sides}
    gc.collect()
    gc.freeze()  # what lies in memory already shall slow neither side down
    for _ in range(rounds):
        for name, side in sides.items():
            found[name].extend(side.case(loops))
    totals = {}
    for name, times in found.items():
        taken = len(times) // rounds
        totals[name] = sum(sum(one[:3]) for one in times) / len(times)
        parts = " ".join(
            f"{label} {median(one[place] for one in times) * 1e6:7.0f}"
            for place, label in enumerate(("load", "advance", "dump"))
        )
        sizes = [one[3] for one in times]
        print(
            f"{steps:4} steps ({taken} taken)  {name:14} mean {totals[name] * 1e6:7.0f} µs"
            f"   median µs: {parts}   bytes: median {median(sizes):.0f}, max {max(sizes)}"
        )
    ratio = totals["SpiffWorkflow"] / totals["ours"]
    print(f"{steps:4} steps: {ratio:.1f} times faster (goal {GOALS[steps]:.0f})")
    return ratio


def main() -> None:
    """Measure the short and the long case."""
    measure(18, rounds=40)
    measure(200, rounds=4)


if __name__ == "__main__":
    main()
