"""「为什么是这一天」 as a page says it: every step of the arithmetic as a line with its article.

The sentences are those of the command line (engine/commands/deadline_words.py), their days
written as pages write them. A step that did nothing says so. Source: docs/law.md.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from engine.rules.calendar import OFFICE_ZONE, ONE_DAY, DayKind
from engine.rules.deadline_rule import DayEnd, Roll, Unit
from engine.rules.deadlines import Step
from webui import approval_words
from webui.formatting import day as day_words
from webui.formatting import due as due_words
from webui.formatting import instant
from webui.frame import today
from webui.start_words import KINDS, start_word
from webui.translate import LazyString, gettext, ngettext
from webui.translate import lazy_gettext as _

Params = Mapping[str, object]
TITLES: Mapping[str, LazyString] = {
    "basis": _("依据"),
    "start": _("起算"),
    "count": _("届满"),
    "pause": _("暂停"),
    "extend": _("延长"),
    "roll": _("顺延"),
    "cut": _("截短"),
    "result": _("结果"),
}
LAW_201 = _("民法典第二百零一条：开始的当日不计")
LAW_HOURS = _("民法典第二百零一条：按小时的，从规定的时刻起算")
LAW_202 = _("民法典第二百零二条：到期月的对应日为末日")
LAW_203 = _("民法典第二百零三条第一款")
LAW_END = _("民法典第二百零三条第二款")
OUR_READING = _("从未顺延的末日接着算是我们的理解，未见明文")
OF_THE_CENTRE = _("本中心规则：内部责任期限不晚于法定期限")


@dataclass(frozen=True, slots=True)
class Line:
    """One line: title, sentence, what it rests on, the running day and a small word below it.

    ``more`` are further lines under the sentence: papers, who decided, what was asked for.
    """

    code: str
    title: str
    text: str
    law: str = ""
    day: str = "—"
    small: str = ""
    more: tuple[str, ...] = ()


def line(step: Step) -> Line:
    """Return one step of the arithmetic as a line."""
    said = _LINES[step.code](step.params, step.day)
    return replace(said, code=step.code, title=str(TITLES[step.code]))


def length(params: Params) -> str:
    """Return a period's length in its unit; an agreed day has none."""
    unit = Unit(str(params["unit"]))
    if unit is Unit.DATE:
        return gettext("按约定日期")
    return approval_words.length(_number(params["length"]), unit)


def days_more(count: int) -> str:
    """Return «＋10 日», the small word under a day that was moved."""
    return ngettext("＋%(num)d 日", "＋%(num)d 日", count)


def named(value: date) -> str:
    """Return a day as a sentence says it: with its weekday, and its year where that differs."""
    return day_words(value, today())


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _said(text: str, law: object = "", day: date | None = None, small: str = "") -> Line:
    return Line("", "", text, str(law), named(day) if day else "—", small)


def _basis(params: Params, _day: date | None) -> Line:
    asked = length(params)
    mark = "" if params["verified"] else gettext("（条文未核对）")
    text = gettext("%(length)s%(mark)s", length=asked, mark=mark)
    law = f"{params['instrument']} {params['article']}".strip()
    return replace(_said(text, law), day=asked)


def _start(params: Params, day: date | None) -> Line:
    event = start_word(params["event"])
    first, at = params.get("first"), params["at"]
    exact = isinstance(at, datetime) and f"{at.astimezone(OFFICE_ZONE):%H:%M}" != "00:00"
    when = instant(at, today()) if exact and isinstance(at, datetime) else named(day) if day else ""
    if isinstance(first, date):
        facts = {"day": when, "event": event, "first": named(first)}
        text = gettext("%(day)s %(event)s，当日不计，从 %(first)s起算。", **facts)
        return _said(text, LAW_201, first, gettext("第 1 日"))
    if exact:
        text = gettext("%(at)s %(event)s，从这一时刻起算。", at=when, event=event)
        return _said(text, LAW_HOURS, day)
    return _said(gettext("%(day)s %(event)s。", day=when, event=event), "", day)


def _count(params: Params, day: date | None) -> Line:
    unit = Unit(str(params["unit"]))
    if day is None:
        return _said(length(params))
    said = {
        Unit.DAY: gettext("连续数 %(length)s，节假日照数，到 %(day)s。", **_to(params, day)),
        Unit.WORKDAY: gettext("只数工作日，数 %(length)s，到 %(day)s。", **_to(params, day)),
        Unit.DATE: gettext("按约定日期，到 %(day)s。", day=named(day)),
    }
    text = said.get(unit) or gettext("%(length)s，到 %(day)s。", **_to(params, day))
    law = LAW_202 if unit in (Unit.MONTH, Unit.YEAR) else ""
    numbered = unit in (Unit.DAY, Unit.WORKDAY)
    small = gettext("第 %(num)d 日", num=_number(params["length"])) if numbered else ""
    return _said(text, law, day, small)


def _to(params: Params, day: date) -> dict[str, str]:
    return {"length": length(params), "day": named(day)}


def _pause(params: Params, day: date | None) -> Line:
    first, until = params.get("from_on"), params.get("to_on")
    if not isinstance(first, date):
        return _said(gettext("无。") if params["pausable"] else gettext("无（依规定不能暂停）。"))
    if not isinstance(until, date):
        return _said(gettext("%(day)s起暂停，还没有恢复。", day=named(first)))
    until_words, days = named(until - ONE_DAY), _number(params["days"])
    text = gettext("%(first)s起至 %(last)s止不计", first=named(first), last=until_words)
    if days:
        text += ngettext("，扣除 %(num)d 日", "，扣除 %(num)d 日", days)
    if day:
        text += gettext("，末日移到 %(day)s", day=named(day))
    return _said(text + gettext("。"), "", day, days_more(days) if days else "")


def _extend(params: Params, day: date | None) -> Line:
    if not params["length"]:
        never = params["extendable"] == "NO"
        return _said(gettext("无（依规定不能延长）。") if never else gettext("无。"))
    more = length(params)
    text = gettext("%(length)s，从未顺延的原末日接着算", length=more)
    if day:
        text += gettext("，末日移到 %(day)s", day=named(day))
    return _said(text + gettext("。"), OUR_READING, day, gettext("＋%(length)s", length=more))


def _roll(params: Params, day: date | None) -> Line:
    kind, name = str(KINDS[DayKind(str(params["kind"]))]), str(params["name"])
    what = gettext("%(kind)s（%(name)s）", kind=kind, name=name) if name else kind
    days = _number(params["days"])
    if days and day:
        facts = {"what": what, "day": named(day)}
        text = ngettext(
            "末日是%(what)s，顺延 %(num)d 日，到 %(day)s。",
            "末日是%(what)s，顺延 %(num)d 日，到 %(day)s。",
            days,
            **facts,
        )
        return _said(text, LAW_203, day, days_more(days))
    if params["roll"] == Roll.NONE:
        return _said(gettext("依规定不顺延。"))
    return _said(gettext("末日是%(what)s，不顺延。", what=what), LAW_203)


def _cut(params: Params, day: date | None) -> Line:
    if day is None:
        return _said(gettext("不得晚于 %(by)s。", by=params["by"]), OF_THE_CENTRE)
    text = gettext("不得晚于 %(by)s 的末日 %(day)s。", by=params["by"], day=named(day))
    return _said(text, OF_THE_CENTRE, day)


def _result(params: Params, day: date | None) -> Line:
    stopped, due_at = params.get("paused_from"), params.get("due_at")
    if isinstance(stopped, date):
        text = gettext("%(day)s起暂停，恢复后再算。", day=named(stopped))
        return replace(_said(text), day=gettext("恢复后计算"))
    if day is None or not isinstance(due_at, datetime):
        return _said("—")
    text = gettext("%(when)s 届满", when=due_words(due_at, today()))
    if params.get("provisional"):
        text += gettext("（暂定：该年放假安排尚未公布）")
    law = LAW_END if params.get("day_end") == DayEnd.MIDNIGHT else ""
    return _said(text, law, day)


_LINES: Mapping[str, Callable[[Params, date | None], Line]] = {
    "basis": _basis,
    "start": _start,
    "count": _count,
    "pause": _pause,
    "extend": _extend,
    "roll": _roll,
    "cut": _cut,
    "result": _result,
}
