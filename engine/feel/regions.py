"""The values of an input column, sorted into regions on which every cell of it says the same."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from engine.feel.samples import OTHER_TEXT
from engine.feel.table import Input, Table


@dataclass(frozen=True, slots=True)
class Region:
    """Values of a column that the same rows accept.

    Attributes:
        rows: Bit n for the row at place n.
        example: One of the values; ``OTHER_TEXT`` stands for every text no cell mentions.
        stretches: How many stretches of the column's values were put together.
    """

    rows: int
    example: object
    stretches: int


def regions_of(table: Table, column: int) -> tuple[Region, ...]:
    """Return the regions of a column, by the first value of each; null comes last.

    Values outside the declared allowed ones are left out. Of a column whose cells mention whole
    numbers only, nothing between two neighbouring ones is looked at.
    """
    found: dict[int, Region] = {}
    for rows, example in _stretches(table, column):
        known = found.get(rows)
        found[rows] = (
            Region(rows, example, 1)
            if known is None
            else Region(rows, known.example, known.stretches + 1)
        )
    return (*found.values(), Region(table.index[column].null, None, 1))


def _stretches(table: Table, column: int) -> Iterator[tuple[int, object]]:
    read, index = table.inputs[column], table.index[column]
    for rows, example in _all(read, index.bounds, index.masks):
        if read.allowed is None or (example is not OTHER_TEXT and read.allowed.test(example)):
            yield rows, example


def _all(
    read: Input, bounds: Sequence[object], masks: Sequence[int]
) -> Iterator[tuple[int, object]]:
    if read.kind == "boolean":
        known = {bound: masks[2 * place + 1] for place, bound in enumerate(bounds)}
        for value in (False, True):
            yield known.get(value, masks[0]), value
        return
    for place, bound in enumerate(bounds):
        below = bounds[place - 1] if place else None
        example = _between(below, bound)
        if example is not None:
            yield masks[2 * place], example
        yield masks[2 * place + 1], bound
    above = _above(bounds[-1]) if bounds else _anything(read.kind)
    if above is not None:
        yield masks[-1], above


def _anything(kind: str | None) -> object:
    """Return some value of a column no cell of which mentions any."""
    return {"number": Decimal(0), "date": date(2026, 1, 1)}.get(kind or "", OTHER_TEXT)


def _above(bound: object) -> object:
    if isinstance(bound, str):
        return OTHER_TEXT
    try:
        if isinstance(bound, date):
            return bound + timedelta(days=1)
        if isinstance(bound, timedelta):
            return bound + timedelta(seconds=1)
    except OverflowError:
        return None
    return bound + 1 if isinstance(bound, Decimal) else None


def _between(low: object, high: object) -> object:
    """Return a value between two bounds (*low* None: below *high*); None if there is none."""
    if isinstance(high, str):
        return None if low is not None else OTHER_TEXT  # one stands for all other texts
    if low is None:
        return _below(high)
    if isinstance(low, Decimal) and isinstance(high, Decimal):
        return _number_between(low, high)
    if isinstance(low, date) and isinstance(high, date):
        middle = low + (high - low) / 2
        return middle if low < middle < high else None
    if isinstance(low, timedelta) and isinstance(high, timedelta):
        return low + (high - low) / 2
    return None


def _below(high: object) -> object:
    try:
        if isinstance(high, date):
            return high - timedelta(days=1)
    except OverflowError:
        return None
    if isinstance(high, timedelta):
        return high - timedelta(seconds=1)
    return high - 1 if isinstance(high, Decimal) else None


def _number_between(low: Decimal, high: Decimal) -> Decimal | None:
    whole = low % 1 == 0 and high % 1 == 0
    if not whole:
        return (low + high) / 2
    return low + 1 if high - low > 1 else None
