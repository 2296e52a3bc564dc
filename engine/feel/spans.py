"""What a constant cell covers, as spans of values: lets a table find rows without asking each."""

from dataclasses import dataclass

from engine.feel.errors import FeelError
from engine.feel.evaluation import compile_node
from engine.feel.run import Run
from engine.feel.scope import Scope
from engine.feel.tree import Cell, Equals, Node, Ordered, Range
from engine.feel.values import ORDERED_KINDS, kind_of, order

_SPANNED = ORDERED_KINDS | {"boolean"}


@dataclass(frozen=True, slots=True)
class Span:
    """The values from `low` to `high`; None is no bound. A single value is `[v..v]`.

    Attributes:
        ends: `[]`, `[)`, `(]` or `()`: which ends belong to it.
    """

    low: object
    high: object
    ends: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """Which values a cell accepts, known without a case.

    Attributes:
        spans: Accepted (refused, if `negated`) spans; overlaps do no harm.
        negated: Whether the spans are what the cell refuses.
        null: Whether null is accepted.
        kind: The one kind all bounds have; None where there are none.
    """

    spans: tuple[Span, ...]
    negated: bool
    null: bool
    kind: str | None


_EVERYTHING = Coverage((), negated=True, null=True, kind=None)


def coverage_of(cell: Cell) -> Coverage | None:
    """The coverage of a cell, or None where only a case can tell.

    Raises:
        FeelError: What fails in every case: `1/0`, a range upside down, two kinds in one cell.
    """
    if not cell.tests:
        return _EVERYTHING
    spans: list[Span] = []
    null = False
    for test in cell.tests:
        found = _spans(test)
        if found is None:
            return None
        spans += [span for span in found if span.low is not None or span.high is not None]
        null = null or any(span.low is None and span.high is None for span in found)
    return _coverage(cell, tuple(spans), null=null)


def _coverage(cell: Cell, spans: tuple[Span, ...], *, null: bool) -> Coverage | None:
    bounds = [value for span in spans for value in (span.low, span.high) if value is not None]
    kinds = {kind_of(value) for value in bounds}
    if len(kinds) > 1:
        raise FeelError("一格里有几种类型的值", cell.position, "feel.type")
    if not kinds <= _SPANNED:
        return None
    accepts_null = null
    if cell.negated:
        # `not(> 5)` of null cannot be said; `not("a")` of null holds.
        accepts_null = not null and not any(
            isinstance(test, Range) or (isinstance(test, Ordered) and test.sign not in ("=", "!="))
            for test in cell.tests
        )
    return Coverage(spans, cell.negated, accepts_null, next(iter(kinds), None))


def _spans(test: Node) -> list[Span] | None:
    if isinstance(test, Equals):
        value = _constant(test.operand)
        return None if value is None else _points(value[0])
    if isinstance(test, Ordered):
        value = _constant(test.operand)
        return None if value is None else _ordered(test, value[0])
    if isinstance(test, Range):
        low, high = _constant(test.low), _constant(test.high)
        if low is None or high is None:
            return None
        return [_range(test, low[0], high[0])]
    return None


def _constant(node: Node) -> tuple[object] | None:
    scope = Scope()
    closure = compile_node(node, scope)
    return (closure(Run({}, None)),) if scope.constant else None


def _points(value: object) -> list[Span] | None:
    """Equality; the span of null is the one without bounds."""
    values = value if isinstance(value, list) else [value]
    if any(isinstance(item, list | dict) for item in values):
        return None
    return [Span(item, item, "[]") for item in values]


def _ordered(test: Ordered, value: object) -> list[Span] | None:
    if value is None or isinstance(value, list | dict):
        return None
    spans = {
        "=": Span(value, value, "[]"),
        "<": Span(None, value, "()"),
        "<=": Span(None, value, "(]"),
        ">": Span(value, None, "()"),
        ">=": Span(value, None, "[)"),
    }
    if test.sign not in spans:
        return None
    if test.sign != "=":
        order(test.sign, value, value)
    return [spans[test.sign]]


def _range(test: Range, low: object, high: object) -> Span:
    try:
        rising = order("<=", low, high)
    except FeelError as error:
        raise error.at(test.position) from None
    if not rising:
        raise FeelError("区间的下限大于上限或为空值", test.position, "feel.range")
    opening, closing = "[" if test.low_closed else "(", "]" if test.high_closed else ")"
    return Span(low, high, opening + closing)
