"""The path a process took: elements completed and sequence flows taken, for the diagram page.

SpiffWorkflow forgets which flow it took; it keeps only which task led to which. Where two
flows join the same pair of elements, the flow is found again as the gateway found it: the
first in the file whose condition holds, else the default flow, else the first.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.workflow.elements import Drawing, Flow
from engine.workflow.scripting import CONDITIONS

_SPLIT = ".BoundaryEventSplit"


@dataclass(frozen=True, slots=True)
class Walked:
    """An element completed, and one flow taken out of it (None where none leaves it).

    An element that sends tokens several ways is listed once for each flow. ``kind`` is the
    BPMN tag, such as ``userTask``.
    """

    element: str
    flow: str | None
    kind: str


def steps(task: Task, drawing: Drawing) -> Iterator[Walked]:
    """Yield what the completion of *task* adds to the path; nothing for invisible tasks."""
    element = drawing.elements.get(task.task_spec.bpmn_id or "")
    if element is None:
        return
    taken = [flow.id for child in task.children if (flow := _flow(task, child, drawing))]
    if not taken:
        yield Walked(element.id, None, element.kind)
    for flow_id in taken:
        yield Walked(element.id, flow_id, element.kind)


def _flow(task: Task, child: Task, drawing: Drawing) -> Flow | None:
    if child._state & TaskState.PREDICTED_MASK:
        return None
    target = child.task_spec.name
    if isinstance(child.task_spec, BoundaryEventSplit):
        target = target.removesuffix(_SPLIT)
    found = drawing.flows.get((task.task_spec.name, target), ())
    if len(found) < 2:
        return found[0] if found else None
    return _chosen(task, found)


def _chosen(task: Task, flows: tuple[Flow, ...]) -> Flow:
    for flow in flows:
        if flow.condition and not flow.default and CONDITIONS.evaluate(task, flow.condition):
            return flow
    return next((flow for flow in flows if flow.default), flows[0])
