"""Does it name what exists: expressions, clocks, roles, forms, effects, tables, messages."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from engine.feel import FeelError, compile_expression
from engine.workflow.checks.diagram import Diagram, Level
from engine.workflow.checks.findings import Finding, Known, at, hint, told
from engine.workflow.elements import ACTIVITIES
from engine.workflow.markup import BPMN, SPIFF, local, properties
from engine.workflow.parser import EFFECT_PREFIX

PROPERTIES = frozenset(
    {"role", "office", "form", "status", "clock", "start_event", "documents", "name_en"}
)


@dataclass(frozen=True, slots=True)
class Names:
    """What the bundle itself holds: decisions, processes, forms, and the values it can give."""

    decisions: frozenset[str]
    processes: frozenset[str]
    forms: frozenset[str]
    values: frozenset[str]


def check_meaning(diagram: Diagram, names: Names, known: Known) -> Iterator[Finding]:
    """Yield what refers to nothing, or says nothing."""
    for level in diagram.levels():
        for flow in level.flows:
            text = (flow.findtext(f"{BPMN}conditionExpression") or "").strip()
            if text:
                yield from _expression(level.file, flow, text, names, known)
        for key, node in level.elements.items():
            yield from _properties(level.file, node, names, known)
            for part in _PARTS.get(local(node), ()):
                yield from part(diagram, level, key, names, known)


def _expression(
    file: str, node: etree._Element, text: str, names: Names, known: Known
) -> Iterator[Finding]:
    try:
        compiled = compile_expression(text)
    except FeelError as error:
        yield at(
            file,
            node,
            "expression.bad",
            expression=text[:200],
            **told(error),
        )
        return
    if known.routing is not None:
        for name in sorted(compiled.names - names.values - known.routing):
            yield hint(file, node, "expression.unknown_name", expression=text[:200], value=name)


def _properties(file: str, node: etree._Element, names: Names, known: Known) -> Iterator[Finding]:
    found = properties(node)
    for key in sorted(found.keys() - PROPERTIES):
        yield hint(file, node, "property.unknown", property=key)
    for key in ("clock", "start_event"):
        text = found.get(key, "").strip()
        if text.startswith("="):
            yield from _expression(file, node, text[1:], names, known)
    clock = found.get("clock", "").strip()
    if clock and local(node) not in ACTIVITIES:
        yield at(file, node, "clock.misplaced")
    elif clock and not clock.startswith("=") and _not_in(clock, known.clocks):
        yield at(file, node, "clock.unknown", clock=clock)
    if "start_event" in found and not clock:
        yield hint(file, node, "clock.start_without_clock")
    listed = {"role": known.roles, "office": known.offices, "status": known.statuses}
    for word, words in listed.items():
        for one in _listed(found, word):
            if _not_in(one, words):
                yield at(file, node, f"{word}.unknown", **{word: one})


def _listed(found: Mapping[str, str], key: str) -> list[str]:
    return [one.strip() for one in found.get(key, "").split(",") if one.strip()]


def _not_in(word: str, words: frozenset[str] | None) -> bool:
    return words is not None and word not in words


def _step(
    diagram: Diagram, level: Level, key: str, names: Names, known: Known
) -> Iterator[Finding]:
    node = level.elements[key]
    found = properties(node)
    if not node.get("name", "").strip():
        yield at(level.file, node, "name.missing")
    for word in ("role", "office"):
        if not _listed(found, word):
            yield at(level.file, node, f"{word}.missing")
    form = found.get("form", "").strip()
    if form and form not in names.forms:
        yield at(level.file, node, "form.not_found", form=form)


def _effect(
    diagram: Diagram, level: Level, key: str, names: Names, known: Known
) -> Iterator[Finding]:
    node = level.elements[key]
    operator = node.find(f"{BPMN}extensionElements/{SPIFF}serviceTaskOperator")
    name = "" if operator is None else operator.get("id", "")
    if operator is None or not name.startswith(EFFECT_PREFIX):
        yield at(level.file, node, "effect.missing")
        return
    if _not_in(name.removeprefix(EFFECT_PREFIX), known.effects):
        yield at(level.file, node, "effect.unknown", effect=name.removeprefix(EFFECT_PREFIX))
    for parameter in operator.iter(f"{SPIFF}parameter"):
        text = (parameter.get("value") or "").strip()
        if not parameter.get("id") or not text:
            yield at(level.file, node, "effect.parameter", parameter=parameter.get("id") or "")
        else:
            yield from _expression(level.file, node, text, names, known)


def _decision(
    diagram: Diagram, level: Level, key: str, names: Names, known: Known
) -> Iterator[Finding]:
    node = level.elements[key]
    path = f"{BPMN}extensionElements/{SPIFF}calledDecisionId"
    table = (node.findtext(path) or "").strip()
    if not table:
        yield at(level.file, node, "decision.missing")
    elif table not in names.decisions:
        yield at(level.file, node, "decision.unknown", table=table)


def _call(
    diagram: Diagram, level: Level, key: str, names: Names, known: Known
) -> Iterator[Finding]:
    node = level.elements[key]
    called = node.get("calledElement", "")
    if not called:
        yield at(level.file, node, "call.missing")
    elif called not in names.processes:
        yield at(level.file, node, "call.unknown", process=called)


def _message(
    diagram: Diagram, level: Level, key: str, names: Names, known: Known
) -> Iterator[Finding]:
    node = level.elements[key]
    holder = node if local(node) == "receiveTask" else node.find(f"{BPMN}messageEventDefinition")
    if holder is None:
        return
    name = diagram.messages.get(holder.get("messageRef", ""))
    if name is None:
        yield at(level.file, node, "message.missing", reference=holder.get("messageRef", ""))
    elif not name:
        yield at(level.file, node, "message.unnamed")
    elif _not_in(name, known.messages):
        yield at(level.file, node, "message.unknown", message=name)


def _timer(
    diagram: Diagram, level: Level, key: str, names: Names, known: Known
) -> Iterator[Finding]:
    node = level.elements[key]
    timer = node.find(f"{BPMN}timerEventDefinition")
    if timer is None:
        return
    dates = [child.text or "" for child in timer if local(child) == "timeDate"]
    if [text.strip() for text in dates] != ["clock"] or len(timer) != 1:
        yield at(level.file, node, "timer.not_clock")
    host = level.elements.get(node.get("attachedToRef", ""))
    if host is None:
        return
    if not properties(host).get("clock", "").strip():
        yield at(level.file, node, "timer.no_clock", host=host.get("id"))
    rivals = [
        event
        for event in level.attached(host.get("id", ""))
        if level.elements[event].find(f"{BPMN}timerEventDefinition") is not None
    ]
    if rivals[0] != key:
        yield at(level.file, node, "timer.several", host=host.get("id"))


_PARTS = {
    "userTask": (_step,),
    "serviceTask": (_effect,),
    "businessRuleTask": (_decision,),
    "callActivity": (_call,),
    "receiveTask": (_message,),
    "intermediateCatchEvent": (_message,),
    "boundaryEvent": (_message, _timer),
}
