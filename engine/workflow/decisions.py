"""Business rule tasks: one decision table, asked with the routing values.

The outputs of the matching row become routing values. A table that collects rows gives each
output as a list, in the order of the rows; one that adds up gives the sum.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.feel import FeelError, Table, to_plain
from engine.rules.errors import WorkflowFault
from engine.workflow.routing import Value, freeze


@dataclass(frozen=True, slots=True)
class Answered:
    """What a table said at one element: the rows that matched, counted from 1, and its outputs."""

    element: str
    table: str
    rows: tuple[int, ...]
    outputs: Mapping[str, Value]


def decide(
    tables: Mapping[str, Table], decision: str, values: Mapping[str, Value], element: str
) -> Answered:
    """Return the outputs of table *decision* over *values*, and by which rows.

    Raises:
        WorkflowFault: ``decision.unknown`` or ``decision.failed``, with element and table.

    """
    table = tables.get(decision)
    if table is None:
        raise WorkflowFault("decision.unknown", element=element, table=decision)
    try:
        decided = table.decide(values)
        found = decided.outputs
        # an output that no row gave is null: a value of an earlier round must not stay behind
        nothing = {output.name: None for output in table.outputs}
        plain = nothing | (_plain(found) if isinstance(found, Mapping) else _columns(found))
    except FeelError as error:
        raise WorkflowFault(
            "decision.failed", element=element, table=decision, reason=error.code
        ) from error
    rows = tuple(row.number for row in decided.rows)
    return Answered(element, decision, rows, freeze(plain))


def _plain(outputs: Mapping[str, object]) -> dict[str, object]:
    return {name: to_plain(value) for name, value in outputs.items()}


def _columns(rows: Sequence[Mapping[str, object]]) -> dict[str, object]:
    """Turn collected rows into one list for each output."""
    columns: dict[str, list[object]] = {}
    for row in rows:
        for name, value in row.items():
            columns.setdefault(name, []).append(to_plain(value))
    return dict(columns)
