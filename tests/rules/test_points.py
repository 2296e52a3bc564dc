"""Points: docs/law.md says what the tables say; doubling; rows nobody can use."""

from decimal import Decimal
from pathlib import Path

import pytest

from engine.rules.errors import Invalid
from engine.rules.points import multiplier, rule_from_row
from tests.rules.law_tables import table

PAGE = (Path(__file__).parents[2] / "docs" / "law.md").read_text(encoding="utf-8")
ROWS = [
    dict(zip([column.name for column in each.outputs], values, strict=True))
    for each in (table("points"),)
    for row in each.rules
    for values in [[None if cell is None else cell.evaluate({}) for cell in row.outputs]]
]
MONTHS = [
    (row.outputs[0].evaluate({}), row.outputs[4].evaluate({}))
    for row in table("sanctions").rules
    if row.outputs[0] and row.outputs[4]
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["rule"])
def test_every_points_rule_stands_on_the_page_with_its_points(row):
    rule = rule_from_row(row)
    (line,) = [line for line in PAGE.splitlines() if line.startswith(f"| {rule.key} |")]
    said = f"{rule.base:+}".replace("-", "−")
    assert line.split("|")[3].strip() == said
    assert rule.source


@pytest.mark.parametrize(("rule", "months"), MONTHS)
def test_every_sanction_rule_stands_on_the_page_with_its_length(rule, months):
    (line,) = [line for line in PAGE.splitlines() if line.startswith(f"| {rule} |")]
    assert line.split("|")[4].strip() == f"{months} 个月"


def test_each_failure_doubles_the_whole():
    rule = rule_from_row({**ROWS[0], "base": Decimal("-0.25"), "doubles": True})
    whole, seen = rule.base * multiplier(rule, 0), []
    for times in (1, 2, 3):
        whole += rule.base * multiplier(rule, times)
        seen.append(whole)
    assert seen == [Decimal("-0.50"), Decimal("-1.00"), Decimal("-2.00")]


@pytest.mark.parametrize(
    ("change", "column"),
    [({"base": Decimal("0.001")}, "base"), ({"base": Decimal(0)}, "base"),
     ({"base": True}, "base"), ({"unit": "village"}, "unit"), ({"rule": None}, "rule")],
)  # fmt: skip
def test_a_row_nobody_can_use_is_named_by_its_column(change, column):
    with pytest.raises(Invalid) as refused:
        rule_from_row({**ROWS[0], **change})
    assert list(refused.value.fields) == [column]
