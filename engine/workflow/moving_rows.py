"""The stored rows of one (sub-)process, fitted to another diagram of it.

What is done stays where its values are needed, what is open is checked and renamed, what was
only predicted goes. Boundary events are brought in line: a new one waits from now on, one that
is gone waits no more.
"""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent
from SpiffWorkflow.util.task import TaskState

from engine.rules.errors import EngineError
from engine.workflow.library import Program
from engine.workflow.position import ACTIVE
from engine.workflow.state import joined

PREDICTED = TaskState.PREDICTED_MASK | TaskState.FUTURE
SPLIT = ".BoundaryEventSplit"
DERIVED = (SPLIT, ".BoundaryEventJoin")
ID, PARENT, NAME, STATE, CHANGE, VALUES = range(6)


class MoveRefused(EngineError):
    """A process cannot go on by another bundle; ``code`` is ``move.…`` and says why."""


def rename(name: str, mapping: Mapping[str, str]) -> str:
    """Return what *name* (an element, or a task SpiffWorkflow derives from it) is called now."""
    for ending in DERIVED:
        if name.endswith(ending):
            return rename(name.removesuffix(ending), mapping) + ending
    return mapping.get(name, name)


class Rows:
    """Fits rows of one process to its other drawing; used for one process and thrown away."""

    def __init__(self, old: Program, new: Program, mapping: Mapping[str, str]) -> None:
        self._old, self._new, self._mapping = old, new, mapping
        self._rows: dict[str, list[Any]] = {}

    def carried(self, rows: list[list[Any]], old_spec: Any, new_spec: Any) -> list[list[Any]]:
        """Return *rows* (parents as places, values as differences) for *new_spec*.

        In the answer every row holds its values whole.

        Raises:
            MoveRefused: something open has no place in the new drawing.
        """
        self._load(rows)
        specs = new_spec.task_specs
        for row in list(self._rows.values()):
            self._check_open(row, specs)
            row[NAME] = self._name(row[NAME], old_spec, new_spec)
        for row in list(self._rows.values()):
            if row[NAME] not in specs:
                self._leave_out(row, specs)
        for row in list(self._rows.values()):
            if row[STATE] & ACTIVE and row[ID] in self._rows:
                self._align_events(row, specs)
        return list(self._stored())

    def _load(self, rows: list[list[Any]]) -> None:
        """Take the rows that are not only predicted, parents by id, values whole."""
        whole: list[dict[str, Any]] = []
        for key, place, name, state, change, values in rows:
            parent = None if place < 0 else rows[place][ID]
            whole.append(joined(whole[place] if place >= 0 else {}, values))
            if not state & PREDICTED:
                self._rows[key] = [key, parent, name, state, change, whole[-1]]

    def _name(self, name: str, old_spec: Any, new_spec: Any) -> str:
        """Return the row's name in the new process; its end is called after the process."""
        if name == old_spec.end.name:
            return str(new_spec.end.name)
        return rename(name, self._mapping)

    def _check_open(self, row: list[Any], specs: Mapping[str, Any]) -> None:
        """Refuse where somebody waits for an element that is gone or is of another kind."""
        element = self._old.drawing.elements.get(row[NAME])
        if not row[STATE] & ACTIVE or element is None or element.kind == "boundaryEvent":
            return
        there = self._new.drawing.elements.get(rename(row[NAME], self._mapping))
        if there is None or there.id not in specs:
            raise MoveRefused("move.element_gone", element=element.id, name=element.name)
        if there.kind != element.kind:
            facts = {"element": element.id, "name": element.name, "kind": there.kind}
            raise MoveRefused("move.kind_changed", **facts)

    def _leave_out(self, row: list[Any], specs: Mapping[str, Any]) -> None:
        """Leave out a row the new drawing does not know; what hung under it hangs higher."""
        below = self._below(row)
        event = self._old.drawing.elements.get(row[NAME])
        boundary = event is not None and event.kind == "boundaryEvent"
        if row[STATE] & ACTIVE and not boundary:
            raise MoveRefused("move.element_gone", element=row[NAME], name="")
        lines = [one for one in below if one[NAME] in specs]
        if len(lines) > 1 and not row[NAME].endswith(SPLIT):
            raise MoveRefused("move.fork_gone", element=row[NAME])
        if row[PARENT] is None:
            raise MoveRefused("move.start_gone", element=row[NAME])
        for one in below:
            one[PARENT] = row[PARENT]
        del self._rows[row[ID]]

    def _align_events(self, row: list[Any], specs: Mapping[str, Any]) -> None:
        """Let exactly the boundary events wait beside an open activity that are drawn now."""
        if isinstance(specs[row[NAME]], BoundaryEvent):
            host = self._rows[row[PARENT]][NAME]
            if not host.endswith(SPLIT) or row[NAME] not in specs[host]._outputs:
                self._rows.pop(row[ID])  # it is attached to nothing, or elsewhere
            return
        split = row[NAME] + SPLIT
        parent = self._rows.get(row[PARENT])
        if split not in specs:
            return
        if parent is None or parent[NAME] != split:
            done = [
                _key(row, split),
                row[PARENT],
                split,
                TaskState.COMPLETED,
                row[CHANGE],
                row[VALUES],
            ]
            self._put_before(done, row)
        present = {one[NAME] for one in self._below(self._rows[row[PARENT]])}
        for name in specs[split]._outputs:
            if isinstance(specs[name], BoundaryEvent) and name not in present:
                key = _key(row, name)
                event = [key, row[PARENT], name, TaskState.WAITING, row[CHANGE], row[VALUES]]
                self._rows[key] = event

    def _put_before(self, done: list[Any], row: list[Any]) -> None:
        """Put the row *done* between *row* and what it hangs under."""
        row[PARENT] = done[ID]
        ordered = {}
        for key, one in self._rows.items():  # parents come before their children
            if one is row:
                ordered[done[ID]] = done
            ordered[key] = one
        self._rows = ordered

    def _below(self, row: list[Any]) -> list[list[Any]]:
        return [one for one in self._rows.values() if one[PARENT] == row[ID]]

    def _stored(self) -> Iterator[list[Any]]:
        places = {key: place for place, key in enumerate(self._rows)}
        for key, parent, name, state, change, values in self._rows.values():
            whole = [values] if values else None
            yield [key, places[parent] if parent is not None else -1, name, state, change, whole]


def _key(row: list[Any], name: str) -> str:
    """Return the id of a task that comes to be with a move: beside which one, and what it is."""
    return sha256(f"{row[ID]} {name}".encode()).hexdigest()[:32]
