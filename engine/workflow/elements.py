"""What a diagram says about its elements, read once from the XML of a bundle.

SpiffWorkflow keeps neither sequence-flow ids nor which timer belongs to which activity in an
easy form; the walked path and the clocks need both.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from engine.workflow.markup import BPMN, local, properties

ACTIVITIES = frozenset({"userTask", "receiveTask", "subProcess", "callActivity"})


@dataclass(frozen=True, slots=True)
class Element:
    """A flow node. ``clock`` is the id of the boundary timer attached to it, if any."""

    id: str
    kind: str
    name: str
    process: str
    properties: Mapping[str, str]
    clock: str | None = None
    interrupts: bool = False


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow. ``condition`` is FEEL; the default flow has none."""

    id: str
    source: str
    target: str
    condition: str | None
    default: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """The elements of all diagrams by id, and the flows by (source id, target id)."""

    elements: Mapping[str, Element]
    flows: Mapping[tuple[str, str], tuple[Flow, ...]]


def read_drawing(roots: list[etree._Element]) -> Drawing:
    """Return the elements and flows of parsed diagrams; ids are unique across a bundle."""
    elements: dict[str, Element] = {}
    flows: dict[tuple[str, str], tuple[Flow, ...]] = {}
    for root in roots:
        for process in root.iterfind(f"{BPMN}process"):
            timers = dict(_timers(process))
            defaults = {node.get("default") for node in process.iter() if node.get("default")}
            for node in process.iter(f"{BPMN}*"):
                if local(node) == "sequenceFlow":
                    flow = _flow(node, defaults)
                    pair = (flow.source, flow.target)
                    flows[pair] = (*flows.get(pair, ()), flow)
                elif node.get("id"):
                    elements[node.get("id", "")] = _element(node, process.get("id", ""), timers)
    return Drawing(elements, flows)


def _timers(process: etree._Element) -> Iterator[tuple[str, tuple[str, bool]]]:
    for event in process.iter(f"{BPMN}boundaryEvent"):
        if event.find(f"{BPMN}timerEventDefinition") is not None:
            interrupts = event.get("cancelActivity", "true") == "true"
            yield event.get("attachedToRef", ""), (event.get("id", ""), interrupts)


def _element(node: etree._Element, process: str, timers: Mapping[str, tuple[str, bool]]) -> Element:
    key = node.get("id", "")
    clock, interrupts = timers.get(key, (None, False))
    return Element(
        key, local(node), node.get("name", ""), process, properties(node), clock, interrupts
    )


def _flow(node: etree._Element, defaults: set[str | None]) -> Flow:
    return Flow(
        id=node.get("id", ""),
        source=node.get("sourceRef", ""),
        target=node.get("targetRef", ""),
        condition=(node.findtext(f"{BPMN}conditionExpression") or "").strip() or None,
        default=node.get("id") in defaults,
    )
