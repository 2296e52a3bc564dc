"""The columns of a decision table as a file declares them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from engine.feel.elements import Element, Source
from engine.feel.errors import FeelError
from engine.feel.expression import compile_expression
from engine.feel.table import Input, Output, Rule
from engine.feel.unary import UnaryTest, compile_unary
from engine.feel.values import label_of

_TYPES: Final[dict[str, str | None]] = {
    "string": "string",
    "number": "number",
    "integer": "number",
    "long": "number",
    "double": "number",
    "decimal": "number",
    "boolean": "boolean",
    "date": "date",
    "dateTime": "date and time",
    "date and time": "date and time",
    "dayTimeDuration": "duration",
    "days and time duration": "duration",
    "Any": None,
    "any": None,
}


def read_input(source: Source, element: Element) -> Input:
    """An input column.

    Raises:
        FeelError: `dmn.column`, `dmn.input`, `dmn.unsupported`.
    """
    found = source.children(element, "inputExpression")
    text = source.text(found[0]) if found else ""
    label = element.get("label") or text.strip() or (element.get("id") or "")
    if not text.strip():
        source.refuse("dmn.column", "输入列没有表达式", element, column=label)
    source.insist_on_feel(found[0])
    try:
        expression = compile_expression(text)
    except FeelError as error:
        place = source.place(element)
        raise error.within("dmn.input", **place, column=label, cell=text) from None
    type_ref, kind = _type(source, element, found[0].get("typeRef"), label)
    allowed = _allowed(source, element, "inputValues", label)
    return Input(element.get("id") or "", label, expression, type_ref, kind, allowed)


def read_output(source: Source, element: Element) -> Output:
    """An output column.

    Raises:
        FeelError: `dmn.column`, `dmn.unsupported`.
    """
    name = (element.get("name") or "").strip()
    label = element.get("label") or name
    if not name:
        source.refuse("dmn.column", "输出列没有名称", element, column=label or None)
    if source.children(element, "defaultOutputEntry"):
        source.refuse("dmn.unsupported", "不支持默认输出，请写成最后一行", element, column=label)
    type_ref, kind = _type(source, element, element.get("typeRef"), label)
    allowed = _allowed(source, element, "outputValues", label)
    return Output(element.get("id") or "", name, label, type_ref, kind, allowed)


def _type(
    source: Source, element: Element, type_ref: str | None, label: str
) -> tuple[str | None, str | None]:
    if not type_ref:
        return None, None
    # `feel:string` in DMN 1.1; a namespace in braces in some tools.
    name = type_ref.rpartition("}")[2].rpartition(":")[2].strip()
    if name not in _TYPES:
        source.refuse(
            "dmn.column", "类型“%(found)s”不支持", element, column=label, found=type_ref[:60]
        )
    return type_ref, _TYPES[name]


def _allowed(source: Source, element: Element, tag: str, label: str) -> UnaryTest | None:
    found = source.children(element, tag)
    text = source.text(found[0]) if found else ""
    if not text.strip():
        return None
    source.insist_on_feel(found[0])
    try:
        return compile_unary(text)
    except FeelError as error:
        place = source.place(found[0])
        raise error.within("dmn.column", **place, column=label, cell=text) from None


def with_kind(source: Source, column: int, read: Input, rules: Sequence[Rule]) -> Input:
    """The column with the kind its cells have, where it declares none; all must agree.

    Raises:
        FeelError: `dmn.cell`: a cell of another kind, which could never match.
    """
    kind = read.kind
    for rule in rules:
        coverage = rule.tests[column].coverage
        found = None if coverage is None else coverage.kind
        if found is None or found == kind:
            continue
        if kind is not None:
            raise FeelError(
                "该列是%(wanted)s，这一格是%(found)s",
                0,
                "dmn.cell",
                wanted=label_of(kind),
                found=label_of(found),
                file=source.file,
                decision=source.decision,
                element=rule.cells[column],
                row=rule.number,
                column=read.label,
                cell=rule.tests[column].text,
            )
        kind = found
    return replace(read, kind=kind)
