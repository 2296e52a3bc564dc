"""Laying two trees over one another: what is gone, what came, what changed, what moved.

Nothing that a node says can get lost here: a pair is compared by tag, attributes, text and
children, and a node without a partner is reported itself, with every thing inside of it.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from engine.workflow.comparing.node import Node, Trail
from engine.workflow.comparing.twins import Pair, twins

Kind = Literal["added", "removed", "changed", "moved", "placed"]
WRAPPERS = frozenset(
    {"extensionElements", "properties", "parameters", "laneSet"} | {"fields[]", "options[]"}
    | {"next[]", "BPMNPlane", "DMNDI", "DMNDiagram"}
)  # fmt: skip
"""Elements that only hold others: when one comes or goes, what it holds is what people see."""
BLANK = Node("", "")


@dataclass(frozen=True, slots=True)
class Finding:
    """One difference as it was found; ``aspect`` is an attribute, ``#tag``, ``#text`` or empty.

    ``placed`` is a node that stands in another parent; ``moved`` one in another order.
    """

    kind: Kind
    old: Trail
    new: Trail
    aspect: str = ""
    before: str = ""
    after: str = ""

    @property
    def node(self) -> Node:
        """The node that is spoken of, as it is now; as it was, if it is gone."""
        return (self.new or self.old)[-1]


@dataclass(slots=True)
class _Overlay:
    found: list[Finding] = field(default_factory=list)
    gone: list[Trail] = field(default_factory=list)
    come: list[Trail] = field(default_factory=list)

    def pair(self, old: Trail, new: Trail) -> None:
        """Compare two nodes that are the same one, then what they hold."""
        before, after = old[-1], new[-1]
        if before.tag != after.tag:
            self._say("changed", (old, new), "#tag", (before.tag, after.tag))
        for name in dict.fromkeys([*before.attributes, *after.attributes]):
            values = before.attributes.get(name), after.attributes.get(name)
            if values[0] != values[1]:
                kind: Kind = "added" if values[0] is None else "changed"
                kind = "removed" if values[1] is None else kind
                self._say(kind, (old, new), name, (values[0] or "", values[1] or ""))
        if before.text != after.text:
            self._say("changed", (old, new), "#text", (before.text, after.text))
        self._children(old, new)

    def _say(
        self, kind: Kind, trails: tuple[Trail, Trail], aspect: str, values: tuple[str, str]
    ) -> None:
        self.found.append(Finding(kind, *trails, aspect, *values))

    def _children(self, old: Trail, new: Trail) -> None:
        if not old[-1].children and not new[-1].children:
            return
        before = {child.key: child for child in old[-1].children}
        after = {child.key: child for child in new[-1].children}
        for key, child in before.items():
            if key not in after:
                self._leave((*old, child), new)
        for key, child in after.items():
            if key not in before:
                self._enter(old, (*new, child))
        places = {child.key: place for place, child in enumerate(old[-1].children)}
        shared = [key for key in after if key in before]
        out_of_order = _out_of_order([places[key] for key in shared])
        for index, key in enumerate(shared):
            pair = (*old, before[key]), (*new, after[key])
            if index in out_of_order:
                self._say("moved", pair, "#order", _numbers(pair[0], pair[1]))
            self.pair(*pair)

    def _leave(self, trail: Trail, new: Trail) -> None:
        """Report a node that is gone; a mere wrapper by what it held, things one by one."""
        node = trail[-1]
        if node.local in WRAPPERS and node.children and not node.thing:
            self.pair(trail, (*new, _emptied(node)))
            return
        self.gone += _with_things(trail)

    def _enter(self, old: Trail, trail: Trail) -> None:
        node = trail[-1]
        if node.local in WRAPPERS and node.children and not node.thing:
            self.pair((*old, _emptied(node)), trail)
            return
        self.come += _with_things(trail)

    def settle(self) -> None:
        """Join what is gone and what came where it is the same thing; report the rest."""
        while pairs := twins(self.gone, self.come):
            joined = _outermost(pairs)
            left = frozenset(id(old[-1]) for old, _ in joined)
            entered = frozenset(id(new[-1]) for _, new in joined)
            self.gone = [trail for trail in self.gone if not _within(trail, left)]
            self.come = [trail for trail in self.come if not _within(trail, entered)]
            for old, new in joined:
                if _above(old) != _above(new):
                    self._say("placed", (old, new), "#parent", (_above(old), _above(new)))
                self.pair(old, new)
        self.found += [Finding("removed", trail, ()) for trail in self.gone]
        self.found += [Finding("added", (), trail) for trail in self.come]


def overlay(old: Node, new: Node) -> list[Finding]:
    """Return every difference of two trees."""
    both = _Overlay()
    both.pair((old,), (new,))
    both.settle()
    return both.found


def _emptied(node: Node) -> Node:
    return Node(node.tag, node.key)


def _with_things(trail: Trail) -> Iterator[Trail]:
    """Yield a node and every thing inside of it, each with all above it."""
    yield trail
    for child in trail[-1].children:
        for each in _with_things((*trail, child)):
            if each[-1].thing:
                yield each


def _outermost(pairs: Sequence[Pair]) -> list[Pair]:
    """Return the pairs that no other pair is around: what holds a thing compares it."""
    left = frozenset(id(old[-1]) for old, _ in pairs)
    entered = frozenset(id(new[-1]) for _, new in pairs)
    return [
        (old, new)
        for old, new in pairs
        if not _within(old[:-1], left) and not _within(new[:-1], entered)
    ]


def _within(trail: Trail, nodes: frozenset[int]) -> bool:
    return any(id(node) in nodes for node in trail)


def _above(trail: Trail) -> str:
    return "/".join(node.ident or node.local for node in trail[1:-1])


def _numbers(old: Trail, new: Trail) -> tuple[str, str]:
    """Return which one of its kind a node was and is; which child, where that is the same."""
    before, after = old[-1].number, new[-1].number
    if before == after:
        before = old[-2].children.index(old[-1]) + 1
        after = new[-2].children.index(new[-1]) + 1
    return str(before), str(after)


def _out_of_order(places: Sequence[int]) -> frozenset[int]:
    """Return the fewest indexes to take out for the rest to ascend."""
    tails: list[int] = []
    at: list[int] = []
    previous: list[int] = []
    for index, place in enumerate(places):
        slot = bisect_left(tails, place)
        tails[slot:], at[slot:] = [place, *tails[slot + 1 :]], [index, *at[slot + 1 :]]
        previous.append(at[slot - 1] if slot else -1)
    keep: set[int] = set()
    index = at[-1] if at else -1
    while index >= 0:
        keep.add(index)
        index = previous[index]
    return frozenset(range(len(places))) - keep
