"""Finding what is the same thing under another id or in another place."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from engine.workflow.comparing.node import Node, Trail

SIMILAR = 0.6  # from which likeness on two ids are called one that was renamed
MOST = 10_000  # pairs of ids looked at; beyond that a file is simply another one

INNER = frozenset({"field", "option", "sentence"})  # their keys count only where they stand

Pair = tuple[Trail, Trail]


def twins(gone: Sequence[Trail], come: Sequence[Trail]) -> list[Pair]:
    """Return pairs of what is gone and what came that are one thing; each at most once.

    The same id in another place counts first, then another id with the same words.
    """
    if not gone or not come:
        return []
    pairs = list(_same_id(gone, come))
    left = frozenset(id(old) for old, _ in pairs)
    entered = frozenset(id(new) for _, new in pairs)
    return pairs + _renamed(
        [trail for trail in gone if id(trail) not in left],
        [trail for trail in come if id(trail) not in entered],
    )


def _same_id(gone: Sequence[Trail], come: Sequence[Trail]) -> Iterator[Pair]:
    there = {trail[-1].ident: trail for trail in come if trail[-1].thing and trail[-1].ident}
    for old in gone:
        node = old[-1]
        if node.thing in INNER:
            continue
        if node.thing and node.ident in there:
            yield old, there.pop(node.ident)


def _renamed(gone: Sequence[Trail], come: Sequence[Trail]) -> list[Pair]:
    before, after = _by_words(gone), _by_words(come)
    same = [
        (olds[0], after[words][0])
        for words, olds in before.items()
        if len(olds) == len(after.get(words, ())) == 1
    ]
    nameless = [trail for trail in gone if _nameless(trail)]
    others = [trail for trail in come if _nameless(trail)]
    if len(nameless) * len(others) > MOST:
        return same
    return same + list(_alike(nameless, others))


def _alike(gone: Sequence[Trail], come: Sequence[Trail]) -> Iterator[Pair]:
    taken: set[int] = set()
    for old in gone:
        close = [
            new
            for new in come
            if id(new) not in taken
            and _kind(old) == _kind(new)
            and _ratio(old[-1].ident, new[-1].ident) >= SIMILAR
        ]
        if len(close) == 1:
            taken.add(id(close[0]))
            yield old, close[0]


def _by_words(trails: Sequence[Trail]) -> dict[tuple[str, str, str], list[Trail]]:
    """Return what has words of its own, by kind and words."""
    found: dict[tuple[str, str, str], list[Trail]] = {}
    for trail in trails:
        words = _words(trail[-1]) if _may_be_renamed(trail) else ""
        if words:
            found.setdefault((*_kind(trail), words), []).append(trail)
    return found


def _kind(trail: Trail) -> tuple[str, str]:
    return trail[-1].tag, trail[-2].key


def _nameless(trail: Trail) -> bool:
    return _may_be_renamed(trail) and not _words(trail[-1])


def _ratio(old: str, new: str) -> float:
    return SequenceMatcher(None, old, new).ratio() if old and new else 0.0


def _may_be_renamed(trail: Trail) -> bool:
    node = trail[-1]
    return bool(node.thing) and len(trail) > 1


def _words(node: Node) -> str:
    """Return what tells a thing apart but its id: its name, a row's cells."""
    if node.thing == "rule":
        return "\n".join(text for cell in node.children for _, text in _texts(cell))
    return node.name


def _texts(cell: Node) -> Iterator[tuple[str, str]]:
    return ((place, value) for place, value in cell.said() if not place.startswith("@"))
