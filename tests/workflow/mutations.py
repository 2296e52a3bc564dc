"""Every small change that can be made to a model, one at a time.

``python -m tests.workflow.mutations`` makes every one of all our models and says what passes
unnoticed; the tests make one of each sort.
"""

import copy
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath

import orjson
from lxml import etree

from engine.resources import shipped_workflows
from engine.workflow import read_folder
from engine.workflow.comparing import compare_file
from engine.workflow.comparing.markup_tree import draws

STRANGER = "{urn:heshi:stranger}mark"
Act = tuple[str, bool, Callable[[etree._Element], None]]


@dataclass(frozen=True, slots=True)
class Mutation:
    """One change of one file that is not made yet.

    ``sort`` is alike for changes of one kind to elements of one kind, ``place`` where it is;
    ``drawn`` says that only the drawing changes.
    """

    sort: str
    place: str
    drawn: bool
    make: Callable[[], bytes]


def mutations(path: str, content: bytes) -> Iterator[Mutation]:
    """Yield every mutation of a file."""
    if path.endswith(".json"):
        yield from _of_json(content)
    else:
        yield from _of_markup(PurePosixPath(path).suffix, content)


def unnoticed(path: str, content: bytes, mutation: Mutation) -> bool:
    """Return whether a mutation goes without a word; drawing is no word for anything else."""
    found = compare_file(path, content, mutation.make())
    if mutation.drawn:
        return not any(each.code != "spelling" for each in found)
    return not any(not each.apart for each in found)


def _of_markup(suffix: str, content: bytes) -> Iterator[Mutation]:
    root = etree.fromstring(content)
    for number, node in enumerate(root.iter("{*}*")):
        above = node.getparent()
        kind = f"{suffix} {'' if above is None else _local(above)}/{_local(node)}"
        place = root.getroottree().getpath(node)
        for sort, drawn, change in _acts(node):
            make = partial(_changed, root, number, change)
            yield Mutation(f"{kind} {sort}", place, drawn, make)


def _changed(root: etree._Element, number: int, change: Callable[[etree._Element], None]) -> bytes:
    """Return the document with the element of that number changed."""
    twin = copy.deepcopy(root)
    change(next(node for n, node in enumerate(twin.iter("{*}*")) if n == number))
    return etree.tostring(twin, encoding="utf-8", xml_declaration=True)


def _acts(node: etree._Element) -> Iterator[Act]:
    drawn = draws(str(node.tag))
    for name in node.attrib:
        shown = drawn or draws(str(name))
        word = etree.QName(str(name)).localname
        yield f"@{word}", shown, partial(_lengthen, str(name))
        yield f"without @{word}", shown, partial(_drop, str(name))
        yield f"@{word} of another namespace", shown, partial(_estrange, str(name))
    yield "a strange attribute", drawn, lambda one: one.set(STRANGER, "x")
    yield "text", drawn, _write
    yield "a strange child", drawn, lambda one: one.append(etree.Element(STRANGER))
    if node.getparent() is None:
        return
    yield "another tag", drawn, _retag
    yield "another namespace", drawn, _move_abroad
    yield "gone", drawn, lambda one: one.getparent().remove(one)
    yield "twice", drawn, lambda one: one.addnext(copy.deepcopy(one))
    yield "text behind", draws(str(node.getparent().tag)), _write_behind
    following = node.getnext()
    if following is not None and _plain(node) != _plain(following):
        yield "after the next", drawn or draws(str(following.tag)), _step_back


def _lengthen(name: str, node: etree._Element) -> None:
    node.set(name, f"{node.get(name)}x")


def _drop(name: str, node: etree._Element) -> None:
    del node.attrib[name]


def _estrange(name: str, node: etree._Element) -> None:
    node.set(f"{{urn:heshi:stranger}}{etree.QName(name).localname}", node.get(name))
    del node.attrib[name]


def _write(node: etree._Element) -> None:
    node.text = f"{node.text or ''}x"


def _write_behind(node: etree._Element) -> None:
    node.tail = f"{node.tail or ''}x"


def _retag(node: etree._Element) -> None:
    node.tag = f"{node.tag}x"


def _move_abroad(node: etree._Element) -> None:
    node.tag = f"{{urn:heshi:stranger}}{_local(node)}"


def _step_back(node: etree._Element) -> None:
    node.getnext().addnext(node)


def _local(node: etree._Element) -> str:
    return etree.QName(node).localname


def _plain(node: etree._Element) -> bytes:
    twin = copy.deepcopy(node)
    twin.tail = None
    return etree.tostring(twin, method="c14n")


def _of_json(content: bytes) -> Iterator[Mutation]:
    read = orjson.loads(content)
    for way, kind in _ways(read, (), "form"):
        for sort, other in _others(_at(read, way)):
            make = partial(_with, read, way, other)
            yield Mutation(f".json {kind} {sort}", "/".join(map(str, way)), drawn=False, make=make)


def _ways(value: object, way: tuple[str | int, ...], kind: str) -> Iterator[tuple]:
    yield way, kind
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _ways(inner, (*way, name), f"{kind}/{name}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _ways(inner, (*way, index), f"{kind}/item")


def _others(value: object) -> Iterator[tuple[str, object]]:
    """Yield (sort, another value) for everything a value could be turned into."""
    if isinstance(value, dict):
        yield "one more", {**value, "stranger": 1}
        for name in value:
            yield f"without {name}", {key: each for key, each in value.items() if key != name}
    elif isinstance(value, list):
        yield "one more", [*value, None]
        for index, each in enumerate(value):
            rest = value[:index] + value[index + 1 :]
            yield "one less", rest
            yield "one twice", [*value[: index + 1], each, *value[index + 1 :]]
            if rest[index:] and rest[index] != each:
                yield "in another order", [*rest[: index + 1], each, *rest[index + 1 :]]
    elif isinstance(value, bool):
        yield from (
            ("the other", not value),
            ("as text", str(value).lower()),
            ("0 or 1", int(value)),
        )
    elif isinstance(value, str):
        yield from (("longer", f"{value}x"), ("nothing", None))
    else:
        yield from (("as text", str(value)), ("true", True))
    yield "wrapped", [value]


def _at(value: object, way: tuple[str | int, ...]) -> object:
    for step in way:
        value = value[step]
    return value


def _with(read: object, way: tuple[str | int, ...], other: object) -> bytes:
    if not way:
        return orjson.dumps(other)
    twin = copy.deepcopy(read)
    _at(twin, way[:-1])[way[-1]] = other
    return orjson.dumps(twin)


def main() -> int:
    """Make every mutation of every model; return how many went unnoticed."""
    missed = made = 0
    for path, content in read_folder(shipped_workflows()).items():
        for mutation in mutations(path, content):
            made += 1
            if unnoticed(path, content, mutation):
                missed += 1
                sys.stdout.write(f"unnoticed: {path} {mutation.sort} {mutation.place}\n")
        sys.stdout.write(f"{made} made, {missed} unnoticed, {path}\n")
    return missed


if __name__ == "__main__":
    sys.exit(bool(main()))
