"""The law tables as they are published, read the way the engine reads them."""

from datetime import date
from pathlib import Path

from engine.feel import Table, read_dmn
from engine.rules.deadline_rule import DeadlineRule, rule_from_row

LAW = Path(__file__).parents[2] / "workflows" / "law"


def table(name: str) -> Table:
    """Return one of the two tables."""
    file = LAW / f"{name}.dmn"
    return read_dmn(file.read_bytes(), file.name)


DEADLINES = table("deadlines")
WARNINGS = table("warnings")


def rule_on(key: str, opened_on: date) -> DeadlineRule:
    """Return the rule in force for a clock opened that day."""
    decision = DEADLINES.decide({"rule": key, "opened_on": opened_on})
    assert decision.matched, f"{key} is not in force on {opened_on}"
    return rule_from_row(decision.outputs)


def all_rules() -> list[DeadlineRule]:
    """Return every row, whatever its dates."""
    rows = []
    for row in DEADLINES.rules:
        values = [None if cell is None else cell.evaluate({}) for cell in row.outputs]
        names = [column.name for column in DEADLINES.outputs]
        rows.append(rule_from_row(dict(zip(names, values, strict=True))))
    return rows


RULES = all_rules()
KEYS = tuple(dict.fromkeys(rule.key for rule in RULES))
