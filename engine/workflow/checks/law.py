"""The law tables: rows that can be used, do not overlap, and are there for what asks for them."""

from collections.abc import Iterable, Iterator

from engine.feel import Table
from engine.rules.colours import thresholds_from_row
from engine.rules.deadline_table import RuleRow, gaps, overlaps, rows_of
from engine.rules.errors import Invalid
from engine.workflow.checks.findings import WARNING, Finding, Known

DEADLINES = "law/deadlines.dmn"
WARNINGS = "law/warnings.dmn"
LAW = "law/"
ASKS = "rule"  # an output of this name, or one that ends with it, names a time limit


def check_law(tables: Iterable[Table], known: Known) -> Iterator[Finding]:
    """Yield what is wrong with the law tables among *tables*, and answers that name no limit."""
    for table in tables:
        if table.file == DEADLINES:
            yield from _deadlines(table, known)
        elif table.file == WARNINGS:
            yield from _warnings(table)
        elif not table.file.startswith(LAW) and known.clocks is not None:
            yield from _answers(table, known.clocks)


def _deadlines(table: Table, known: Known) -> Iterator[Finding]:
    labels = {output.name: output.label for output in table.outputs}
    rows = rows_of(table)
    for row in rows:
        for column, code in row.faults.items():
            facts = {"column": labels.get(column, column)}
            yield Finding(table.file, row.element, _name(row), code, facts)
        start = row.rule.start_event if row.rule else None
        if start is not None and known.starts is not None and start not in known.starts:
            yield Finding(table.file, row.element, _name(row), "law.start", {"event": start})
    for one, other in overlaps(rows):
        facts = {"rows": f"{one.number}、{other.number}"}
        yield Finding(table.file, other.element, _name(other), "law.overlap", facts)
    for one, other in gaps(rows):
        facts = {"rows": f"{one.number}、{other.number}"}
        yield Finding(table.file, other.element, _name(other), "law.gap", facts, WARNING)


def _name(row: RuleRow) -> str:
    return f"{row.rule.key} {row.rule.name_zh}" if row.rule else f"第 {row.number} 行"


def _warnings(table: Table) -> Iterator[Finding]:
    labels = {output.name: output.label for output in table.outputs}
    for row in table.rules:
        if row.fixed is None:
            continue
        try:
            thresholds_from_row(row.fixed.outputs)
        except Invalid as error:
            name = row.annotations.get("description", "")[:60]
            for column, code in error.fields.items():
                facts = {"column": labels.get(column, column)}
                yield Finding(table.file, row.element, name, str(code), facts)


def _answers(table: Table, clocks: frozenset[str]) -> Iterator[Finding]:
    """A table may answer with a limit nobody knows: the case would stop there."""
    names = [each.name for each in table.outputs if each.name.endswith(ASKS)]
    for row in table.rules:
        for name in names:
            key = row.fixed.outputs.get(name) if row.fixed else None
            if isinstance(key, str) and key and key not in clocks:  # "": no limit
                yield Finding(table.file, row.element, table.name, "clock.unknown", {"clock": key})
