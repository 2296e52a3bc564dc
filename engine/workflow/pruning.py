"""Forgetting what a process no longer needs, so that a long case stays as small as a short one.

History lives in the events table. What must stay: every unfinished task and the task whose
values it inherits, the split and arrivals of every join still ahead, and the forks at which
those lines part (a join merges what changed since the fork). All else is cut out and the
remaining tasks are tied together. Our joins count by round (``joins``), so this is safe in
loops too, which it is not with SpiffWorkflow's own.
"""

from collections import Counter
from collections.abc import Iterator

from SpiffWorkflow.bpmn.specs.control import BoundaryEventJoin
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.workflow.joins import Gathering, arrivals
from engine.workflow.tree import FINISHED, UNFINISHED, SubTree, Tree


def prune(top: Tree) -> None:
    """Cut everything out of *top* that its future does not need."""
    for key, subtree in list(top.subprocesses.items()):
        if subtree.completed or top.completed:
            del top.subprocesses[key]
    for tree in top.active():
        _cut(tree)
    if top.completed:
        root = top.task_tree
        root._children, top.tasks = [], {root.id: root}


def _cut(tree: Tree | SubTree) -> None:
    root = tree.task_tree
    keep = {root.id} | {task.id for task in _needed(tree)}
    keep |= _forks(tree, keep)
    if len(keep) == len(tree.tasks):
        return
    kept = {key: task for key, task in tree.tasks.items() if key in keep}
    lines = {key: _nearest(tree, task, keep) for key, task in kept.items() if task is not root}
    for task in kept.values():
        task._children = []
    for key, parent in lines.items():  # in order of creation, so children keep their order
        kept[key]._parent = parent
        kept[parent]._children.append(key)
    tree.tasks = kept


def _needed(tree: Tree | SubTree) -> Iterator[Task]:
    tasks = tree.tasks
    for task in tasks.values():
        if not task._state & UNFINISHED:
            continue
        yield task
        if task._parent is not None:
            yield tasks[task._parent]
        if isinstance(task.task_spec, BoundaryEventJoin):
            split = _ancestor(tree, task, task.task_spec.split_task)
            yield split
            yield from (tasks[child] for child in split._children)
        elif isinstance(task.task_spec, Gathering) and task._state == TaskState.WAITING:
            for arrival in arrivals(task):
                yield arrival
                yield tasks[arrival._parent]


def _ancestor(tree: Tree | SubTree, task: Task, spec: str) -> Task:
    while task.task_spec.name != spec:
        task = tree.tasks[task._parent]
    return task


def _forks(tree: Tree | SubTree, keep: set[object]) -> set[object]:
    """Return the tasks from which more than one line to a kept task starts."""
    tasks, seen, lines = tree.tasks, {tree.task_tree.id}, Counter[object]()
    for key in keep:
        while key not in seen:
            seen.add(key)
            key = tasks[key]._parent  # noqa: PLW2901 - climbing is the point of the loop
            lines[key] += 1
    return {key for key, count in lines.items() if count > 1}


def _nearest(tree: Tree | SubTree, task: Task, keep: set[object]) -> object:
    key = task._parent
    while key not in keep:
        key = tree.tasks[key]._parent
    return key


def finished(task: Task) -> bool:
    """Say whether *task* is completed, cancelled or failed."""
    return bool(task._state & FINISHED)
