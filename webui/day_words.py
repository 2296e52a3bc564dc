"""The first page in sentences: what kind of day it is, and why this comes first."""

from datetime import date, timedelta

from engine.queries.my_day import MyDay, NextStep, StripDay
from engine.queries.waiting import WaitingLine
from webui.formatting import day
from webui.standing_badge import rule_name, standing_badge
from webui.terms import term
from webui.translate import gettext, ngettext


def holiday_note(today: MyDay) -> str:
    """Return what the coming holiday means for time limits; empty on ordinary days."""
    off = _days_off(today)
    names = [each.name for each in off if each.name]
    if not names:
        return ""
    first, back = off[0], today.next_workday_on
    facts = {"name": names[0], "back": day(back, today.day)}
    if first.day == today.day:
        return gettext(
            "今天是%(name)s假期，%(back)s上班。最后一天在假期里的期限已经顺延，下列日期均为顺延后的日期。",
            **facts,
        )
    length = ngettext("%(num)d 天", "%(num)d 天", len(off))
    return gettext(
        "%(first)s起%(name)s放假 %(length)s，%(back)s上班。"
        "最后一天在假期里的期限已经顺延，下列日期均为顺延后的日期。",
        first=_first(first.day, today.day),
        length=length,
        **facts,
    )


def _days_off(today: MyDay) -> list[StripDay]:
    """Return the days without work from today, or from tomorrow, until one works again."""
    ahead = [each for each in today.strip if today.day <= each.day < today.next_workday_on]
    return [each for each in ahead if not each.works]


def _first(first: date, today: date) -> str:
    return gettext("明天") if first == today + timedelta(days=1) else day(first, today)


def why_first(following: NextStep, today: date) -> str:
    """Return why this step comes first, in one sentence."""
    standing = following.line.standing
    if following.reason == "to_claim":
        return gettext("您手上没有待办。这一件等人认领，剩余时间最少。")
    if standing is None or standing.due_on is None:
        return gettext("没有临期的事，这一件等得最久。")
    badge = standing_badge(standing)
    facts = {
        "left": badge.left or badge.word,
        "rule": rule_name(standing),
        "due": day(standing.due_on, today),
        "then": term("on_expiry", standing.on_expiry),
    }
    if following.reason == "oldest":
        return gettext("没有临期的事，这一件剩余时间最少：%(rule)s %(due)s届满。", **facts)
    return gettext("排在最前，因为%(left)s：%(rule)s %(due)s届满，%(then)s。", **facts)


def waited_for(line: WaitingLine) -> str:
    """Return whom or what one waits for."""
    words = {
        "paused": gettext("期限暂停中"),
        "extension": gettext("审批延长申请"),
        "handoff": gettext("移交等回执"),
    }
    what = words.get(line.kind, line.kind)
    return f"{line.whom}·{what}" if line.whom else what
