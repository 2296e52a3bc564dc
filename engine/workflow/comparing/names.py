"""What the things of a set are called, so that a difference can name them by more than an id."""

from collections.abc import Iterator, Mapping
from hashlib import sha256

from engine.workflow.comparing.node import Node
from engine.workflow.comparing.trees import tree_of

CLOCKS = "law/deadlines.dmn"
KEPT = 300  # files whose names are kept in memory: those of four sets of our size
KINDS = {"process": "process", "decision": "decision", "form": "form"}

Entries = tuple[tuple[tuple[str, str], tuple[str, str]], ...]
_read: dict[bytes, Entries] = {}


class Names:
    """Chinese and English names by kind (``element``, ``process``, ``form``, ``clock`` …) and code.

    Of two sets the later one wins: a thing is called what it is called now.
    """

    def __init__(self, *sets: Mapping[str, bytes]) -> None:
        """Read the sets (path to content), the newest last."""
        self._known: dict[tuple[str, str], tuple[str, str]] = {}
        for content, path in {c: p for files in sets for p, c in files.items()}.items():
            self._known.update(_names_in(path, content))

    def get(self, kind: str, code: str, language: str) -> str:
        """Return what a thing is called; nothing if no file knows it."""
        zh, en = self._known.get((kind, code), ("", ""))
        return (en or zh) if language == "en" else zh

    def clock(self, code: str) -> tuple[str, str, str] | None:
        """Return length, unit and article of a rule, as the table has them; None if unknown."""
        found = self._known.get(("length", code)), self._known.get(("article", code))
        return (*found[0], found[1][0]) if found[0] and found[1] else None


def _names_in(path: str, content: bytes) -> Entries:
    """Return the names in a file, kept by content: of most files two sets have the same."""
    key = sha256(path.encode() + b"\n" + content).digest()
    found = _read.get(key)
    if found is None:
        tree = tree_of(path, content)
        found = tuple(_names(tree, path)) if tree else ()
        if len(_read) >= KEPT:
            _read.pop(next(iter(_read)), None)
        _read[key] = found
    return found


def _names(node: Node, path: str) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    if node.thing and node.ident and node.name:
        names = node.name, node.facts.get("name_en", "")
        yield ("element", node.ident), names
        if node.thing in KINDS:
            yield (KINDS[node.thing], node.ident), names
    if node.thing == "rule" and path == CLOCKS and "key" in node.facts:
        facts = node.facts
        yield ("clock", facts["key"]), (facts.get("name_zh", ""), facts.get("name_en", ""))
        yield ("length", facts["key"]), (facts.get("length", ""), facts.get("unit", ""))
        yield ("article", facts["key"]), (facts.get("article", ""), "")
    for child in node.children:
        yield from _names(child, path)
