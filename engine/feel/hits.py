"""What the matching rows of a table amount to, by its hit policy."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Protocol

from engine.feel.errors import FeelError
from engine.feel.functions import FUNCTIONS
from engine.feel.run import Run
from engine.feel.values import same


@dataclass(frozen=True, slots=True)
class MatchedRow:
    """A row that matched: its number from 1, its XML id, its outputs, its annotations."""

    number: int
    element: str
    outputs: Mapping[str, object]
    annotations: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Decision:
    """What a table said.

    Attributes:
        outputs: Values by output name; all None when no row matched. COLLECT without
            aggregation: a list of such mappings, one per row, in the table's order. With SUM,
            MIN, MAX: the one aggregated output, None when no row matched; COUNT: then 0.
        rows: The rows that matched, in the table's order (FIRST: only the first).
    """

    outputs: Mapping[str, object] | list[Mapping[str, object]]
    rows: tuple[MatchedRow, ...]

    @property
    def matched(self) -> bool:
        """Whether any row matched."""
        return bool(self.rows)

    def __getitem__(self, name: str) -> object:
        """One output by its name; not for COLLECT without aggregation."""
        if isinstance(self.outputs, list):
            raise TypeError("a collected decision has a list of outputs")
        return self.outputs[name]


class Policy(Protocol):
    """What resolving needs to know of a table."""

    @property
    def file(self) -> str:
        """The file's name."""

    @property
    def key(self) -> str:
        """The decision's id."""

    @property
    def hit_policy(self) -> str:
        """One of UNIQUE, FIRST, ANY, COLLECT."""

    @property
    def aggregation(self) -> str | None:
        """One of SUM, MIN, MAX, COUNT, or None."""

    @property
    def outputs(self) -> Sequence["Named"]:
        """The output columns."""


class Named(Protocol):
    """Something with a name."""

    @property
    def name(self) -> str:
        """The name."""


def resolve(policy: Policy, rows: Sequence[MatchedRow]) -> Decision:
    """The decision from the matching rows.

    Raises:
        FeelError: `dmn.two_rows`, `dmn.rows_differ`, `dmn.output` (nothing to add up).
    """
    matched = tuple(rows)
    if policy.hit_policy == "COLLECT":
        return Decision(_collected(policy, matched), matched)
    if not matched:
        return Decision(dict.fromkeys(column.name for column in policy.outputs), ())
    if len(matched) > 1:
        _insist_on_one(policy, matched)
    return Decision(matched[0].outputs, matched)


def _insist_on_one(policy: Policy, rows: tuple[MatchedRow, ...]) -> None:
    first = rows[0]
    if policy.hit_policy == "UNIQUE":
        raise _rows_error(policy, "第 %(rows)s 行同时符合，UNIQUE 只许一行", "dmn.two_rows", rows)
    for other in rows[1:]:
        if not same(dict(first.outputs), dict(other.outputs)):
            raise _rows_error(
                policy, "第 %(rows)s 行同时符合而输出不同", "dmn.rows_differ", (first, other)
            )


def _rows_error(policy: Policy, message: str, code: str, rows: tuple[MatchedRow, ...]) -> FeelError:
    return FeelError(
        message,
        code=code,
        file=policy.file,
        decision=policy.key,
        element=rows[1].element,
        elements=tuple(row.element for row in rows),
        numbers=tuple(row.number for row in rows),
        rows="、".join(str(row.number) for row in rows),
    )


def _collected(
    policy: Policy, rows: tuple[MatchedRow, ...]
) -> Mapping[str, object] | list[Mapping[str, object]]:
    if policy.aggregation is None:
        return [row.outputs for row in rows]
    name = policy.outputs[0].name
    if policy.aggregation == "COUNT":
        return {name: Decimal(len(rows))}
    if not rows:
        return {name: None}
    try:
        values = [row.outputs[name] for row in rows]
        return {name: _AGGREGATES[policy.aggregation](Run({}, None), values)}
    except FeelError as error:
        raise error.within(
            "dmn.output", file=policy.file, decision=policy.key, element=policy.key, column=name
        ) from None


_AGGREGATES: Final[Mapping[str, Callable[..., object]]] = {
    "SUM": FUNCTIONS["sum"].apply,
    "MIN": FUNCTIONS["min"].apply,
    "MAX": FUNCTIONS["max"].apply,
}
