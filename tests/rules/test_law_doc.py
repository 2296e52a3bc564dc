"""docs/law.md says of every rule what the table says."""

import re
from pathlib import Path

import pytest

from engine.rules.deadline_rule import DayEnd, DeadlineRule, Origin, Roll, Unit
from tests.rules.law_tables import KEYS, RULES, WARNINGS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "law.md").read_text(encoding="utf-8")
LINES = [line for line in PAGE.splitlines() if line.startswith("| ")]
UNITS = {
    Unit.DAY: "日",
    Unit.WORKDAY: "个工作日",
    Unit.MONTH: "个月",
    Unit.YEAR: "年",
    Unit.HOUR: "小时",
}
ENDS = {"fail": "视为不成", "ask": "由人决定", "climb": "责任上移", "remind": "提醒",
        "watch": "只作关注"}  # fmt: skip
LONGER = {"NO": "否", "PARTIES": "各方同意", "BOTH": "机构与各方同意", "APPROVAL": "批准"}
NUMBERS = {1: "一", 2: "两", 3: "三", 4: "四", 5: "五", 7: "七", 10: "十", 15: "十五"}
WHOSE = {
    "confirmation": "申请司法确认（PM-10）",
    "performance": "协议履行（C-PERFORM）",
    "centre": "其他中心内部期限",
    "default": "一般期限",
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
    assert cells[5].split("，")[0] == LONGER[rule.extendable]
    assert cells[6] == ("可" if rule.pausable else "否")
    assert cells[7] == ENDS[rule.on_expiry]


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


def test_the_page_names_the_rules_that_end_with_the_office_or_do_not_roll():
    (line,) = [line for line in PAGE.splitlines() if line.startswith("C-ROUTE、")]
    until_closed, rest = line.split(" 以末日办公时间结束为准")
    fixed = rest.split("。")[1].split(" 不顺延")[0]
    closing = {rule.key for rule in RULES if rule.day_end is DayEnd.CLOSE}
    assert set(until_closed.split("、")) == closing
    assert set(fixed.split("、")) == {rule.key for rule in RULES if rule.roll is Roll.NONE}
    assert {rule.roll for rule in RULES} == {Roll.NONE, Roll.WORKDAY}


def test_the_page_names_the_rules_no_procedure_uses():
    sources = [*ROOT.glob("workflows/*.*"), *ROOT.glob("engine/**/*.py")]
    used = "".join(each.read_text(encoding="utf-8") for each in sources)
    unused = {key for key in KEYS if not re.search(rf"(?<![\w-]){key}(?![\w-])", used)}
    (line,) = [line for line in PAGE.splitlines() if "系统不自动开始计算的：" in line]
    named = line.split("系统不自动开始计算的：")[1].split("。")[0]
    assert set(named.split("、")) == unused


def test_the_page_says_that_it_is_no_legal_advice():
    assert "不构成法律意见" in PAGE


@pytest.mark.parametrize("row", WARNINGS.rules, ids=lambda row: row.element)
def test_every_row_of_thresholds_stands_on_the_page_under_its_heading(row):
    names = [column.name for column in WARNINGS.outputs]
    cells = [None if cell is None else cell.evaluate({}) for cell in row.outputs]
    given = {name: int(cell) for name, cell in zip(names, cells, strict=True)}
    sensitive = row.element.startswith("warn_sensitive_")
    normal, heading = PAGE.split("## 三色预警")[1].split("## 预警阶梯")[0].split("### 敏感时期")
    part, whose = (heading if sensitive else normal), WHOSE[row.element.rpartition("_")[2]]
    said = [
        f"提前{NUMBERS[given[f'{colour}_workdays']]}个工作日"
        if whose == WHOSE["performance"]
        else f"剩余不超过 {given[f'{colour}_percent']}%，"
        f"并且不超过{NUMBERS[given[f'{colour}_workdays']]}个工作日"
        for colour in ("yellow", "orange")
    ]
    assert f"| {whose} | {said[0]} | {said[1]} |" in part
    short = [f"剩余不超过 {given[f'short_{colour}_percent']}%" for colour in ("yellow", "orange")]
    days = NUMBERS[given["short_workdays"]]
    assert f"| {days}个工作日以内的期限 | {short[0]} | {short[1]} |" in part
    assert f"至少提前{NUMBERS[given['orange_office_minutes'] // 60]}个办公小时" in part


def test_the_page_knows_no_thresholds_that_the_table_has_not():
    part = PAGE.split("## 三色预警")[1].split("## 预警阶梯")[0]
    kinds = [line.split("|")[1].strip() for line in part.splitlines() if line.startswith("| ")]
    assert sorted({*kinds} - {"期限", "两个工作日以内的期限"}) == sorted(WHOSE.values())
