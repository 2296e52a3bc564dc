"""「为什么是这一天」 for a terminal: the steps of the arithmetic as Chinese lines."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from engine.rules.calendar import OFFICE_ZONE, ONE_DAY, DayKind, WorkCalendar
from engine.rules.deadline_rule import DayEnd, Unit
from engine.rules.deadlines import Step
from engine.usecases.reckoning import Reckoned

WEEKDAYS = "一二三四五六日"
TITLES = {
    "basis": "依据",
    "start": "起算",
    "count": "届满",
    "pause": "暂停",
    "extend": "延长",
    "roll": "顺延",
    "cut": "截短",
    "result": "结果",
}
UNITS = {
    Unit.DAY: "日",
    Unit.WORKDAY: "个工作日",
    Unit.MONTH: "个月",
    Unit.YEAR: "年",
    Unit.HOUR: "小时",
}
STARTS = {
    "accepted": "受理",
    "act_known": "知道行政行为",
    "agreed_day": "约定之日",
    "agreement_in_force": "协议生效",
    "application_received": "收到申请（投诉）",
    "case_closed": "办结",
    "complaint_received": "收到投诉",
    "confirmation_accepted": "法院受理",
    "confirmation_applied": "提出确认申请",
    "correction_notice_received": "收到补正通知",
    "duty_at_county": "责任到县级",
    "duty_at_town": "责任到镇级",
    "duty_at_village": "责任到村级",
    "finding_due": "整改限期",
    "finding_reported": "报告整改",
    "first_session": "首次调解",
    "handed_over": "交办（移交）",
    "material_signed_for": "签收法院材料",
    "mediation_ended": "调解结束",
    "notice_received": "收到通知",
    "order_issued": "发出或退回督办单",
    "order_known": "知道或应当知道",
    "order_received": "收到裁定",
    "order_replied": "回复督办单",
    "order_sent": "发出督办单",
    "performance_due": "约定的履行日",
    "performance_ended": "履行期限最后一日",
    "petition_received": "收到信访事项",
    "police_case_filed": "立案",
    "reexamination_requested": "收到复核请求",
    "registered": "登记",
    "reply_received": "收到答复",
    "review_requested": "收到复查请求",
    "risk_noticed": "发现风险",
    "step_opened": "步骤开始",
    "traffic_start_day": "法定起算日",
    "transfer_received": "收到转送",
    "urged": "催办",
    "visit_done": "回访完成",
    "visit_unsatisfied": "回访不满意",
}
KINDS = {
    DayKind.WORK: "工作日",
    DayKind.MAKEUP: "调休上班日",
    DayKind.WEEKEND: "周末",
    DayKind.HOLIDAY: "放假日",
    DayKind.CLOSED: "本单位休息日",
    DayKind.OPENED: "本单位上班日",
}


def basis(reckoned: Reckoned) -> str:
    """Return instrument and article."""
    return f"{reckoned.rule.instrument} {reckoned.rule.article}".strip()


def named(day: date) -> str:
    """Return a day with its weekday: 2026-02-28（周六）."""
    return f"{day.isoformat()}（周{WEEKDAYS[day.weekday()]}）"


def at_office(instant: datetime) -> str:
    """Return an instant in office time."""
    return f"{instant.astimezone(OFFICE_ZONE):%Y-%m-%d %H:%M}"


def line(step: Step, calendar: WorkCalendar) -> str:
    """Return one step as a sentence without its title."""
    return _LINES[step.code](step.params, step.day, calendar)


def lines(reckoned: Reckoned) -> list[str]:
    """Return all steps, each with its title."""
    steps = reckoned.computed.steps
    return [f"{TITLES[step.code]}　{line(step, reckoned.calendar)}" for step in steps]


Params = Mapping[str, object]


def _length(params: Params) -> str:
    unit = Unit(str(params["unit"]))
    return "按约定日期" if unit is Unit.DATE else f"{params['length']} {UNITS[unit]}"


def _basis(params: Params, _: date | None, __: WorkCalendar) -> str:
    mark = "" if params["verified"] else "（条文未核对）"
    return f"{params['instrument']} {params['article']}：{_length(params)}{mark}"


def _start(params: Params, day: date | None, _: WorkCalendar) -> str:
    event = STARTS.get(str(params["event"]), str(params["event"]))
    first, at = params.get("first"), params["at"]
    if day and isinstance(first, date):
        return f"{named(day)}{event}，当日不计，从 {named(first)}起算"
    if isinstance(at, datetime) and at_office(at)[11:] != "00:00":
        return f"{at_office(at)} {event}，从这一时刻起算"
    return f"{named(day)}{event}" if day else event


def _count(params: Params, day: date | None, _: WorkCalendar) -> str:
    return f"{_length(params)}，到 {named(day)}" if day else _length(params)


def _pause(params: Params, day: date | None, _: WorkCalendar) -> str:
    first, until = params.get("from_on"), params.get("to_on")
    if not isinstance(first, date):
        return "无" if params["pausable"] else "无（依规定不能暂停）"
    if not isinstance(until, date):
        return f"{named(first)}起暂停，还没有恢复"
    days = f"，扣除 {params['days']} 日" if params["days"] else ""
    end = f"，末日移到 {named(day)}" if day else ""
    return f"{named(first)}起至 {named(until - ONE_DAY)}止不计{days}{end}"


def _extend(params: Params, day: date | None, _: WorkCalendar) -> str:
    if not params["length"]:
        return "无（依规定不能延长）" if params["extendable"] == "NO" else "无"
    end = f"，末日移到 {named(day)}" if day else ""
    return f"{_length(params)}，从未顺延的原末日接着算{end}"


def _roll(params: Params, day: date | None, calendar: WorkCalendar) -> str:
    kind, name = KINDS[DayKind(str(params["kind"]))], str(params["name"])
    what = f"{kind}（{name}）" if name else kind
    if params["days"] and day:
        return f"末日是{what}，顺延 {params['days']} 日，到 {named(day)}"
    if params["roll"] == "NONE":
        return "依规定不顺延"
    return f"末日是{what}，不顺延"


def _cut(params: Params, day: date | None, _: WorkCalendar) -> str:
    return f"不得晚于 {params['by']} 的末日 {named(day)}" if day else f"不得晚于 {params['by']}"


def _result(params: Params, day: date | None, _: WorkCalendar) -> str:
    stopped, due_at = params.get("paused_from"), params.get("due_at")
    if isinstance(stopped, date):
        return f"{named(stopped)}起暂停，恢复后再算"
    mark = "（暂定：该年放假安排尚未公布）" if params.get("provisional") else ""
    if day and isinstance(due_at, datetime):
        midnight = due_at.astimezone(OFFICE_ZONE).date() == day + ONE_DAY
        if params.get("day_end") == DayEnd.MIDNIGHT and midnight:
            return f"{named(day)}24 时届满{mark}"
        return f"{at_office(due_at)} 届满{mark}"
    return mark


_LINES: Mapping[str, Callable[[Params, date | None, WorkCalendar], str]] = {
    "basis": _basis,
    "start": _start,
    "count": _count,
    "pause": _pause,
    "extend": _extend,
    "roll": _roll,
    "cut": _cut,
    "result": _result,
}
