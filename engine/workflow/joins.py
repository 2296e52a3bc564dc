"""Where parallel branches meet.

SpiffWorkflow's join looks at the whole history: a branch that arrived in an earlier round of a
loop counts again in the next, and the values of the branch that arrives last overwrite what
the others changed. Here a join counts the arrivals of its own round, and each branch
contributes exactly what it changed since the split.
"""

from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec
from SpiffWorkflow.bpmn.specs.control import _EndJoin
from SpiffWorkflow.bpmn.specs.mixins import BpmnSpecMixin, ParallelGatewayMixin
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.workflow.routing import same

_MISSING = object()


class Gathering:
    """What all our joins share; a subclass says in ``_complete`` when enough have arrived."""

    name: str

    def _complete(self, my_task: Task, here: list[Task]) -> bool:
        raise NotImplementedError

    def _update_hook(self, my_task: Task) -> bool:
        here = arrivals(my_task)
        for other in here:
            if other is not my_task and other._state == TaskState.WAITING:
                other.cancel()  # only the newest arrival stands at the join and waits
        if not self._complete(my_task, here):
            my_task._set_state(TaskState.WAITING)
            return False
        my_task._inherit_data()
        return True

    def _run_hook(self, my_task: Task) -> bool:
        my_task.data = merged(arrivals(my_task))
        return True


class ParallelGateway(Gathering, ParallelGatewayMixin, BpmnSpecMixin):  # type: ignore[misc]
    """A parallel split, a parallel join, or both."""

    def _complete(self, my_task: Task, here: list[Task]) -> bool:
        arrived = {task.parent.task_spec.name for task in here}
        return arrived.issuperset(self._inputs)


class EndJoin(Gathering, _EndJoin, BpmnTaskSpec):  # type: ignore[misc]
    """The end of a process or sub-process: it waits until nothing else is left to do."""

    def _complete(self, my_task: Task, here: list[Task]) -> bool:
        mine = (self.name, "End")
        return not any(
            task._state & TaskState.NOT_FINISHED_MASK and task.task_spec.name not in mine
            for task in my_task.workflow.tasks.values()
        )


def arrivals(my_task: Task) -> list[Task]:
    """Return the tasks of this join that have been reached in *my_task*'s round, oldest first.

    A round begins where the same join last let the process pass, or at the start.
    """
    workflow, spec = my_task.workflow, my_task.task_spec
    began = _round(my_task)
    found = [
        task
        for task in workflow.tasks.values()
        if task.task_spec is spec
        and task._state != TaskState.COMPLETED
        and task.parent._state == TaskState.COMPLETED
        and (task is my_task or _round(task) is began)
    ]
    return sorted(found, key=_arrived)


def _arrived(task: Task) -> Any:
    return task.parent.last_state_change


def _round(my_task: Task) -> Task | None:
    tasks, spec = my_task.workflow.tasks, my_task.task_spec
    task = tasks.get(my_task._parent)
    while task is not None:
        if task.task_spec is spec and task._state == TaskState.COMPLETED:
            return task
        task = tasks.get(task._parent)
    return None


def merged(branches: list[Task]) -> dict[str, Any]:
    """Return the values after a join: those at the split, changed as each branch changed them.

    Where two branches changed one value, the branch that arrived later has the last word.
    """
    sources = [task.parent for task in branches]
    if len(sources) == 1:
        return dict(sources[0].data)
    base = _common_ancestor(sources).data
    result = dict(base)
    for source in sources:
        for key, value in source.data.items():
            if not same(value, base.get(key, _MISSING)):
                result[key] = value
    return result


def _common_ancestor(tasks: list[Task]) -> Task:
    shared = _lineage(tasks[0])
    for task in tasks[1:]:
        own = set(map(id, _lineage(task)))
        shared = [ancestor for ancestor in shared if id(ancestor) in own]
    return shared[0]


def _lineage(task: Task) -> list[Task]:
    """Return *task* and its ancestors, nearest first."""
    tasks, line = task.workflow.tasks, []
    while task is not None:
        line.append(task)
        task = tasks.get(task._parent)
    return line
