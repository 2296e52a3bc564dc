"""Values that exercise every segment of an input column: for sweeping a table's combinations."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Final

from engine.feel.index import index_column
from engine.feel.table import Table

OTHER_TEXT: Final = "\uffff其他"
"""A text no table writes; it sorts last."""


def sample_values(table: Table, column: int) -> tuple[object, ...]:
    """Values of which every other value of the column behaves like one.

    Each bound the cells mention, something below the first, between each two, above the last.
    Values outside the declared allowed ones are left out. Null is not among them. A column with
    cells that depend on the case cannot be sampled fully; its constant cells are.

    Returns:
        The values, rising; empty where the column says nothing about its kind.
    """
    read = table.inputs[column]
    coverages = [rule.tests[column].coverage for rule in table.rules]
    if read.allowed is not None:
        coverages.append(read.allowed.coverage)
    found = _around(index_column(coverages).bounds, read.kind)
    allowed = read.allowed
    return tuple(value for value in found if allowed is None or allowed.test(value))


def _around(bounds: Sequence[object], kind: str | None) -> list[object]:
    if kind == "boolean":
        return [False, True]
    if kind == "string":
        return [*bounds, OTHER_TEXT]
    if not bounds:
        return []
    found: list[object] = [_beside(bounds[0], -1)]
    for low, high in pairwise(bounds):
        found += [low, *_between(low, high)]
    return [value for value in (*found, bounds[-1], _beside(bounds[-1], 1)) if value is not None]


def _beside(bound: object, step: int) -> object:
    """The nearest value on one side; None at the end of the calendar."""
    try:
        if isinstance(bound, date):
            return bound + timedelta(days=step)
        if isinstance(bound, timedelta):
            return bound + timedelta(seconds=step)
    except OverflowError:
        return None
    return bound + step if isinstance(bound, Decimal) else None


def _between(low: object, high: object) -> list[object]:
    if isinstance(low, Decimal) and isinstance(high, Decimal):
        return [(low + high) / 2]
    if isinstance(low, timedelta) and isinstance(high, timedelta):
        return [low + (high - low) / 2]
    if isinstance(low, date) and isinstance(high, date):
        middle = low + (high - low) / 2
        return [middle] if low < middle < high else []
    return []
