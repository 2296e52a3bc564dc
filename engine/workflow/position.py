"""Where a process stands when it is quiet: open tasks, open clocks, awaited messages.

Plain frozen values; no object of SpiffWorkflow crosses this line.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.rules.errors import WorkflowFault
from engine.workflow.awaiting import LedgerClock, Message
from engine.workflow.elements import ACTIVITIES, Element
from engine.workflow.routing import Value, thaw
from engine.workflow.scripting import evaluate_text
from engine.workflow.tree import Tree, key_of

ACTIVE = TaskState.READY | TaskState.WAITING | TaskState.STARTED


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A step that waits for a person. ``task_id`` is 32 hexadecimal digits, stable while open."""

    task_id: str
    element: str
    name: str
    properties: Mapping[str, str]
    lane: str | None
    routing: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class OpenClock:
    """An activity that is under a clock of the ledger.

    ``anchor`` is the activity's task id, new at each entry; ``rule`` the key in the law table;
    ``start_event`` the code of the event it counts from. ``fires`` says whether a boundary
    timer still waits for it, ``interrupts`` whether that timer ends the activity.
    """

    anchor: str
    element: str
    rule: str
    start_event: str | None
    fires: bool
    interrupts: bool


@dataclass(frozen=True, slots=True)
class Position:
    """A quiet process. ``routing`` are the values of the newest open step, or of the end."""

    tasks: tuple[OpenTask, ...]
    clocks: tuple[OpenClock, ...]
    finished: bool
    routing: Mapping[str, object]
    waits: tuple[str, ...]


def position_of(top: Tree) -> Position:
    """Return where *top* stands; tasks and clocks in the order in which they opened."""
    active = sorted(
        (task for tree in top.active() for task in tree.tasks.values() if task._state & ACTIVE),
        key=lambda task: float(task.last_state_change),
    )
    messages = {task.task_spec.event_definition.name for task in active if _awaits(task, Message)}
    return Position(
        tasks=tuple(_open_task(top, task) for task in active if is_open(task)),
        clocks=tuple(_clocks(top, active)),
        finished=top.completed,
        routing=thaw(_newest(top, active)),
        waits=tuple(sorted(messages)),
    )


def is_open(task: Task) -> bool:
    """Say whether *task* waits for a person."""
    return bool(task._state == TaskState.READY and task.task_spec.manual)


def clock_timer(task: Task) -> Task | None:
    """Return the boundary timer that waits beside the activity *task*, if there is one."""
    split = task.parent
    if split is None or not isinstance(split.task_spec, BoundaryEventSplit):
        return None
    return next((child for child in split.children if _awaits(child, LedgerClock)), None)


def awaiting(top: Tree, message: str) -> list[Task]:
    """Return the tasks that wait for *message*, oldest first."""
    found = [
        task
        for tree in top.active()
        for task in tree.tasks.values()
        if _awaits(task, Message) and task.task_spec.event_definition.name == message
    ]
    return sorted(found, key=lambda task: float(task.last_state_change))


def _awaits(task: Task, kind: type) -> bool:
    return (
        task._state == TaskState.WAITING
        and isinstance(task.task_spec, CatchingEvent)
        and isinstance(task.task_spec.event_definition, kind)
    )


def _open_task(top: Tree, task: Task) -> OpenTask:
    element = top.program.drawing.elements[task.task_spec.name]
    return OpenTask(
        task_id=key_of(task),
        element=element.id,
        name=element.name,
        properties=element.properties,
        lane=task.task_spec.lane,
        routing=thaw(task.data),
    )


def _clocks(top: Tree, active: list[Task]) -> Iterator[OpenClock]:
    elements = top.program.drawing.elements
    for task in active:
        element = elements.get(task.task_spec.bpmn_id or "")
        if element is None or element.kind not in ACTIVITIES:
            continue
        rule = named(element, "clock", task.data)
        if rule is not None:
            yield OpenClock(
                anchor=key_of(task),
                element=element.id,
                rule=rule,
                start_event=named(element, "start_event", task.data),
                fires=clock_timer(task) is not None,
                interrupts=element.interrupts,
            )


def named(element: Element, key: str, values: Mapping[str, Value]) -> str | None:
    """Return property *key*: its text, or what its FEEL (after ``=``) gives; None for nothing."""
    text = element.properties.get(key, "").strip()
    if not text.startswith("="):
        return text or None
    found = evaluate_text(text[1:], values, element.id)
    if found is not None and not isinstance(found, str):
        raise WorkflowFault("property.not_text", element=element.id, property=key)
    return found or None


def _newest(top: Tree, active: list[Task]) -> Mapping[str, Value]:
    if top.completed:
        return dict(top.data)
    real = [task for task in active if task.data and not isinstance(task.task_spec, BoundaryEvent)]
    return dict(real[-1].data) if real else {}
