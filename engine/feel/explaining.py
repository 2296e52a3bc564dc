"""Why a table decides as it does: of every row, which of its cells the case does not fit."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from engine.feel.errors import FeelError
from engine.feel.hits import Decision
from engine.feel.table import Table


@dataclass(frozen=True, slots=True)
class RowAnswer:
    """One row: its number from 1, its XML id, and the columns (from 0) the case does not fit.

    ``taken`` says that the row is among those the table answers with: under FIRST a row may fit
    and still not be taken.
    """

    number: int
    element: str
    misses: tuple[int, ...]
    taken: bool

    @property
    def fits(self) -> bool:
        """Whether every cell accepts the case."""
        return not self.misses


@dataclass(frozen=True, slots=True)
class Explained:
    """A decision (None: refused by ``fault``) with the answer of every row."""

    values: tuple[object, ...]
    decision: Decision | None
    rows: tuple[RowAnswer, ...]
    fault: FeelError | None = None


def explain(table: Table, facts: Mapping[str, object], now: datetime | None = None) -> Explained:
    """Decide, and say of every row why.

    Raises:
        FeelError: an input or a cell cannot be worked out. That several rows match where only
            one may is ``fault``.
    """
    values = tuple(column.expression.evaluate(facts, now) for column in table.inputs)
    decision, fault = None, None
    try:
        decision = table.decide(facts, now)
    except FeelError as error:
        if error.code not in ("dmn.two_rows", "dmn.rows_differ"):
            raise
        fault = error
    taken = {row.number for row in decision.rows} if decision else set()
    rows = [
        RowAnswer(
            row.number, row.element, _misses(table, row.number, values, facts), row.number in taken
        )
        for row in table.rules
    ]
    return Explained(values, decision, tuple(rows), fault)


def _misses(
    table: Table, number: int, values: tuple[object, ...], facts: Mapping[str, object]
) -> tuple[int, ...]:
    tests = table.rules[number - 1].tests
    return tuple(
        column
        for column, (test, value) in enumerate(zip(tests, values, strict=True))
        if not test.test(value, facts)
    )
