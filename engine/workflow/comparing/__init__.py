"""What differs between two sets of procedures: every single thing, in codes and facts. Pure.

Equal is only what no reader of a model can tell apart: blanks between elements, the order of
attributes, the prefix of a namespace. Even that is said, as ``spelling``, where bytes differ.
"""

from collections.abc import Iterator, Mapping

import orjson

from engine.feel.xml import MarkupRefused
from engine.workflow.comparing.difference import LAYOUT, SPELLING, Difference
from engine.workflow.comparing.folding import fold
from engine.workflow.comparing.form_tree import read_form_tree
from engine.workflow.comparing.markup_tree import TooDeep, read_tree
from engine.workflow.comparing.node import Node
from engine.workflow.comparing.pairing import overlay
from engine.workflow.comparing.stating import state

__all__ = ["LAYOUT", "SPELLING", "Difference", "compare", "compare_file"]


def compare(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> tuple[Difference, ...]:
    """Return every difference from *old* to *new* (path → content), by path.

    Files that cannot be read differ as a whole (``content``).
    """
    found: list[Difference] = []
    for path in sorted(old.keys() | new.keys()):
        found += compare_file(path, old.get(path), new.get(path))
    return tuple(found)


def compare_file(path: str, old: bytes | None, new: bytes | None) -> tuple[Difference, ...]:
    """Return every difference of one file; None where a set does not have it."""
    if old == new:
        return ()
    if old is None or new is None:
        return (_whole(path, old, new),)
    before, after = _tree(path, old), _tree(path, new)
    if before is None or after is None:
        return (Difference("changed", path, "file", "", "", "content"),)
    found = tuple(state(each, path) for each in fold(overlay(before, after)))
    return found or (Difference("changed", path, "file", "", "", SPELLING),)


def _whole(path: str, old: bytes | None, new: bytes | None) -> Difference:
    content = new if old is None else old
    tree = None if content is None else _tree(path, content)
    details = tuple(_things(tree)) if tree else ()
    kind = "added" if old is None else "removed"
    return Difference(kind, path, "file", "", tree.name if tree else "", "file", details=details)


def _things(node: Node) -> Iterator[tuple[str, str]]:
    if node.thing and (node.name or node.ident):
        yield f"thing:{node.thing}", node.name or node.ident
    for child in node.children:
        yield from _things(child)


def _tree(path: str, content: bytes) -> Node | None:
    """Return a file as a tree; None if it cannot be read as what its name says."""
    try:
        if path.endswith(".json"):
            return read_form_tree(content)
        return read_tree(content) if path.endswith((".bpmn", ".dmn")) else None
    except (MarkupRefused, TooDeep, orjson.JSONDecodeError):
        return None
