"""`some`, `every`, `for` and filters: each round costs as many steps as its body has nodes."""

from collections.abc import Callable, Iterator
from typing import Final

from engine.feel.evaluation import Closure, compile_node, register
from engine.feel.limits import MAX_LIST
from engine.feel.run import Run
from engine.feel.scope import Scope, truth
from engine.feel.tree import Filter, For, Node, Quantified
from engine.feel.values import list_within, wrong_kind

_Rounds = Callable[[Run], Iterator[object]]
_ITEM: Final = "item"


def _looping(
    rounds: tuple[tuple[str, Node], ...], body: Node, scope: Scope
) -> tuple[_Rounds, Closure, int]:
    """How to walk the rounds, the body in their midst, and where an error of theirs stands."""
    outer, sources = dict(scope.slots), []
    for name, source in rounds:
        # A later round may read an earlier one's variable; slots are never used twice.
        sources.append((_items(source, scope), scope.size))
        scope.slots[name] = scope.size
    before = scope.size
    inner = compile_node(body, scope)
    weight = scope.size - before
    scope.slots = outer

    def walk(run: Run, depth: int = 0) -> Iterator[object]:
        source, slot = sources[depth]
        for item in source(run):
            run.tick(weight)
            run.bound[slot] = item
            if depth + 1 < len(sources):
                yield from walk(run, depth + 1)
            else:
                yield item

    return walk, inner, body.position


def _items(source: Node, scope: Scope) -> Callable[[Run], list[object]]:
    closure = compile_node(source, scope)

    def items(run: Run) -> list[object]:
        value = closure(run)
        if isinstance(value, list):
            return value
        raise wrong_kind("list", value).at(source.position)

    return items


@register
def _quantified(node: Quantified, scope: Scope) -> Closure:
    walk, body, position = _looping(node.rounds, node.body, scope)
    decisive = node.kind == "some"

    def decide(run: Run) -> object:
        unknown = False
        for _ in walk(run):
            answer = truth(body(run), position)
            if answer is decisive:
                return decisive
            unknown = unknown or answer is None
        return None if unknown else not decisive

    return decide


@register
def _for(node: For, scope: Scope) -> Closure:
    walk, body, _ = _looping(node.rounds, node.body, scope)

    def collect(run: Run) -> object:
        found: list[object] = []
        for _ in walk(run):
            found.append(body(run))
            if len(found) > MAX_LIST:
                list_within(len(found))
        return found

    return collect


@register
def _filter(node: Filter, scope: Scope) -> Closure:
    walk, body, position = _looping(((_ITEM, node.base),), node.condition, scope)
    return lambda run: [item for item in walk(run) if truth(body(run), position)]
