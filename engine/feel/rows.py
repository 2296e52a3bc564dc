"""The rows of a decision table: every cell compiled, every constant output worked out once."""

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType

from engine.feel.elements import Element, Source
from engine.feel.errors import FeelError
from engine.feel.expression import Expression, compile_expression
from engine.feel.hits import MatchedRow
from engine.feel.table import Input, Output, Rule, check_output
from engine.feel.unary import UnaryTest, compile_unary

DESCRIPTION = "description"
"""The annotation key of a row's own description (dmn-js: the column "Annotations")."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns a row must fill."""

    inputs: Sequence[Input]
    outputs: Sequence[Output]
    annotations: Sequence[str]


def read_rule(source: Source, element: Element, number: int, columns: Columns) -> Rule:
    """Row `number` (from 1).

    Raises:
        FeelError: `dmn.rule` (too few or too many cells), `dmn.cell`, `dmn.output`.
    """
    cells = source.children(element, "inputEntry")
    results = source.children(element, "outputEntry")
    for found, wanted in ((cells, columns.inputs), (results, columns.outputs)):
        if len(found) != len(wanted):
            source.refuse(
                "dmn.rule",
                "这一行有 %(found)s 格，该有 %(wanted)s 格",
                element,
                row=number,
                found=len(found),
                wanted=len(wanted),
            )
    tests = [
        _test(source, cell, number, column.label)
        for cell, column in zip(cells, columns.inputs, strict=True)
    ]
    outputs = [
        _output(source, cell, number, column)
        for cell, column in zip(results, columns.outputs, strict=True)
    ]
    annotations = _annotations(source, element, columns.annotations)
    identifier = element.get("id") or ""
    fixed = _fixed(columns.outputs, outputs)
    return Rule(
        number,
        identifier,
        tuple(cell.get("id") or identifier for cell in (*cells, *results)),
        tuple(tests),
        tuple(outputs),
        annotations,
        None if fixed is None else MatchedRow(number, identifier, fixed, annotations),
    )


def _test(source: Source, cell: Element, row: int, column: str) -> UnaryTest:
    source.insist_on_feel(cell)
    text = source.text(cell)
    try:
        return compile_unary(text)
    except FeelError as error:
        place = source.place(cell)
        raise error.within("dmn.cell", **place, row=row, column=column, cell=text) from None


def _output(source: Source, cell: Element, row: int, column: Output) -> Expression | None:
    source.insist_on_feel(cell)
    text = source.text(cell)
    if not text.strip():
        return None
    try:
        expression = compile_expression(text)
        if expression.constant:
            check_output(column, expression.evaluate({}))
    except FeelError as error:
        place = source.place(cell)
        raise error.within("dmn.output", **place, row=row, column=column.label, cell=text) from None
    return expression


def _fixed(
    columns: Sequence[Output], outputs: Sequence[Expression | None]
) -> MappingProxyType[str, object] | None:
    """The outputs of a row that are the same in every case; lists are made anew each time."""
    found: dict[str, object] = {}
    for column, expression in zip(columns, outputs, strict=True):
        if expression is not None and not expression.constant:
            return None
        value = None if expression is None else expression.evaluate({})
        if isinstance(value, list | dict):
            return None
        found[column.name] = value
    return MappingProxyType(found)


def _annotations(
    source: Source, element: Element, names: Sequence[str]
) -> MappingProxyType[str, str]:
    entries = source.children(element, "annotationEntry")
    if len(entries) > len(names):
        source.refuse("dmn.rule", "注释格多于注释列", element)
    found = {name: source.text(entry).strip() for name, entry in zip(names, entries, strict=False)}
    description = source.children(element, DESCRIPTION)
    if description and (description[0].text or "").strip():
        found[DESCRIPTION] = (description[0].text or "").strip()
    return MappingProxyType(found)
