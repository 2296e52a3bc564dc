"""docs/law.md says of every rule what the table says."""

from pathlib import Path

import pytest

from engine.rules.deadline_rule import DeadlineRule, Origin, Unit
from tests.rules.law_tables import RULES

PAGE = (Path(__file__).parents[2] / "docs" / "law.md").read_text(encoding="utf-8")
LINES = [line for line in PAGE.splitlines() if line.startswith("| ")]
UNITS = {
    Unit.DAY: "日",
    Unit.WORKDAY: "个工作日",
    Unit.MONTH: "个月",
    Unit.YEAR: "年",
    Unit.HOUR: "小时",
}


def lines_of(rule: DeadlineRule) -> list[str]:
    """Return the page's lines for a rule; one that changed has several."""
    found = [line for line in LINES if line.startswith(f"| {rule.key} |")]
    if rule.effective_to:
        return [line for line in found if f"至 {rule.effective_to}）" in line]
    return [line for line in found if "至" not in line.split("|")[3]]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.key} {rule.effective_from}")
def test_every_rule_stands_on_the_page_with_its_source_and_length(rule):
    (line,) = lines_of(rule)
    length = f"{rule.length} {UNITS[rule.unit]}" if rule.unit in UNITS else "约定之日"
    cells = [cell.strip() for cell in line.strip("|").split("|")]
    assert cells[1] == rule.name_zh
    assert rule.instrument in cells[2]
    assert rule.article in cells[2]
    assert cells[3] == length
    assert cells[6] == ("可" if rule.pausable else "否")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.key} {rule.effective_from}")
def test_a_rule_that_nobody_read_says_so_on_the_page(rule):
    (line,) = lines_of(rule)
    checked = line.strip("|").split("|")[8].strip()
    if rule.origin is Origin.CENTRE:
        assert checked == "中心自定"
    else:
        assert checked == (str(rule.checked_on) if rule.verified else "**未核对**")


def test_the_page_knows_no_rule_that_the_table_has_not():
    keys = {line.split("|")[1].strip() for line in LINES if line.count("|") == 11}
    assert keys - {"编号"} == {rule.key for rule in RULES}


def test_the_page_says_that_it_is_no_legal_advice():
    assert "不构成法律意见" in PAGE
