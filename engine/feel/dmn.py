"""Reading a decision table from DMN 1.1, 1.2 or 1.3, as Camunda Modeler and dmn-js save it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, get_args

from engine.feel.columns import read_input, read_output, with_kind
from engine.feel.elements import Element, Source
from engine.feel.limits import MAX_COLUMNS, MAX_RULES
from engine.feel.rows import DESCRIPTION, Columns, read_rule
from engine.feel.table import Aggregation, HitPolicy, Output, Table
from engine.feel.xml import read_xml

NAMESPACES: Final = (
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
    "http://www.omg.org/spec/DMN/20151101/dmn11.xsd",
    "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "https://www.omg.org/spec/DMN/20191111/MODEL/",
)
"""DMN 1.1 (both spellings), 1.2, 1.3."""
_POLICIES: Final[dict[str, HitPolicy]] = {policy: policy for policy in get_args(HitPolicy)}
_AGGREGATIONS: Final[dict[str, Aggregation]] = {name: name for name in get_args(Aggregation)}


def read_dmn(xml: bytes, file: str) -> Table:
    """The one decision table in a DMN file, every cell compiled.

    Args:
        xml: The file's bytes, at most 2 MB.
        file: Its name, for errors.

    Raises:
        FeelError: `dmn.…`; `facts` give file, decision, element (XML id), line and, for a cell,
            row, column, cell text and the inner `cause`; `position` counts within the cell.
    """
    root = read_xml(xml, file)
    source = Source(file, root.tag.partition("}")[0].lstrip("{"))
    if root.tag.rpartition("}")[2] != "definitions" or source.namespace not in NAMESPACES:
        source.refuse("dmn.file", "不是 DMN 1.1、1.2 或 1.3 的文件", root)
    _check_identifiers(source, root)
    decision = _decision(source, root)
    source = replace(source, decision=decision.get("id"))
    return _table(source, decision, _only(source, decision, "decisionTable"))


def _check_identifiers(source: Source, root: Element) -> None:
    seen: set[str] = set()
    for element in root.iter():
        identifier = element.get("id")
        if identifier is not None and identifier in seen:
            source.refuse("dmn.identifier", "id“%(found)s”重复", element, found=identifier[:60])
        seen.add(identifier or "")


def _decision(source: Source, root: Element) -> Element:
    decision = _only(source, root, "decision")
    if not (decision.get("id") or "").strip():
        source.refuse("dmn.identifier", "决策没有 id", decision)
    for requirement in source.children(decision, "informationRequirement"):
        if source.children(requirement, "requiredDecision"):
            source.refuse("dmn.unsupported", "不支持引用其他决策", decision)
    return decision


def _only(source: Source, parent: Element, tag: str) -> Element:
    found = source.children(parent, tag)
    if len(found) != 1:
        source.refuse(
            "dmn.decision",
            "应恰有一个 %(tag)s，现有 %(found)s 个",
            found[1] if found else parent,
            tag=tag,
            found=len(found),
        )
    return found[0]


def _table(source: Source, decision: Element, table: Element) -> Table:
    columns = _columns(source, table)
    rows = source.children(table, "rule")
    if not 1 <= len(rows) <= MAX_RULES:
        source.refuse(
            "dmn.rule", "行数应为 1 至 %(limit)s，现有 %(found)s", table,
            limit=MAX_RULES, found=len(rows),
        )  # fmt: skip
    rules = [read_rule(source, row, number, columns) for number, row in enumerate(rows, 1)]
    inputs = [
        with_kind(source, number, column, rules) for number, column in enumerate(columns.inputs)
    ]
    return Table(
        file=source.file,
        key=decision.get("id") or "",
        name=decision.get("name") or "",
        hit_policy=_hit_policy(source, table),
        aggregation=_aggregation(source, table, columns.outputs),
        inputs=tuple(inputs),
        outputs=tuple(columns.outputs),
        annotations=tuple(columns.annotations),
        rules=tuple(rules),
    )


def _columns(source: Source, table: Element) -> Columns:
    inputs = [read_input(source, element) for element in source.children(table, "input")]
    outputs = [read_output(source, element) for element in source.children(table, "output")]
    annotations = _annotation_names(source, table)
    for found in (inputs, outputs):
        if not 1 <= len(found) <= MAX_COLUMNS:
            source.refuse("dmn.column", "输入列与输出列各应为 1 至 %(limit)s", table,
                          limit=MAX_COLUMNS)  # fmt: skip
    names = [column.name for column in outputs]
    if len(set(names)) < len(names):
        source.refuse("dmn.column", "输出列名称重复", table)
    return Columns(inputs, outputs, annotations)


def _annotation_names(source: Source, table: Element) -> list[str]:
    elements = source.children(table, "annotation")
    names = [
        (element.get("name") or "").strip() or f"annotation_{number}"
        for number, element in enumerate(elements, 1)
    ]
    if len(names) > MAX_COLUMNS or len({*names, DESCRIPTION}) < len(names) + 1:
        source.refuse("dmn.column", "注释列过多或名称重复", table)
    return names


def _hit_policy(source: Source, table: Element) -> HitPolicy:
    found = table.get("hitPolicy") or "UNIQUE"
    if found not in _POLICIES:
        source.refuse("dmn.hit_policy", "命中策略“%(found)s”不支持", table, found=found[:40])
    return _POLICIES[found]


def _aggregation(source: Source, table: Element, outputs: Sequence[Output]) -> Aggregation | None:
    found = table.get("aggregation")
    if not found:
        return None
    if found not in _AGGREGATIONS or table.get("hitPolicy") != "COLLECT":
        source.refuse("dmn.aggregation", "汇总“%(found)s”不能用于此表", table, found=found[:40])
    if len(outputs) != 1:
        source.refuse("dmn.aggregation", "汇总的表只能有一个输出列", table)
    if found == "SUM" and outputs[0].kind not in (None, "number"):
        source.refuse("dmn.aggregation", "求和的输出列要是数字", table)
    return _AGGREGATIONS[found]
