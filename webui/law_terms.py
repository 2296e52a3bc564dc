"""The codes of law tables in words, and their cells as people read them."""

import re
from collections.abc import Mapping

from webui.terms import TERMS
from webui.translate import LazyString, gettext
from webui.translate import lazy_gettext as _

ROLLS = {
    "WORKDAY": _("遇休息日顺延到工作日"),
    "HOLIDAY_ONLY": _("只遇法定假日顺延"),
    "NONE": _("不顺延"),
}
SHORT_ROLLS = {"WORKDAY": _("工作日"), "HOLIDAY_ONLY": _("法定假日"), "NONE": _("不顺延")}
DAY_ENDS = {"24:00": _("当日二十四时"), "close of business": _("当日下班时")}
EXTENDABLE = {
    "NO": _("不能延长"),
    "PARTIES": _("当事人同意"),
    "APPROVAL": _("审批"),
    "BOTH": _("当事人同意并审批"),
}
ORIGINS = {"LAW": _("法律规定"), "CENTRE": _("本中心规则")}
AUDIENCES = {
    "handler": _("承办人"),
    "office_leader": _("调委会主任"),
    "parent_supervisor": _("上一级督办员"),
    "leader": _("包案领导"),
}
MEASURED = {"office": _("单位"), "person": _("个人")}
BY_HAND = {"ByHand": _("手工登记")}
RESULTS = {
    "agreed_written": _("达成书面协议"),
    "agreed_oral": _("达成口头协议"),
    "unreachable": _("联系不上"),
    "refused": _("拒绝调解"),
}
PROCEDURES = {"summary": _("简易程序"), "public_order_second": _("治安案件再次调解")}
# headings of the shipped tables, so that the catalogue has them
COLUMNS = (
    _("纠纷等级"),
    _("颜色"),
    _("届满后"),
    _("告知"),
    _("隔几个办公小时再提醒"),
    _("至多再提醒几次"),
    _("事件"),
    _("发生之日"),
    _("督办牌"),
    _("逾期"),
    _("结果"),
    _("检查方式"),
    _("指定规则"),
    _("已改好"),
    _("规则编号"),
    _("名称"),
    _("分值"),
    _("记给"),
    _("未改好加倍"),
    _("手工登记"),
    _("出处"),
    _("施行起"),
    _("施行止"),
    _("考核之日"),
    _("按期办结率 %"),
    _("当月逾期案件"),
    _("特大逾期"),
    _("涉亡逾期"),
    _("六个月内警示"),
    _("十二个月内黄牌"),
    _("措施"),
    _("为期（月）"),
    _("规则"),
    _("渠道"),
    _("来源"),
    _("敏感时期"),
    _("黄：剩余不超过 %"),
    _("黄：剩余工作日"),
    _("橙：剩余不超过 %"),
    _("橙：剩余工作日"),
    _("橙：至少提前（办公分钟）"),
    _("短期限：不超过工作日"),
    _("短期限黄 %"),
    _("短期限橙 %"),
)
# column (its variable or its name) → the code sets its texts may come from
_SETS: Mapping[str, tuple[Mapping[str, LazyString], ...]] = {
    "grade": (TERMS["grade"],),
    "colour": (TERMS["colour"],),
    "on_expiry": (TERMS["on_expiry"],),
    "channel": (TERMS["channel"],),
    "category": (TERMS["category"],),
    "source": (TERMS["source"],),
    "level": (TERMS["level"],),
    "body_kind": (TERMS["office_kind"],),
    "violence": (TERMS["violence"],),
    "outcome": (TERMS["outcome"],),
    "result": (TERMS["outcome"], RESULTS),
    "procedure": (PROCEDURES,),
    "card": (TERMS["card"],),
    "check_kind": (TERMS["check_kind"],),
    "kind": (TERMS["sanction"], TERMS["event"], BY_HAND),
    "origin": (ORIGINS,),
    "roll": (ROLLS,),
    "extendable": (EXTENDABLE,),
    "day_end": (DAY_ENDS,),
    "audiences": (AUDIENCES,),
    "unit": (MEASURED, TERMS["unit"]),
}
_TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"')
_LIST = re.compile(rf"{_TEXT.pattern}(, *{_TEXT.pattern})*")
_DATE = re.compile(r'date\("(\d{4}-\d\d-\d\d)"\)')
_SIMPLE: Mapping[str, LazyString] = {
    "-": _("不限"),
    "": _("不限"),
    "true": _("是"),
    "false": _("否"),
    "null": _("—"),
}


def known_values(column: str) -> list[tuple[str, str]]:
    """Return the codes a column of that name may hold, with their words."""
    return [(code, str(words)) for each in _SETS.get(column, ()) for code, words in each.items()]


def code_words(column: str, code: str) -> str:
    """Return one code of a column in words; several in one text are joined; else the text."""
    parts = [_one(column, each) for each in code.split(",")]
    return gettext("、").join(str(each) for each in parts if each) if all(parts) else code


def _one(column: str, code: str) -> str | None:
    for words in _SETS.get(column, ()):
        if code in words:
            return str(words[code])
    return None


def cell_words(column: str, text: str) -> str:
    """Return a cell as people read it: codes in words, days bare, a dash for what is free."""
    bare = text.strip()
    if bare in _SIMPLE:
        return str(_SIMPLE[bare])
    if span := _span(bare):
        return span
    if _LIST.fullmatch(bare):
        return gettext("、").join(code_words(column, each) for each in _TEXT.findall(bare))
    bare = _DATE.sub(lambda found: found[1], bare)
    words = _TEXT.sub(lambda found: code_words(column, found[1]), bare)
    return (
        words.replace("not(", gettext("除外：")).rstrip(")") if bare.startswith("not(") else words
    )


def _span(text: str) -> str:
    """Return a cell that asks for days as «自…起», «至…止»; empty for any other."""
    days = _DATE.findall(text)
    pattern = _DATE.sub("D", text).replace(" ", "")
    if pattern == ">=D":
        return gettext("%(day)s 起", day=days[0])
    if pattern == "<=D":
        return gettext("%(day)s 止", day=days[0])
    return (
        gettext("%(first)s 至 %(last)s", first=days[0], last=days[1]) if pattern == "[D..D]" else ""
    )
