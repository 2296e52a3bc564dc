"""A diagram as a graph: levels (process or sub-process), their elements, their flows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from engine.workflow.markup import BPMN, local
from engine.workflow.parser import KINDS

WAITING = frozenset({"userTask", "receiveTask", "intermediateCatchEvent"})
NESTING = frozenset({"subProcess", "callActivity"})
MAX_DEPTH = 5


@dataclass(slots=True)
class Level:
    """One process or sub-process. ``elements`` are those drawn directly in it, by id.

    ``out`` and ``into`` hold the flows whose both ends are here; ``loose`` all others.
    """

    file: str
    node: etree._Element
    depth: int
    elements: dict[str, etree._Element] = field(default_factory=dict)
    flows: list[etree._Element] = field(default_factory=list)
    loose: list[etree._Element] = field(default_factory=list)
    out: dict[str, list[etree._Element]] = field(default_factory=dict)
    into: dict[str, list[etree._Element]] = field(default_factory=dict)
    inner: list["Level"] = field(default_factory=list)

    def of_kind(self, *kinds: str) -> Iterator[tuple[str, etree._Element]]:
        """Yield the elements of these kinds."""
        return ((key, node) for key, node in self.elements.items() if local(node) in kinds)

    def targets(self, key: str) -> list[str]:
        """Return where the flows out of *key* lead."""
        return [flow.get("targetRef", "") for flow in self.out.get(key, ())]

    def attached(self, key: str) -> list[str]:
        """Return the boundary events on *key*."""
        events = self.of_kind("boundaryEvent")
        return [event for event, node in events if node.get("attachedToRef") == key]

    def walk(self) -> Iterator["Level"]:
        """Yield this level and all below it."""
        yield self
        for level in self.inner:
            yield from level.walk()


@dataclass(frozen=True, slots=True)
class Diagram:
    """A BPMN file: its processes as levels, its messages' names by id."""

    file: str
    root: etree._Element
    processes: tuple[Level, ...]
    messages: Mapping[str, str]

    def levels(self) -> Iterator[Level]:
        """Yield every level of every process."""
        for process in self.processes:
            yield from process.walk()


def read_diagram(file: str, root: etree._Element) -> Diagram:
    """Return the graph of *root*. Elements without an id are left out; ``structure`` names them."""
    processes = tuple(_level(file, node, 0) for node in root.iterfind(f"{BPMN}process"))
    messages = {
        node.get("id", ""): node.get("name", "") for node in root.iterfind(f"{BPMN}message")
    }
    return Diagram(file, root, processes, messages)


def _level(file: str, node: etree._Element, depth: int) -> Level:
    level = Level(file, node, depth)
    for child in node:
        kind = local(child)
        if kind == "sequenceFlow":
            level.flows.append(child)
        elif kind in KINDS and child.get("id"):
            level.elements.setdefault(child.get("id", ""), child)
            if kind == "subProcess" and depth <= MAX_DEPTH:
                level.inner.append(_level(file, child, depth + 1))
    for flow in level.flows:
        source, target = flow.get("sourceRef", ""), flow.get("targetRef", "")
        if source in level.elements and target in level.elements:
            level.out.setdefault(source, []).append(flow)
            level.into.setdefault(target, []).append(flow)
        else:
            level.loose.append(flow)
    return level
