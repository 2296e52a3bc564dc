"""The way each process of a case took, as it was recorded, on the drawing it runs by now.

What was walked by an earlier version keeps its ids; where a move gave an element another id, the
way follows it: to the new id of the element, and to the arrow between the new elements.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.queries.diagrams import Diagram, diagrams_of
from engine.storage.models import EventRow, WorkItemRow
from engine.storage.published import bundle_of

STEPS = ("StepCompleted", "ProcessMoved")
CARRIED = "ProcessCarriedOver"
Ends = tuple[str, str]


@dataclass(slots=True)
class Walk:
    """What one process walked, in order; ``renamed`` gives the present id of elements by the old.

    ``moved_from`` is the version it began by; None if it was never carried over.
    """

    ids: list[str] = field(default_factory=list)
    renamed: dict[str, str] = field(default_factory=dict)
    moved_from: int | None = None


def walks(
    session: Session,
    case_id: int,
    processes: Iterable[tuple[int, str]],
    items: Iterable[WorkItemRow],
) -> Mapping[int, Walk]:
    """Return the walk of each process of a case (id, kind), by its id."""
    query = (
        select(EventRow.kind, EventRow.facts)
        .where(EventRow.case_id == case_id, EventRow.kind.in_((*STEPS, CARRIED)))
        .order_by(EventRow.id)
    )
    owners = _Owners(processes, items)
    found: dict[int, Walk] = {}
    before: dict[tuple[int, int], Walk] = {}
    for kind, facts in session.execute(query):
        if kind != CARRIED:
            walk = found.setdefault(owners.of(facts), Walk())
            walk.ids += map(str, facts.get("walked", ()))
            continue
        process_id, move = int(facts["process_id"]), (int(facts["process_id"]), facts["move_id"])
        walk = found.setdefault(process_id, Walk())
        if facts.get("back"):
            found[process_id] = before.get(move, walk)
        else:
            before[move] = walk
            found[process_id] = _carried(session, walk, facts)
    return found


class _Owners:
    """Which process an event is of.

    A step names its process by its row, later events by its id. What moved without a person once
    named only the kind; it belongs to the process of that kind that was started last before it.
    """

    def __init__(self, processes: Iterable[tuple[int, str]], items: Iterable[WorkItemRow]) -> None:
        self._of_item = {item.id: item.process_id for item in items}
        self._by_kind: dict[str, list[int]] = {}
        for process_id, kind in sorted(processes):
            self._by_kind.setdefault(kind, []).append(process_id)
        self._started = dict.fromkeys(self._by_kind, 0)

    def of(self, facts: Mapping[str, Any]) -> int:
        """Return the id of the process that *facts* are about; 0 if none of the case's."""
        kind = str(facts.get("process", ""))
        if facts.get("cause") == "started" and kind in self._started:
            self._started[kind] += 1
        own = self._by_kind.get(kind, [])
        last = own[max(0, min(self._started.get(kind, 1), len(own)) - 1)] if own else 0
        named = facts.get("process_id") or self._of_item.get(facts.get("work_item_id", 0))
        return int(named or last)


def _carried(session: Session, walk: Walk, facts: Mapping[str, Any]) -> Walk:
    """Return *walk* as it lies on the drawing the process was carried over to."""
    mapping: Mapping[str, str] = facts.get("mapping") or {}
    began = walk.moved_from or int(facts["from_version"])
    if not mapping:
        return Walk(list(walk.ids), dict(walk.renamed), began)
    old, new = (
        diagrams_of(bundle_of(session, int(facts[key]))) for key in ("from_version", "to_version")
    )
    between = {ends: flow for flow, ends in _flows(new.values())}
    moved = {
        flow: between.get((mapping.get(ends[0], ends[0]), mapping.get(ends[1], ends[1])), flow)
        for flow, ends in _flows(old.values())
    }
    renamed = {key: mapping.get(to, to) for key, to in walk.renamed.items()}
    ids = [mapping.get(each, moved.get(each, each)) for each in walk.ids]
    return Walk(ids, {**mapping, **renamed}, began)


def _flows(diagrams: Iterable[Diagram]) -> Iterator[tuple[str, Ends]]:
    for diagram in diagrams:
        yield from diagram.ends.items()
