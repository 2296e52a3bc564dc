"""What differs between two sets of procedures: every single thing, in codes and facts. Pure.

Equal is only what no reader of a model can tell apart: blanks between elements, the order of
attributes, the prefix of a namespace. Even that is said, as ``spelling``, where bytes differ.
"""

from collections.abc import Iterator, Mapping

from engine.workflow.comparing.difference import LAYOUT, SPELLING, Difference
from engine.workflow.comparing.folding import fold
from engine.workflow.comparing.names import Names
from engine.workflow.comparing.node import Node
from engine.workflow.comparing.pairing import overlay
from engine.workflow.comparing.stating import state
from engine.workflow.comparing.trees import tree_of
from engine.workflow.comparing.wording import Line, Wording

__all__ = [
    "LAYOUT",
    "SPELLING",
    "Difference",
    "Line",
    "Names",
    "Wording",
    "compare",
    "compare_file",
]

TOLD = frozenset({"process", "userTask", "callActivity", "decision", "form", "field"})
"""What is told of a file that came or went; all else of it went with it."""


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
    before, after = tree_of(path, old), tree_of(path, new)
    if before is None or after is None:
        return (Difference("changed", path, "file", "", "", "content"),)
    found = tuple(state(each, path) for each in fold(overlay(before, after)))
    return found or (Difference("changed", path, "file", "", "", SPELLING),)


def _whole(path: str, old: bytes | None, new: bytes | None) -> Difference:
    content = new if old is None else old
    tree = None if content is None else tree_of(path, content)
    details = tuple(_things(tree)) if tree else ()
    kind = "added" if old is None else "removed"
    return Difference(kind, path, "file", "", tree.name if tree else "", "file", details=details)


def _things(node: Node) -> Iterator[tuple[str, str]]:
    if node.thing in TOLD and (node.name or node.ident):
        yield f"thing:{node.thing}", node.name or node.ident
    for child in node.children:
        yield from _things(child)
