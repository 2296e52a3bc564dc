"""Procedures as a bad day leaves them: bytes and structure of our own models, damaged by a seed."""

import json
from collections.abc import Callable, Mapping
from random import Random  # noqa: TID251  # seeded: what a seed found can be found again
from typing import Any, NamedTuple

from lxml import etree

from engine.feel.xml import read_markup

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
TAGS = ("userTask", "scriptTask", "parallelGateway", "exclusiveGateway", "inclusiveGateway",
        "subProcess", "callActivity", "endEvent", "startEvent", "sequenceFlow", "task",
        "eventBasedGateway", "serviceTask", "boundaryEvent", "intermediateThrowEvent")  # fmt: skip
TEXTS = ("", "=", "clock", "P999999999Y", "R/PT0S", "${x}", "__import__('os').system('id')",
         "1" * 5000, "(" * 400, "\u0000", "；", "true", "[1..", "a" * 300, "null", "-1", "?",
         'for x in 1..9 return x', "9**9**9", "not(", "𠮷", "\ud83d\ude00")  # fmt: skip


class Mutant(NamedTuple):
    """One damaged file of the set, and how it was damaged."""

    path: str
    content: bytes
    how: str


def mutate(files: Mapping[str, bytes], seed: int) -> Mutant:
    """Return one file of *files*, damaged as *seed* says."""
    random = Random(seed)  # noqa: S311
    kind = random.choice([".bpmn", ".bpmn", ".bpmn", ".dmn", ".json"])
    path = random.choice(sorted(one for one in files if one.endswith(kind)))
    content = files[path]
    way = random.choice(_BYTES + (_JSON if path.endswith(".json") else _TREE) * 3)
    return Mutant(path, way(content, random), way.__name__.strip("_"))


# ── bytes ────────────────────────────────────────────────────────────────────────────────────────


def _flip(content: bytes, random: Random) -> bytes:
    spoiled = bytearray(content)
    for _ in range(random.randint(1, 8)):
        spoiled[random.randrange(len(spoiled))] = random.randrange(256)
    return bytes(spoiled)


def _cut(content: bytes, random: Random) -> bytes:
    return content[: random.randrange(len(content))]


def _take_out(content: bytes, random: Random) -> bytes:
    at = random.randrange(len(content))
    return content[:at] + content[at + random.randint(1, 400) :]


def _say_twice(content: bytes, random: Random) -> bytes:
    at = random.randrange(len(content))
    return content[:at] + content[at : at + random.randint(1, 2000)] + content[at:]


def _put_in(content: bytes, random: Random) -> bytes:
    at = random.randrange(len(content))
    return content[:at] + random.choice(TEXTS).encode("utf-8", "surrogatepass") + content[at:]


def _re_encode(content: bytes, random: Random) -> bytes:
    text = content.decode("utf-8")
    return text.encode(random.choice(["utf-16", "gb18030", "utf-8-sig", "utf-32"]))


def _doctype(content: bytes, random: Random) -> bytes:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>'
    file = b'<!DOCTYPE x SYSTEM "file:///etc/passwd">'
    head, _, rest = content.partition(b"?>")
    return head + b"?>" + random.choice([bomb, file]) + rest


_BYTES: list[Callable[[bytes, Random], bytes]] = [
    _flip, _cut, _take_out, _say_twice, _put_in, _re_encode, _doctype,
]  # fmt: skip

# ── structure ────────────────────────────────────────────────────────────────────────────────────


def _nodes(root: etree._Element) -> list[etree._Element]:
    return [node for node in root.iter("*") if node.getparent() is not None]


def _write(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _drop_element(content: bytes, random: Random) -> bytes:
    root = read_markup(content)
    node = random.choice(_nodes(root))
    node.getparent().remove(node)  # type: ignore[union-attr]
    return _write(root)


def _move_element(content: bytes, random: Random) -> bytes:
    root = read_markup(content)
    node, to = random.sample(_nodes(root), 2)
    if node not in to.iterancestors():
        to.append(node)
    return _write(root)


def _copy_element(content: bytes, random: Random) -> bytes:
    root = read_markup(content)
    node = random.choice(_nodes(root))
    node.addnext(etree.fromstring(etree.tostring(node, with_tail=False)))
    return _write(root)


def _change_attribute(content: bytes, random: Random) -> bytes:
    root = read_markup(content)
    holders = [node for node in _nodes(root) if node.attrib]
    values = [value for node in holders for value in node.attrib.values()]
    node = random.choice(holders)
    node.set(random.choice(sorted(node.attrib)), random.choice([*_plain(), random.choice(values)]))
    return _write(root)


def _drop_attribute(content: bytes, random: Random) -> bytes:
    root = read_markup(content)
    node = random.choice([node for node in _nodes(root) if node.attrib])
    del node.attrib[random.choice(sorted(node.attrib))]
    return _write(root)


def _change_text(content: bytes, random: Random) -> bytes:
    root = read_markup(content)
    told = [node for node in _nodes(root) if (node.text or "").strip()]
    random.choice(told or _nodes(root)).text = random.choice(_plain())
    return _write(root)


def _change_tag(content: bytes, random: Random) -> bytes:
    root = read_markup(content)
    random.choice(_nodes(root)).tag = f"{{{BPMN}}}{random.choice(TAGS)}"
    return _write(root)


def _rewire(content: bytes, random: Random) -> bytes:
    root = read_markup(content)
    flows = list(root.iter(f"{{{BPMN}}}sequenceFlow"))
    if len(flows) > 1:
        one, other = random.sample(flows, 2)
        one.set("targetRef", other.get(random.choice(["targetRef", "sourceRef"]), ""))
    return _write(root)


def _nest(content: bytes, random: Random) -> bytes:
    root = read_markup(content)
    node = random.choice(_nodes(root))
    for _ in range(random.choice([3, 40, 300])):
        node = etree.SubElement(node, f"{{{BPMN}}}subProcess", id=f"n{random.randrange(10**6)}")
    return _write(root)


def _plain() -> list[str]:
    """Texts that XML can hold at all."""
    return [text for text in TEXTS if "\x00" not in text and not "\ud800" <= text[:1] <= "\udfff"]


_TREE: list[Callable[[bytes, Random], bytes]] = [
    _drop_element, _move_element, _copy_element, _change_attribute, _drop_attribute,
    _change_text, _change_tag, _rewire, _nest,
]  # fmt: skip

# ── forms ────────────────────────────────────────────────────────────────────────────────────────


def _change_form(content: bytes, random: Random) -> bytes:
    form = json.loads(content)
    places = list(_places(form))
    holder, key = random.choice(places)
    odd: list[object] = [None, True, -1, 1e300, "", [], {}, [[[[[[]]]]]], {"zh": {}}, *TEXTS[:12]]
    if random.random() < 0.3:
        del holder[key]
    else:
        holder[key] = random.choice(odd)
    return json.dumps(form).encode()


def _places(value: Any) -> Any:
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in list(pairs):
        yield value, key
        if isinstance(inner, (dict, list)):
            yield from _places(inner)


_JSON: list[Callable[[bytes, Random], bytes]] = [_change_form]
