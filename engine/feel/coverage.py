"""Which cases a decision table leaves out, decides twice, or never reaches.

Each column's values fall into regions (``engine.feel.regions``). Walking the columns, only the
sets of rows still possible are kept, each with one example: combinations that leave the same rows
are one, so that the product of all regions is looked at without being written out.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from engine.feel.regions import regions_of
from engine.feel.table import Rule, Table
from engine.feel.values import same

MOST_STATES: Final = 50_000
"""Sets of rows kept at once; beyond, the rest is left out and the report says so."""
MOST_SHOWN: Final = 40
"""Gaps and overlaps told; more are only counted."""

Example = tuple[object, ...]
States = dict[int, tuple[Example, int]]


@dataclass(frozen=True, slots=True)
class Case:
    """Some input values, by column (left to right; columns that do not matter are left out)."""

    values: Mapping[int, object]


@dataclass(frozen=True, slots=True)
class Overlap:
    """Rows (numbers from 1) that one case reaches together, where the hit policy minds."""

    rows: tuple[int, ...]
    example: Case


@dataclass(frozen=True, slots=True)
class Report:
    """What was found.

    Attributes:
        looked_at: Combinations of regions that were looked at.
        whole: Whether these were all; a table too large is looked at in part.
        gaps: Cases no row accepts, at most ``MOST_SHOWN``; ``gap_count`` counts kinds of them.
            Unknown values (null) make none; nor does a table that collects without adding up.
        overlaps: UNIQUE: rows that match together; ANY: and answer differently; a table that adds
            up: rows of one factor (they ask for the same columns). At most ``MOST_SHOWN``.
        unreached: FIRST: rows that rows above always come before. All: rows no value fits.
        unsure: Rows with a cell only a case can answer; they were left out.
    """

    looked_at: int
    whole: bool
    gaps: tuple[Case, ...]
    gap_count: int
    overlaps: tuple[Overlap, ...]
    overlap_count: int
    unreached: tuple[int, ...]
    unsure: tuple[int, ...]


@dataclass(slots=True)
class _Found:
    """What is being gathered: gaps told and counted, rows that met with a case, rows reached."""

    looked_at: int = 0
    whole: bool = True
    gaps: list[Case] = field(default_factory=list)
    gap_count: int = 0
    overlaps: dict[int, Case] = field(default_factory=dict)
    reached: int = 0


def cover(table: Table, most_states: int = MOST_STATES) -> Report:
    """Look at every combination of a table's input regions."""
    unsure = _rows_where(table, lambda rule: any(test.coverage is None for test in rule.tests))
    known = ((1 << len(table.rules)) - 1) & ~unsure
    found = _Found()
    for columns, rows in _groups(table, known):
        _walk(table, columns, rows, found, most_states)
    clashes = [pair for pair in found.overlaps.items() if _minds(table, pair[0])]
    clashes.sort(key=lambda pair: _numbers(pair[0]))
    return Report(
        looked_at=found.looked_at,
        whole=found.whole,
        gaps=tuple(found.gaps),
        gap_count=found.gap_count,
        overlaps=tuple(Overlap(_numbers(rows), case) for rows, case in clashes[:MOST_SHOWN]),
        overlap_count=len(clashes),
        unreached=_numbers(known & ~found.reached) if found.whole else (),
        unsure=_numbers(unsure),
    )


def _groups(table: Table, known: int) -> Iterator[tuple[tuple[int, ...], int]]:
    """Yield what is looked at together: all columns and rows; COLLECT: each factor by itself."""
    everything = tuple(range(len(table.inputs)))
    if table.hit_policy != "COLLECT":
        yield everything, known
        return
    factors: dict[tuple[int, ...], int] = {}
    for place, rule in enumerate(table.rules):
        if known >> place & 1:
            asked = tuple(column for column in everything if _asks(rule, column))
            factors[asked] = factors.get(asked, 0) | 1 << place
    yield from factors.items()


def _asks(rule: Rule, column: int) -> bool:
    coverage = rule.tests[column].coverage
    return coverage is None or not (coverage.negated and not coverage.spans)


def _walk(
    table: Table, columns: tuple[int, ...], rows: int, found: _Found, most_states: int
) -> None:
    """Follow the rows still possible from column to column."""
    regions = [regions_of(table, column) for column in columns]
    later = _products([sum(each.stretches for each in column) for column in regions])
    states: States = {rows: ((), 1)}
    for place, column in enumerate(regions):
        following: States = {}
        for mask, (example, count) in states.items():
            for region in column:
                left, values = mask & region.rows, (*example, region.example)
                many = count * region.stretches
                if not left:
                    _note_gap(table, found, columns, values)
                    found.looked_at += many * later[place]
                elif left in following:
                    following[left] = (following[left][0], following[left][1] + many)
                elif len(following) < most_states:
                    following[left] = (values, many)
                else:
                    found.whole = False
        states = following
    for mask, (example, count) in states.items():
        found.looked_at += count
        _note_hit(table, found, mask, _case(columns, example))


def _products(sizes: list[int]) -> list[int]:
    """Return for each place how many combinations the places after it have."""
    later, product = [1] * len(sizes), 1
    for place in range(len(sizes) - 1, -1, -1):
        later[place] = product
        product *= max(sizes[place], 1)
    return later


def _note_gap(table: Table, found: _Found, columns: tuple[int, ...], values: Example) -> None:
    if None in values or _only_lists(table):
        return
    found.gap_count += 1
    if len(found.gaps) < MOST_SHOWN:
        found.gaps.append(_case(columns, values))


def _note_hit(table: Table, found: _Found, mask: int, case: Case) -> None:
    found.reached |= mask & -mask if table.hit_policy == "FIRST" else mask
    if mask & (mask - 1) and table.hit_policy != "FIRST":
        found.overlaps.setdefault(mask, case)


def _only_lists(table: Table) -> bool:
    return table.hit_policy == "COLLECT" and table.aggregation is None


def _case(columns: tuple[int, ...], values: Example) -> Case:
    return Case(dict(zip(columns, values, strict=False)))


def _minds(table: Table, mask: int) -> bool:
    """Say whether the hit policy minds that these rows match together."""
    if table.hit_policy != "ANY":
        return not _only_lists(table)
    rows = [table.rules[number - 1] for number in _numbers(mask)]
    if any(row.fixed is None for row in rows):
        return True
    answers = [dict(row.fixed.outputs) for row in rows if row.fixed]
    return any(not same(answers[0], other) for other in answers[1:])


def _rows_where(table: Table, asked: Callable[[Rule], bool]) -> int:
    return sum(1 << place for place, rule in enumerate(table.rules) if asked(rule))


def _numbers(mask: int) -> tuple[int, ...]:
    return tuple(_places(mask))


def _places(mask: int) -> Iterable[int]:
    while mask:
        lowest = mask & -mask
        mask ^= lowest
        yield lowest.bit_length()
