"""Finding the rows whose constant cells accept a value, by one bisection per column.

A column's bounds cut its values into segments: below the first bound, the first bound itself,
between it and the second, and so on. For each segment the accepting rows are one whole number,
bit n for row n, so that the columns of a table are joined by `&`.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol, cast

from engine.feel.spans import Coverage, Span


class Orderable(Protocol):
    """A value that knows less from more among its own kind."""

    def __lt__(self, other: object, /) -> bool:
        """Whether this comes before the other."""


@dataclass(frozen=True, slots=True)
class ColumnIndex:
    """The rows of one column by segment.

    Attributes:
        bounds: The distinct bounds, rising, all of one kind.
        masks: Rows by segment: `2 * n` lies below bound n, `2 * n + 1` is bound n.
        null: Rows accepting null.
    """

    bounds: Sequence[Orderable]
    masks: Sequence[int]
    null: int

    def rows(self, value: object) -> int:
        """The rows that may accept the value; those with case-dependent cells are among them."""
        if value is None:
            return self.null
        sought = cast("Orderable", value)
        place = bisect_left(self.bounds, sought)
        on_bound = place < len(self.bounds) and self.bounds[place] == sought
        return self.masks[2 * place + on_bound]


def index_column(coverages: Sequence[Coverage | None]) -> ColumnIndex:
    """The index of a column from its cells, top to bottom; None: only a case can tell."""
    bounds = _bounds(coverages)
    place = {bound: number for number, bound in enumerate(bounds)}
    turns = [0] * (2 * len(bounds) + 2)
    null = 0
    for row, coverage in enumerate(coverages):
        bit = 1 << row
        if coverage is None or coverage.null:
            null |= bit
        for first, last in _segments(coverage, place):
            turns[first] ^= bit
            turns[last + 1] ^= bit
    masks, rows = [], 0
    for turn in turns[:-1]:
        rows ^= turn
        masks.append(rows)
    return ColumnIndex(bounds, masks, null)


def _bounds(coverages: Sequence[Coverage | None]) -> list[Orderable]:
    found = {
        cast("Orderable", bound)
        for coverage in coverages
        if coverage is not None
        for span in coverage.spans
        for bound in (span.low, span.high)
        if bound is not None
    }
    return sorted(found)


def _segments(coverage: Coverage | None, place: dict[Orderable, int]) -> list[tuple[int, int]]:
    """The accepted segments as rising ranges without overlap, both ends included."""
    last = 2 * len(place)
    if coverage is None:
        return [(0, last)]
    merged: list[tuple[int, int]] = []
    for first, end in sorted(_ends(span, place, last) for span in coverage.spans):
        if first > end:
            continue
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((first, end))
    return _gaps(merged, last) if coverage.negated else merged


def _ends(span: Span, place: dict[Orderable, int], last: int) -> tuple[int, int]:
    low, high = cast("Orderable", span.low), cast("Orderable", span.high)
    first = 0 if span.low is None else 2 * place[low] + 1 + (span.ends[0] == "(")
    end = last if span.high is None else 2 * place[high] + 1 - (span.ends[1] == ")")
    return first, end


def _gaps(taken: list[tuple[int, int]], last: int) -> list[tuple[int, int]]:
    edges = [(-1, -1), *taken, (last + 1, last + 1)]
    return [
        (left[1] + 1, right[0] - 1)
        for left, right in pairwise(edges)
        if left[1] + 1 <= right[0] - 1
    ]
