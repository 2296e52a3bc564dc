"""Is it drawn right: known elements, ids, flows, gateways, events, sizes."""

import re
from collections.abc import Iterator

from lxml import etree

from engine.workflow.checks.diagram import MAX_DEPTH, Diagram, Level
from engine.workflow.checks.findings import Finding, at, hint
from engine.workflow.markup import BPMN, SPIFF, local
from engine.workflow.parser import KINDS

MAX_ELEMENTS = 300
MAX_FAN = 30
MAX_PARALLEL = 8
MAX_NAME = 200
RESERVED = frozenset({"Start", "End", "Root", "StartEventSplit", "StartEventJoin"})
RESERVED_ENDS = (".EndJoin", ".BoundaryEventSplit", ".BoundaryEventJoin")
IGNORED = frozenset(
    {"sequenceFlow", "laneSet", "textAnnotation", "association", "group", "extensionElements"}
    | {"documentation", "incoming", "outgoing"}
)
DEFINITIONS = {
    "startEvent": frozenset[str](),
    "endEvent": frozenset({"terminateEventDefinition"}),
    "intermediateCatchEvent": frozenset({"messageEventDefinition"}),
    "boundaryEvent": frozenset({"messageEventDefinition", "timerEventDefinition"}),
}
NEEDS_DEFINITION = frozenset({"intermediateCatchEvent", "boundaryEvent"})
HOSTS = frozenset({"userTask", "receiveTask", "subProcess", "callActivity"})
EXTENSIONS = frozenset({"properties", "serviceTaskOperator", "calledDecisionId"})
REFUSED_INSIDE = {
    "multiInstanceLoopCharacteristics": "loop.unsupported",
    "standardLoopCharacteristics": "loop.unsupported",
    "ioSpecification": "values.unsupported",
    "dataInputAssociation": "values.unsupported",
    "dataOutputAssociation": "values.unsupported",
}
_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,119}")


def check_structure(diagram: Diagram) -> Iterator[Finding]:
    """Yield what is wrong with the drawing itself."""
    if not diagram.processes:
        yield at(diagram.file, diagram.root, "bpmn.no_process")
    for process in diagram.processes:
        if process.node.get("isExecutable", "true") != "true":
            yield at(diagram.file, process.node, "bpmn.not_executable")
        yield from _identifier(diagram.file, process.node)
        count = sum(len(level.elements) for level in process.walk())
        if count > MAX_ELEMENTS:
            yield at(diagram.file, process.node, "size.elements", count=count, limit=MAX_ELEMENTS)
    for level in diagram.levels():
        if level.depth > MAX_DEPTH:
            yield at(level.file, level.node, "size.depth", limit=MAX_DEPTH)
        yield from _children(level)
        yield from _ends(level)
        yield from _flows(level)
        for key, node in level.elements.items():
            yield from _element(level, key, node)


def _identifier(file: str, node: etree._Element) -> Iterator[Finding]:
    key = node.get("id")
    if not key:
        yield at(file, node, "id.missing", tag=local(node))
    elif key in RESERVED or key.endswith(RESERVED_ENDS):
        yield at(file, node, "id.reserved")
    elif not _ID.fullmatch(key):
        yield at(file, node, "id.bad")


def _children(level: Level) -> Iterator[Finding]:
    for node in level.node:
        kind = local(node)
        if not str(node.tag).startswith(BPMN):
            yield hint(level.file, node, "element.foreign", tag=kind)
        elif kind in KINDS:
            yield from _identifier(level.file, node)
            if len(node.get("name") or "") > MAX_NAME:
                yield at(level.file, node, "name.long", limit=MAX_NAME)
        elif kind == "sequenceFlow":
            yield from _identifier(level.file, node)
        elif kind not in IGNORED and not (level.depth and kind in REFUSED_INSIDE):
            yield at(level.file, node, "element.unsupported", tag=kind)


def _ends(level: Level) -> Iterator[Finding]:
    starts = len(list(level.of_kind("startEvent")))
    if starts != 1:
        code = "start.several" if starts else "start.missing"
        yield at(level.file, level.node, code)
    if not list(level.of_kind("endEvent")):
        yield at(level.file, level.node, "end.missing")
    splits = [key for key, _ in level.of_kind("parallelGateway") if len(level.targets(key)) > 1]
    if len(splits) > MAX_PARALLEL:
        yield at(level.file, level.node, "size.parallel", limit=MAX_PARALLEL)


def _flows(level: Level) -> Iterator[Finding]:
    for flow in level.loose:
        ends = (flow.get("sourceRef", ""), flow.get("targetRef", ""))
        missing = next(end for end in ends if end not in level.elements)
        yield at(level.file, flow, "flow.dangling", missing=missing)
    for flow in level.flows:
        if flow.get("sourceRef") == flow.get("targetRef"):
            yield at(level.file, flow, "flow.self")
        source = level.elements.get(flow.get("sourceRef", ""))
        condition = (flow.findtext(f"{BPMN}conditionExpression") or "").strip()
        if condition and source is not None and local(source) != "exclusiveGateway":
            yield at(level.file, flow, "flow.condition_ignored", source=source.get("id"))


def _element(level: Level, key: str, node: etree._Element) -> Iterator[Finding]:
    kind, out, into = local(node), level.out.get(key, []), level.into.get(key, [])
    if max(len(out), len(into)) > MAX_FAN:
        yield at(level.file, node, "size.fan", limit=MAX_FAN)
    if into and kind in ("startEvent", "boundaryEvent"):
        yield at(level.file, node, "flow.into_start")
    if out and kind == "endEvent":
        yield at(level.file, node, "flow.out_of_end")
    if not out and kind != "endEvent":
        yield at(level.file, node, "flow.none_out")
    if len(out) > 1 and not kind.endswith("Gateway"):
        yield at(level.file, node, "flow.several_out")
    yield from _inside(level.file, node)
    if kind == "exclusiveGateway":
        yield from _choice(level.file, node, out)
    if kind in DEFINITIONS:
        yield from _event(level, node)


def _inside(file: str, node: etree._Element) -> Iterator[Finding]:
    for child in node:
        code = REFUSED_INSIDE.get(local(child))
        if code:
            yield at(file, node, code)
    if node.get("triggeredByEvent") == "true" or node.get("isForCompensation") == "true":
        yield at(file, node, "element.unsupported", tag="triggeredByEvent/isForCompensation")
    for child in node.iterfind(f"{BPMN}extensionElements/*"):
        kind = local(child)
        if kind in ("preScript", "postScript"):
            yield at(file, node, "script.refused")
        elif not (str(child.tag).startswith(SPIFF) and kind in EXTENSIONS):
            yield hint(file, node, "extension.ignored", tag=kind)


def _choice(file: str, node: etree._Element, out: list[etree._Element]) -> Iterator[Finding]:
    default = node.get("default")
    if default and default not in [flow.get("id") for flow in out]:
        yield at(file, node, "gateway.default_dangling", default=default)
    if len(out) < 2:
        return
    if not default:
        yield at(file, node, "gateway.no_default")
    for flow in out:
        condition = (flow.findtext(f"{BPMN}conditionExpression") or "").strip()
        if not condition and flow.get("id") != default:
            yield at(file, flow, "gateway.condition_missing")
        elif condition and flow.get("id") == default:
            yield hint(file, flow, "gateway.default_condition")


def _event(level: Level, node: etree._Element) -> Iterator[Finding]:
    kind = local(node)
    found = [local(child) for child in node if local(child).endswith("EventDefinition")]
    for definition in found:
        if definition not in DEFINITIONS[kind]:
            yield at(level.file, node, "event.unsupported", tag=definition)
    if len(found) > 1:
        yield at(level.file, node, "event.several")
    if not found and kind in NEEDS_DEFINITION:
        yield at(level.file, node, "event.missing")
    if kind == "boundaryEvent":
        host = level.elements.get(node.get("attachedToRef", ""))
        if host is None:
            yield at(level.file, node, "boundary.dangling", host=node.get("attachedToRef", ""))
        elif local(host) not in HOSTS:
            yield at(level.file, node, "boundary.host", host=host.get("id"), tag=local(host))
