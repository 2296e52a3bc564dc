"""deadlines.dmn as rules: every row read, written back as cells, and what may not stand together.

A rule (its key) may have several rows, each with its own span of effect. Pure.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import combinations, groupby, pairwise

from engine.feel import Rule, Table
from engine.feel.literals import literal
from engine.rules.deadline_rule import DeadlineRule, Origin, Unit, row_of, rule_from_row
from engine.rules.errors import Invalid

DAY = timedelta(days=1)
KEY, OPENED = "rule", "opened_on"
LONGEST: Mapping[Unit, int] = {
    Unit.HOUR: 8_760,
    Unit.DAY: 3_660,
    Unit.WORKDAY: 2_500,
    Unit.MONTH: 120,
    Unit.YEAR: 20,
    Unit.DATE: 0,
}
DATES = ("checked_on", "effective_from", "effective_to")


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One row: its number from 1, its XML id, its note, and the rule or what is wrong with it.

    ``faults`` maps a column to a code (``rule.…``, ``law.…``).
    """

    number: int
    element: str
    note: str
    rule: DeadlineRule | None
    faults: Mapping[str, str] = field(default_factory=dict)


def rows_of(table: Table) -> tuple[RuleRow, ...]:
    """Return every row of deadlines.dmn, top to bottom."""
    return tuple(_row(table, rule) for rule in table.rules)


def _row(table: Table, row: Rule) -> RuleRow:
    note = row.annotations.get("description", "")
    if row.fixed is None:
        return RuleRow(row.number, row.element, note, None, {"key": "law.not_fixed"})
    try:
        rule = rule_from_row(row.fixed.outputs)
    except Invalid as error:
        faults = {str(column): str(code) for column, code in error.fields.items()}
        return RuleRow(row.number, row.element, note, None, faults)
    return RuleRow(row.number, row.element, note, rule, dict(_faults(table, row, rule)))


def _faults(table: Table, row: Rule, rule: DeadlineRule) -> Iterator[tuple[str, str]]:
    """Yield what the rule itself may not see: where it stands, how long, when it is found."""
    if not rule.instrument.strip():
        yield "instrument", "law.no_source"
    if not rule.article.strip() and rule.origin is Origin.LAW:
        yield "article", "law.no_source"
    if rule.length > LONGEST[rule.unit]:
        yield "length", "law.too_long"
    if rule.length < 0:
        yield "length", "rule.length"
    if not _asks_for(table, row, KEY, (rule.key,)):
        yield "key", "law.key_differs"
    if not _spans_alike(table, row, rule):
        yield "effective_from", "law.span_differs"


def _asks_for(table: Table, row: Rule, name: str, values: Sequence[object]) -> bool:
    tests = [
        test
        for column, test in zip(table.inputs, row.tests, strict=True)
        if column.expression.names == {name}
    ]
    return all(test.coverage is not None and test.test(each) for test in tests for each in values)


def _spans_alike(table: Table, row: Rule, rule: DeadlineRule) -> bool:
    """Say whether the row is found on exactly the days it is in effect."""
    first, last = rule.effective_from, rule.effective_to
    inside = [each for each in (first, last) if each] or [date(2026, 1, 1)]
    outside = [first - DAY] if first and first > date.min else []
    outside += [last + DAY] if last and last < date.max else []
    beyond = [date.min] if first is None else []
    beyond += [date.max] if last is None else []
    return _asks_for(table, row, OPENED, inside + beyond) and not any(
        _asks_for(table, row, OPENED, (each,)) for each in outside
    )


def cells_of(table: Table, rule: DeadlineRule, old: Rule | None = None) -> tuple[str, ...]:
    """Return the cells, input then output, of a row of *table* that says *rule*.

    Columns nobody here knows keep what *old* says (a new row: nothing).
    """
    asked = {KEY: literal(rule.key), OPENED: span_test(rule.effective_from, rule.effective_to)}
    said = {name: _literal(name, value) for name, value in row_of(rule).items()}
    cells = []
    for number, column in enumerate(table.inputs):
        name = next(iter(column.expression.names), "")
        cells.append(asked.get(name) or (old.tests[number].text if old else "-"))
    for number, output in enumerate(table.outputs):
        kept = old.outputs[number] if old else None
        cells.append(said.get(output.name, kept.text if kept else "null"))
    return tuple(cells)


def _literal(name: str, value: object) -> str:
    if name in DATES and isinstance(value, str):
        return literal(date.fromisoformat(value))
    return literal(value)


def span_test(first: date | None, last: date | None) -> str:
    """Return the cell that accepts the days from *first* to *last*, both included."""
    if first and last:
        return f"[{literal(first)}..{literal(last)}]"
    if first:
        return f">= {literal(first)}"
    return f"<= {literal(last)}" if last else "-"


def overlaps(rows: Iterable[RuleRow]) -> Iterator[tuple[RuleRow, RuleRow]]:
    """Yield pairs of rows of one key that are in effect on the same day."""
    for group in _by_key(rows):
        for one, other in combinations(group, 2):
            if _begin(one) <= _end(other) and _begin(other) <= _end(one):
                yield one, other


def gaps(rows: Iterable[RuleRow]) -> Iterator[tuple[RuleRow, RuleRow]]:
    """Yield rows of one key that follow one another with days in between on which none holds."""
    for group in _by_key(rows):
        for one, other in pairwise(sorted(group, key=_begin)):
            if _end(one) < date.max and _end(one) + DAY < _begin(other):
                yield one, other


def _by_key(rows: Iterable[RuleRow]) -> Iterator[list[RuleRow]]:
    known = [row for row in rows if row.rule is not None]
    known.sort(key=_key)
    for _, group in groupby(known, key=_key):
        yield list(group)


def _key(row: RuleRow) -> str:
    return row.rule.key if row.rule else ""


def _begin(row: RuleRow) -> date:
    return (row.rule.effective_from if row.rule else None) or date.min


def _end(row: RuleRow) -> date:
    return (row.rule.effective_to if row.rule else None) or date.max
