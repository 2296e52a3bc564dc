"""A running process as SpiffWorkflow holds it: trees of tasks, one for each (sub-)process.

These classes replace the walks of SpiffWorkflow that stop at depth 1,000 or log task data.
"""

from collections.abc import Iterator
from typing import Any

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.bpmn.util.task import BpmnTaskIterator
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.rules.errors import WorkflowFault
from engine.workflow import shims
from engine.workflow.decisions import Answered
from engine.workflow.guard import MAX_DEPTH
from engine.workflow.library import Program
from engine.workflow.scripting import CONDITIONS

shims.install()

UNFINISHED = TaskState.NOT_FINISHED_MASK
FINISHED = TaskState.FINISHED_MASK


class _Walks:
    """Walks over a tree's tasks that know no depth limit."""

    tasks: dict[object, Task]

    def get_tasks_iterator(self, first_task: Task | None = None, **kwargs: Any) -> BpmnTaskIterator:
        """Walk as deep as the tree is."""
        kwargs.setdefault("max_depth", shims.FOREVER)
        return BpmnTaskIterator(first_task or self.task_tree, **kwargs)  # type: ignore[attr-defined]

    def update_waiting_tasks(self) -> None:
        """Let joins look again; events are woken by ``fire`` and ``send`` only."""
        waiting = [task for task in self.tasks.values() if task._state == TaskState.WAITING]
        for task in waiting:
            if task._state == TaskState.WAITING and not isinstance(task.task_spec, CatchingEvent):
                task.task_spec._update(task)

    def collect_log_extras(self, dct: dict[str, object] | None = None) -> dict[str, object]:
        """Return nothing for the log: a log is no place for a case."""
        return {}


class SubTree(_Walks, BpmnSubWorkflow):  # type: ignore[misc]
    """A sub-process or called process inside a running one."""

    def cancel(self) -> None:
        """Cancel everything that is open, nested processes too."""
        self.completed = True
        for task in list(self.tasks.values()):
            if task._state & UNFINISHED:
                task.cancel()


class Tree(_Walks, BpmnWorkflow):  # type: ignore[misc]
    """A running main process.

    ``asked`` collects the effects of service tasks, ``answered`` what tables said; ``changes``
    counts changes of state.
    """

    def __init__(self, program: Program, process: str, *, empty: bool = False) -> None:
        self.program = program
        self.asked: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = []
        self.answered: list[Answered] = []
        self.changes = 0
        if process not in program.roots:
            raise WorkflowFault("process.unknown", process=process)
        spec = program.specs[process]
        super().__init__(spec, program.specs, script_engine=CONDITIONS, deserializing=empty)

    def create_subprocess(self, my_task: Task, spec_name: str) -> SubTree:
        """Start the process named *spec_name* inside *my_task*."""
        subtree = self.open_subtree(my_task, spec_name)
        if subtree.depth > MAX_DEPTH:
            element = my_task.task_spec.name
            raise WorkflowFault("guard.depth", element=element, limit=MAX_DEPTH)
        return subtree

    def open_subtree(self, my_task: Task, spec_name: str, *, empty: bool = False) -> SubTree:
        """Hang a tree for *spec_name* under *my_task*; ``empty`` leaves its tasks to the codec."""
        subtree = SubTree(self.subprocess_specs[spec_name], my_task.id, self, deserializing=empty)
        self.subprocesses[my_task.id] = subtree
        return subtree

    def active(self) -> Iterator["Tree | SubTree"]:
        """Yield this tree and every sub-process that still runs, outermost first."""
        if not self.completed:
            yield self
            for subtree in list(self.subprocesses.values()):
                if not subtree.completed:
                    yield subtree

    def size(self) -> int:
        """Return the number of tasks in all trees."""
        return len(self.tasks) + sum(len(sub.tasks) for sub in self.subprocesses.values())


def key_of(task: Task) -> str:
    """Return a task's id: 32 hexadecimal digits (``shims``), stable from its first state on."""
    return str(task.id)
