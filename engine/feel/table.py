"""A decision table: its columns and rows, and how it decides."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from engine.feel.errors import FeelError
from engine.feel.expression import Expression
from engine.feel.hits import Decision, MatchedRow, resolve
from engine.feel.index import ColumnIndex, index_column
from engine.feel.limits import MAX_DECISION_STEPS
from engine.feel.run import Run
from engine.feel.unary import UnaryTest
from engine.feel.values import kind_of, label_of

HitPolicy = Literal["UNIQUE", "FIRST", "ANY", "COLLECT"]
Aggregation = Literal["SUM", "MIN", "MAX", "COUNT"]


@dataclass(frozen=True, slots=True)
class Input:
    """An input column.

    Attributes:
        element: The XML id.
        label: What people read above it; the expression where the file gives none.
        type_ref: As declared in the file (`string`, `number` …), or None.
        kind: The FEEL kind its values must have (null is always allowed): declared, or that of
            its cells; None where neither says.
        allowed: The declared allowed values as a cell, or None.
    """

    element: str
    label: str
    expression: Expression
    type_ref: str | None
    kind: str | None
    allowed: UnaryTest | None


@dataclass(frozen=True, slots=True)
class Output:
    """An output column; `name` is its key in a decision."""

    element: str
    name: str
    label: str
    type_ref: str | None
    kind: str | None
    allowed: UnaryTest | None


@dataclass(frozen=True, slots=True)
class Rule:
    """A row. `outputs` holds None for an empty cell; `fixed` is its match where no case matters.

    Attributes:
        number: Counted from 1, as the editor shows it.
        element: The XML id.
        cells: The XML ids of the input cells, then of the output cells.
        annotations: Text by annotation column; the row's own description as `description`.
    """

    number: int
    element: str
    cells: tuple[str, ...]
    tests: tuple[UnaryTest, ...]
    outputs: tuple[Expression | None, ...]
    annotations: Mapping[str, str]
    fixed: MatchedRow | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Table:
    """One decision, compiled; immutable, safe to share between threads.

    Attributes:
        key: The decision's id.
        annotations: Names of the annotation columns, left to right.
    """

    file: str
    key: str
    name: str
    hit_policy: HitPolicy
    aggregation: Aggregation | None
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    annotations: tuple[str, ...]
    rules: tuple[Rule, ...]
    index: tuple[ColumnIndex, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the columns."""
        columns = [
            index_column([rule.tests[column].coverage for rule in self.rules])
            for column in range(len(self.inputs))
        ]
        object.__setattr__(self, "index", tuple(columns))

    @property
    def names(self) -> frozenset[str]:
        """Every variable an input expression or a cell takes from the facts."""
        texts = [column.expression for column in self.inputs]
        texts += [cell for rule in self.rules for cell in rule.outputs if cell is not None]
        found = [text.names for text in texts] + [
            test.names for rule in self.rules for test in rule.tests
        ]
        return frozenset().union(*found)

    def decide(self, facts: Mapping[str, object], now: datetime | None = None) -> Decision:
        """What the table says about these facts; `Decision.matched` tells whether a row did.

        Raises:
            FeelError: `dmn.two_rows` (UNIQUE), `dmn.rows_differ` (ANY), `dmn.input`, `dmn.cell`,
                `dmn.output`; `facts` name file, decision, row and column.
        """
        run = Run(facts, now, MAX_DECISION_STEPS)
        values = [self._read(column, run) for column in self.inputs]
        rules = self._matching(values, run)
        return resolve(self, [rule.fixed or self._match(rule, run) for rule in rules])

    def _read(self, column: Input, run: Run) -> object:
        try:
            value = column.expression.work_out(run)
            if value is not None:
                _check_kind(column.kind, value)
                if column.allowed is not None and not column.allowed.accepts(run, value):
                    raise FeelError("值不在允许的范围内", code="feel.type")
        except FeelError as error:
            raise self._located(error, "dmn.input", column.element, column.label) from None
        return value

    def _matching(self, values: list[object], run: Run) -> list[Rule]:
        mask = (1 << len(self.rules)) - 1
        for index, value in zip(self.index, values, strict=True):
            mask &= index.rows(value)
        found = []
        while mask:
            lowest = mask & -mask
            mask ^= lowest
            rule = self.rules[lowest.bit_length() - 1]
            if self._accepts(rule, values, run):
                found.append(rule)
                if self.hit_policy == "FIRST":
                    break
        return found

    def _accepts(self, rule: Rule, values: list[object], run: Run) -> bool:
        for column, test in enumerate(rule.tests):
            if test.coverage is not None:
                continue
            try:
                if not test.accepts(run, values[column]):
                    return False
            except FeelError as error:
                label = self.inputs[column].label
                place = self._located(error, "dmn.cell", rule.cells[column], label)
                raise place.within("dmn.cell", row=rule.number) from None
        return True

    def _match(self, rule: Rule, run: Run) -> MatchedRow:
        found: dict[str, object] = {}
        for number, (column, cell) in enumerate(zip(self.outputs, rule.outputs, strict=True)):
            try:
                value = None if cell is None else cell.work_out(run)
                check_output(column, value)
            except FeelError as error:
                element = rule.cells[len(self.inputs) + number]
                place = self._located(error, "dmn.output", element, column.label)
                raise place.within("dmn.output", row=rule.number) from None
            found[column.name] = value
        return MatchedRow(rule.number, rule.element, found, rule.annotations)

    def _located(self, error: FeelError, code: str, element: str, column: str) -> FeelError:
        return error.within(code, file=self.file, decision=self.key, element=element, column=column)


def _check_kind(kind: str | None, value: object) -> None:
    if kind is not None and kind_of(value) != kind:
        raise FeelError(
            "该列是%(wanted)s，得到的是%(found)s",
            code="feel.type",
            wanted=label_of(kind),
            found=label_of(kind_of(value)),
        )


def check_output(column: Output, value: object) -> None:
    """Insist that an output has its column's kind and is one of the allowed; null is free."""
    if value is None:
        return
    _check_kind(column.kind, value)
    if column.allowed is not None and not column.allowed.test(value):
        raise FeelError("输出不在允许的范围内", code="feel.type")
