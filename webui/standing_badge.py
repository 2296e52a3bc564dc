"""A clock of the engine as the badge every list draws, in days or hours as the clock counts."""

from dataclasses import replace

from engine.queries.standing import Standing
from engine.rules.deadline_rule import Unit
from engine.rules.deadlines import Remaining
from webui.badges import ClockBadge, TimeLeft, clock_badge
from webui.frame import today
from webui.naming import reader_name
from webui.once import once
from webui.translate import ngettext


@once
def standing_badge(standing: Standing | None) -> ClockBadge:
    """Return the badge of a clock as it stands; of no limit where there is no clock."""
    if standing is None:
        return clock_badge(TimeLeft(None), today())
    time = TimeLeft(
        colour=standing.colour,
        workdays=standing.workdays,
        due_on=standing.due_on,
        provisional=standing.provisional,
        paused_days=standing.paused_days,
    )
    badge = clock_badge(time, today())
    left = standing.remaining
    if left is None or standing.workdays is not None:
        return badge
    return replace(badge, left=_other_units(left))


def _other_units(left: Remaining) -> str:
    amount = left.amount
    if left.unit is Unit.HOUR:
        if left.overdue:
            return ngettext("超 %(num)d 小时", "超 %(num)d 小时", amount)
        return ngettext("剩 %(num)d 小时", "剩 %(num)d 小时", amount)
    if left.overdue:
        return ngettext("超 %(num)d 日", "超 %(num)d 日", amount)
    return ngettext("剩 %(num)d 日", "剩 %(num)d 日", amount)


def rule_name(standing: Standing | None) -> str:
    """Return the name of a clock's rule in the reader's language; «—» without a clock."""
    if standing is None:
        return "—"
    return reader_name(standing.name_zh, standing.name_en)
