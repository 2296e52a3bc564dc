"""Reading a diagram or a table into the tree that is compared."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from lxml import etree

from engine.feel.xml import read_markup
from engine.workflow.comparing.node import Node

Element = etree._Element
DEEPEST = 100  # elements inside one another; our deepest file has nine
TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
DRAWING = (
    "http://www.omg.org/spec/BPMN/20100524/DI",
    "http://www.omg.org/spec/DD/20100524/",
    "http://www.omg.org/spec/DMN/20180521/",
    "https://www.omg.org/spec/DMN/20191111/DMNDI/",
    "http://bpmn.io/schema/dmn/biodi/",
    "http://bpmn.io/schema/bpmn/biocolor/",
)
"""Namespaces whose elements and attributes only say where things are drawn, and how."""
ROW_WORDS = ("key", "name_zh", "name_en", "length", "unit", "article")
_MODEL = "http://www.omg.org/spec/DMN/20180521/MODEL/"  # DMN 1.2 begins like its drawing
_THINGS = frozenset({
    "userTask", "serviceTask", "businessRuleTask", "receiveTask", "sendTask", "scriptTask",
    "manualTask", "task", "callActivity", "subProcess", "transaction", "adHocSubProcess",
    "startEvent", "endEvent", "boundaryEvent", "intermediateCatchEvent",
    "intermediateThrowEvent", "exclusiveGateway", "parallelGateway", "inclusiveGateway",
    "eventBasedGateway", "complexGateway", "sequenceFlow", "process", "collaboration",
    "participant", "lane", "message", "error", "signal", "escalation", "dataObject",
    "dataObjectReference", "dataStoreReference", "textAnnotation", "association", "group",
    "decision", "decisionTable", "inputData", "knowledgeSource", "input", "output",
    "annotation", "rule",
})  # fmt: skip
_BY_TEXT = frozenset({"incoming", "outgoing", "flowNodeRef"})
_BY_NAME = frozenset({"property", "annotation"})
_SIDES = {"inputEntry": "input", "outputEntry": "output", "annotationEntry": "annotation"}
_DRAWN = ("bpmnElement", "dmnElementRef")


class TooDeep(Exception):
    """Elements stand inside one another more often than any diagram needs."""


class _Column(NamedTuple):
    """A column: what its cells are recognised by, its heading, its name or expression."""

    key: str
    label: str
    of: str


@dataclass(frozen=True, slots=True)
class _Columns:
    """The columns of a decision table by kind of cell, from left to right."""

    of: Mapping[str, tuple["_Column", ...]]

    def at(self, tag: str, index: int) -> "_Column | None":
        columns = self.of.get(tag, ())
        return columns[index] if index < len(columns) else None


def read_tree(content: bytes) -> Node:
    """Return the root of a diagram or table.

    Raises:
        MarkupRefused: not XML that we read. TooDeep.

    """
    root = read_markup(content)
    names = {str(node.get("id")): node.get("name") or "" for node in root.iter() if node.get("id")}
    return _Reader(names).node(root, "", 0)


class _Reader:
    """Reads one document; ``names`` are its elements' names by id."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names
        self._columns = _Columns({})

    def node(self, element: Element, key: str, depth: int, number: int = 1) -> Node:
        if depth > DEEPEST:
            raise TooDeep
        local = etree.QName(element).localname
        if local == "decisionTable":
            self._columns = _columns(element)
        ident = element.get("id") or ""
        thing = local if local in _THINGS and not _draws(element.tag) else ""
        node = Node(
            tag=str(element.tag),
            key=key,
            attributes=_attributes(element),
            text=_text(element),
            children=tuple(self._children(element, depth)),
            thing=thing,
            ident=ident or _drawn(element),
            name=self._name(element),
            number=number,
            layout=_draws(element.tag),
        )
        facts = _facts(node) if thing else {}
        return replace(node, facts=facts) if facts else node

    def _children(self, element: Element, depth: int) -> Iterator[Node]:
        if not len(element):
            return
        counted: Counter[str] = Counter()
        numbers: Counter[str] = Counter()
        for child in element:
            tag = etree.QName(child).localname
            column = self._columns.at(tag, numbers[tag]) if tag in _SIDES else None
            key = f"{tag}:{column.key}" if column else _key(child, tag)
            counted[key] += 1
            numbers[tag] += 1
            again = f"\n{counted[key]}" if counted[key] > 1 else ""
            node = self.node(child, key + again, depth + 1, numbers[tag])
            yield replace(node, facts={"column": column.label, "of": column.of}) if column else node
            tail = child.tail or ""
            if tail.strip():
                counted["#text"] += 1
                yield Node("#text", f"#text:{counted['#text']}", text=tail)

    def _name(self, element: Element) -> str:
        own = element.get("name") or element.get("label") or ""
        source, target = element.get("sourceRef"), element.get("targetRef")
        if source is None or target is None:
            return self._names.get(_drawn(element), "") if _draws(element.tag) else own
        ends = " → ".join(self._names.get(end) or end for end in (source, target))
        return f"{own}（{ends}）" if own else ends


def _key(child: Element, tag: str) -> str:
    """Return what an element is recognised by among its siblings."""
    ident = child.get("id") or ""
    if tag in _BY_TEXT:
        return f"{tag}:{(child.text or '').strip()}"
    if tag in _BY_NAME and not ident:
        return f"{tag}:{child.get('name') or ''}"
    return f"#:{ident}" if ident else f"{tag}:{_drawn(child)}"


def _columns(table: Element) -> _Columns:
    found: dict[str, tuple[_Column, ...]] = {}
    for cell, column in _SIDES.items():
        nodes = [each for each in table if etree.QName(each).localname == column]
        keys = [each.get("id") or each.get("name") or str(n) for n, each in enumerate(nodes)]
        if len(set(keys)) < len(keys):
            keys = [str(number) for number in range(len(keys))]
        found[cell] = tuple(map(_column, keys, nodes))
    return _Columns(found)


def _column(key: str, element: Element) -> _Column:
    name = element.get("name") or _text_below(element)
    return _Column(key, element.get("label") or name, name)


def _facts(node: Node) -> Mapping[str, str]:
    """Return what readers are told of a thing beside its own words."""
    if node.thing == "rule":
        return _row_facts(node)
    english = properties_of(node).get("name_en", "")
    return {"name_en": english} if english else {}


def properties_of(node: Node) -> Mapping[str, str]:
    """Return the extension properties of a step."""
    return {
        each.attributes.get("name", ""): each.attributes.get("value", "")
        for extension in node.children
        if extension.local == "extensionElements"
        for holder in extension.children
        for each in holder.children
    }


def _row_facts(row: Node) -> Mapping[str, str]:
    """Return number, code, name and unit of a row, from the columns that our tables call so."""
    cells = {
        cell.facts.get("of", ""): cell.children[0].text.strip('"')
        for cell in row.children
        if cell.local == "outputEntry" and cell.children
    }
    facts = {"row": str(row.number)}
    for name in ROW_WORDS:
        if name in cells:
            facts[name] = cells[name]
    return facts


def _attributes(element: Element) -> Mapping[str, str]:
    if not element.attrib:
        return {}
    found = {str(name): str(value) for name, value in element.attrib.items()}
    if TYPE in found:  # a name with a prefix: what counts is the namespace it stands for
        prefix, _, word = found[TYPE].rpartition(":")
        found[TYPE] = f"{{{element.nsmap.get(prefix or None) or prefix}}}{word}"
    return found


def _text(element: Element) -> str:
    text = element.text or ""
    return text if text.strip() else ""


def _text_below(element: Element) -> str:
    return "".join(str(each) for each in element.itertext()).strip()[:60]


def _drawn(element: Element) -> str:
    return next((element.get(name) or "" for name in _DRAWN if element.get(name)), "")


def _draws(tag: object) -> bool:
    namespace = str(tag).rpartition("}")[0].lstrip("{")
    return namespace.startswith(DRAWING) and namespace != _MODEL


def draws(name: str) -> bool:
    """Return whether an attribute (Clark name) only says how something is drawn."""
    return _draws(name)
