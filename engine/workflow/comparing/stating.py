"""From what differs in two trees to what people would call it: a thing, and what of it."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from engine.workflow.comparing.difference import LAYOUT, Difference
from engine.workflow.comparing.markup_tree import draws
from engine.workflow.comparing.node import Node, Trail, owner_of, place_of
from engine.workflow.comparing.pairing import Finding

CODES: Mapping[str, str] = MappingProxyType(
    {
        "@name": "name",
        "@id": "id",
        "@calledElement": "calls",
        "@messageRef": "message",
        "messageEventDefinition/@messageRef": "message",
        "conditionExpression": "condition",
        "documentation": "documentation",
        "description": "documentation",
        "timerEventDefinition/timeDate": "timer",
        "extensionElements/properties/property/@value": "property",
        "extensionElements/serviceTaskOperator/@id": "effect",
        "extensionElements/serviceTaskOperator/parameters/parameter/@value": "parameter",
        "extensionElements/serviceTaskOperator/parameters/parameter/@type": "parameter",
        "extensionElements/calledDecisionId": "decision",
        "flowNodeRef": "member",
        "incoming": "incoming",
        "outgoing": "outgoing",
        "inputExpression/text": "expression",
        "inputExpression/@typeRef": "type",
        "outputValues/text": "allowed",
        "inputValues/text": "allowed",
        "inputEntry/text": "cell",
        "outputEntry/text": "cell",
        "annotationEntry/text": "cell",
        "title/@zh": "title.zh",
        "title/@en": "title.en",
        "label/@zh": "label.zh",
        "label/@en": "label.en",
        "hint/@zh": "hint.zh",
        "hint/@en": "hint.en",
        "text/@zh": "text.zh",
        "text/@en": "text.en",
    }
)
"""What a path below a thing is called; an attribute of the thing itself is ``attribute.NAME``."""
VALUES = MappingProxyType({"property": "value", "parameter": "value", "serviceTaskOperator": "id"})
"""Attributes that are the whole message of an element."""
CELLS = frozenset({"inputEntry", "outputEntry", "annotationEntry"})


def state(found: Finding, file: str) -> Difference:
    """Return one difference in codes and facts."""
    trail = found.new or found.old
    if found.node.layout or draws(found.aspect):
        return _layout(found, file)
    owner = owner_of(trail)
    below = _below(trail, owner)
    whole = found.aspect == "" and owner is trail[-1]
    before, after = _values(found)
    return Difference(
        kind="moved" if found.kind in ("moved", "placed") else found.kind,
        file=file,
        what=owner.thing if owner else "file",
        element=owner.ident if owner else "",
        name=owner.name if owner else "",
        code="whole" if whole else _asked(_code(found, below), owner),
        place=_place(found, trail),
        before=before,
        after=after,
        facts={**_facts(found, below), **_around(trail, owner), **_row(found)},
        details=tuple(_details(trail[-1])) if whole else (),
    )


def _asked(code: str, owner: Node | None) -> str:
    """Return another code for what is no way but the answer a form begins with."""
    ask = owner is not None and owner.thing == "field" and code == "attribute.default"
    return "attribute.default_answer" if ask else code


def _below(trail: Trail, owner: Node | None) -> Trail:
    index = next((at for at, node in enumerate(trail) if node is owner), 0)
    return trail[index + 1 :]


def _place(found: Finding, trail: Trail) -> str:
    aspect = found.aspect.rpartition("}")[2]
    end = f"@{aspect}" if aspect and not aspect.startswith("#") else ""
    return "/".join(filter(None, (place_of(trail), end)))


def _code(found: Finding, below: Trail) -> str:
    if found.aspect == "#order":
        return "order"
    if found.aspect == "#parent":
        return "parent"
    if found.aspect == "#tag":
        return "other" if below else "tag"
    attribute = "" if found.aspect in ("", "#text") else f"@{found.aspect.rpartition('}')[2]}"
    if not found.aspect and below and below[-1].local in VALUES:
        attribute = f"@{VALUES[below[-1].local]}"
    return _named("/".join([*(node.local for node in below), *filter(None, [attribute])]), below)


def _named(path: str, below: Trail) -> str:
    code = CODES.get(path)
    if code is None and below and not path.rpartition("/")[2].startswith("@"):
        inner = [one for one in CODES if one.startswith(f"{path}/")]
        code = CODES[inner[0]] if inner else None
    if code == "property":
        return f"property.{below[-1].attributes.get('name', '')}"
    if code is None:
        return f"attribute.{path[1:]}" if path.startswith("@") and not below else "other"
    return code


def _values(found: Finding) -> tuple[str, str]:
    if found.aspect:
        return found.before, found.after
    value = _message(found.node)
    return (value, "") if found.kind == "removed" else ("", value)


def _message(node: Node) -> str:
    """Return what a small element says: its one value, else everything in it."""
    if node.local in VALUES and VALUES[node.local] in node.attributes:
        return node.attributes[VALUES[node.local]]
    if node.thing:
        return node.name or node.ident
    said = [(place, value) for place, value in node.said() if value and place != "@id"]
    if len(said) == 1 and not said[0][0].rpartition("/")[2].startswith("@"):
        return said[0][1]
    return "; ".join(f"{place}={value}" if place else value for place, value in said)


def _facts(found: Finding, below: Trail) -> dict[str, str]:
    facts: dict[str, str] = {}
    cell = next((node for node in below if node.local in CELLS), None)
    if cell is not None:
        facts |= cell.facts
    if found.aspect in ("#order", "#parent") and below:
        facts["subject"] = found.node.text or found.node.ident or found.node.local
    elif below and below[-1].local == "parameter":
        facts["subject"] = below[-1].ident
    return facts


def _around(trail: Trail, owner: Node | None) -> dict[str, str]:
    """Return what is known of the thing itself, and what it stands in."""
    if owner is None:
        return {}
    above = [node for node in trail[: trail.index(owner)] if node.thing]
    inside = {"inside": above[-1].name or above[-1].ident} if above else {}
    return {**inside, **owner.facts}


def _row(found: Finding) -> dict[str, str]:
    """Return where a row stood before, if that is elsewhere."""
    row = owner_of(found.old) if found.old else None
    if row is None or row.thing != "rule" or not found.new:
        return {}
    return {"row_before": str(row.number)}


def _details(node: Node) -> Iterator[tuple[str, str]]:
    """Yield all that a thing says of itself, by the codes its differences would have."""
    for name, value in node.attributes.items():
        if name not in ("id", "name") and not draws(name):
            yield _named(f"@{name.rpartition('}')[2]}", ()), value
    if node.text:
        yield "other", node.text
    yield from _inner(node, ())


def _inner(node: Node, below: Trail) -> Iterator[tuple[str, str]]:
    for child in node.children:
        if child.thing or child.layout:
            continue
        here = (*below, child)
        path = "/".join(each.local for each in here)
        if child.local in CELLS:
            heading = f"{child.facts.get('of', '')}:{child.facts.get('column', '')}"
            yield f"cell:{heading}", _message(child)
        elif child.local in VALUES:
            yield _named(f"{path}/@{VALUES[child.local]}", here), _message(child)
            if child.children:
                yield from _inner(child, here)
        elif child.text or (child.attributes and not child.children):
            yield from _own(child, path, here)
        else:
            yield from _inner(child, here)


def _own(node: Node, path: str, below: Trail) -> Iterator[tuple[str, str]]:
    if node.text:
        yield _named(path, below), node.text
        return
    for name, value in node.attributes.items():
        if name != "id":
            yield _named(f"{path}/@{name.rpartition('}')[2]}", below), value


def _layout(found: Finding, file: str) -> Difference:
    trail = found.new or found.old
    shape = next((node for node in reversed(trail) if "bpmnElement" in node.attributes), None)
    element = shape.attributes["bpmnElement"] if shape else ""
    owner = owner_of(trail)
    before, after = _values(found)
    return Difference(
        kind="moved" if found.kind in ("moved", "placed") else found.kind,
        file=file,
        what=LAYOUT,
        element=element or (owner.ident if owner else trail[-1].ident),
        name=(shape.name if shape else "") or (owner.name if owner else ""),
        code=LAYOUT,
        place=_place(found, trail),
        before=before,
        after=after,
    )
