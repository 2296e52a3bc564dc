"""A running process as bytes, and back.

Layout: one byte version (1), four bytes CRC-32 of the rest, then JSON. A row is one task:
``[id, parent row, element, state, change number, values]``; values are kept as the difference
to the parent's, or ``null`` where the task has inherited none yet. The specs are not stored: a
case keeps its bundle. The blob is internal; nothing in it is ever evaluated.

Lossless where SpiffWorkflow's own serializer is not: the order of keys does not matter, ``1``
and ``True`` differ, and no key of a value has a meaning.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from zlib import crc32

import orjson
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.rules.errors import WorkflowFault
from engine.workflow.library import Program
from engine.workflow.pruning import prune
from engine.workflow.routing import same
from engine.workflow.tree import SubTree, Tree, key_of

VERSION = 1
_MISSING = object()
_STATES = frozenset(TaskState._values)


def encode(top: Tree) -> bytes:
    """Return *top* as bytes, after forgetting what it no longer needs."""
    prune(top)
    body = orjson.dumps(
        {
            "process": top.spec.name,
            "changes": top.changes,
            "ended": dict(top.data) if top.completed else None,
            "tasks": _rows(top),
            "inner": [[_text(key), _rows(subtree)] for key, subtree in top.subprocesses.items()],
        }
    )
    return bytes((VERSION,)) + crc32(body).to_bytes(4, "big") + body


def _text(key: Any) -> str:
    return key if isinstance(key, str) else str(key.hex)


def _rows(tree: Tree | SubTree) -> list[list[Any]]:
    rows: list[list[Any]] = []
    place: dict[object, int] = {}
    for key, task in tree.tasks.items():  # in order of creation: parents before children
        place[key] = len(rows)
        parent = tree.tasks.get(task._parent)
        change = task.last_state_change
        rows.append(
            [
                key_of(task),
                -1 if parent is None else place[task._parent],
                task.task_spec.name,
                task._state,
                change if type(change) is int else 0,
                _difference({} if parent is None else parent.data, task.data),
            ]
        )
    return rows


def _difference(base: dict[str, Any], values: dict[str, Any]) -> Any:
    """Return None for no values, the changes over *base*, or the whole where keys are gone."""
    if not values:
        return None
    if base.keys() <= values.keys():
        return {
            key: value
            for key, value in values.items()
            if value is not (old := base.get(key, _MISSING)) and not same(value, old)
        }
    return [values]


def decode(program: Program, process: str, blob: bytes) -> Tree:
    """Return the process in *blob*.

    Raises:
        WorkflowFault: ``state.version``, ``state.damaged``, or ``state.foreign`` when the blob
            belongs to another process or a bundle whose elements differ.

    """
    stored = contents(blob)
    if stored.get("process") != process:
        raise WorkflowFault("state.foreign", process=process, found=stored.get("process"))
    try:
        return hang_again(program, process, stored, stored["tasks"], stored["inner"])
    except WorkflowFault:
        raise
    except Exception as error:  # whatever a damaged row trips over, the answer is the same
        raise WorkflowFault("state.damaged", reason=repr(error)[:200]) from error


def contents(blob: bytes) -> dict[str, Any]:
    """Return what stands in a blob, rows as they were written.

    Raises:
        WorkflowFault: ``state.version``, ``state.damaged``.

    """
    if not blob or blob[0] != VERSION:
        raise WorkflowFault("state.version", found=blob[0] if blob else None, known=VERSION)
    body = blob[5:]
    if crc32(body) != int.from_bytes(blob[1:5], "big"):
        raise WorkflowFault("state.damaged", reason="checksum")
    try:
        return dict(orjson.loads(body))
    except (ValueError, TypeError) as error:
        raise WorkflowFault("state.damaged", reason=repr(error)[:200]) from error


def hang_again(
    program: Program,
    process: str,
    stored: Mapping[str, Any],
    tasks: list[list[Any]],
    inner: Iterable[tuple[str, list[list[Any]]]],
) -> Tree:
    """Return the process whose own rows are *tasks*, with what runs *inner* to it, by task id."""
    top = Tree(program, process, empty=True)
    top.changes = stored["changes"]
    _hang(top, tasks)
    if stored["ended"] is not None:
        top.completed, top.data = True, _frozen(stored["ended"])
    for key, rows in inner:
        parent = top.get_task_from_id(key)
        subtree = top.open_subtree(parent, parent.task_spec.spec, empty=True)
        _hang(subtree, rows)
        subtree.completed_event.connect(parent.task_spec._on_subworkflow_completed, parent)
    return top


def _hang(tree: Tree | SubTree, rows: list[list[Any]]) -> None:
    specs, hung = tree.spec.task_specs, list[Task]()
    tree.tasks = tasks = {}
    for key, place, name, state, change, values in rows:
        if name not in specs:
            raise WorkflowFault("state.foreign", element=name)
        if state not in _STATES or type(change) is not int:
            raise ValueError(f"state {state!r} at {change!r}")
        task: Any = Task.__new__(Task)  # __init__ would make an id and read the clock
        parent = None if place < 0 else hung[place]
        task.id, task.workflow, task.task_spec = key, tree, specs[name]
        task._parent, task._children, task._state = None, [], state
        task.triggered, task.thread_id, task.internal_data = False, 0, {}
        task.last_state_change = change
        if parent is not None:
            task._parent = parent.id
            parent._children.append(key)
        task.data = joined({} if parent is None else parent.data, values)
        tasks[key] = task
        hung.append(task)
    tree.task_tree = hung[0]


def joined(base: dict[str, Any], values: Any) -> dict[str, Any]:
    """Return a task's values from its parent's and what stands in its row."""
    if values is None:
        return {}
    if type(values) is list:
        return _frozen(values[0])
    return {**base, **_frozen(values)} if values else dict(base)


def _frozen(values: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if type(value) is list else value for key, value in values.items()}
