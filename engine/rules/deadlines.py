"""When a time limit ends, and why on that day.  Pure: no clock, no storage.

``compute`` turns a rule, its start, the office's calendar and what has happened since (pauses,
extensions) into a due day with every step of the arithmetic. Steps are codes and parameters;
the sentences are made where people read them.

Source: 民法典 200-204, 1259; 民诉法 85; our reading is stated in docs/law.md, 「怎样算期限」.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from math import ceil

from engine.rules.calendar import WorkCalendar, instant_at, local_day
from engine.rules.counting import DayCount, Mark, Pause, Span, count_days
from engine.rules.deadline_rule import DeadlineRule, Extendable, Unit, row_of, rule_from_row
from engine.rules.errors import Invalid
from engine.rules.period import Computed, Extension, Facts, Period, Step

__all__ = [
    "Computed",
    "DayCount",
    "DeadlineRule",
    "Extension",
    "Mark",
    "Pause",
    "Remaining",
    "Span",
    "Step",
    "check_extension",
    "check_pause",
    "compute",
    "count_days",
    "cut_to",
    "remaining",
    "row_of",
    "rule_from_row",
]


def compute(
    rule: DeadlineRule,
    started: datetime | date,
    calendar: WorkCalendar,
    pauses: Iterable[Pause] = (),
    extensions: Iterable[Extension] = (),
) -> Computed:
    """Return when the time limit ends, with every step of the way.

    Args:
        rule: the row the clock was opened under.
        started: an aware instant (any zone) or a day at the office. A rule in hours needs the
            instant; a rule of unit ``DATE`` is given the agreed day itself.
        calendar: the office's.
        pauses: days [from, to) that do not count; overlaps count once.
        extensions: granted ones, in the order they were granted; each counts from the last
            unrolled end. Whether one comes in time is ``check_extension``'s question, asked
            once: a day is worked out again when a calendar is loaded, and what was granted
            stays granted.

    Raises:
        Invalid: ``deadline.needs_instant``, ``deadline.not_pausable``,
            ``deadline.not_extendable``, ``deadline.extension_length``,
            ``deadline.extension_cap``, ``deadline.extension_count``, ``calendar.naive``.

    Source: 民法典 201 (start day not counted, hours from the instant), 202 (months), 203 (roll,
        end of the last day).
    """
    stops = tuple(sorted(pauses, key=lambda pause: pause.from_on))
    grants = tuple(extensions)
    if stops and not rule.pausable:
        raise Invalid("deadline.not_pausable", rule=rule.key)
    for position, grant in enumerate(grants):
        _check_length(rule, grant, position)
    started_at, start_on = _start(rule, started)
    return Period(Facts(rule, started_at, start_on, calendar, stops, grants)).work_out()


def _start(rule: DeadlineRule, started: datetime | date) -> tuple[datetime, date]:
    if isinstance(started, datetime):
        return started.astimezone(UTC), local_day(started)
    if rule.unit is Unit.HOUR:
        raise Invalid("deadline.needs_instant", rule=rule.key)
    return instant_at(started), started


def _check_length(rule: DeadlineRule, asked: Extension, already: int) -> None:
    if rule.extendable is Extendable.NO:
        raise Invalid("deadline.not_extendable", rule=rule.key)
    if asked.length < 1:
        raise Invalid("deadline.extension_length", rule=rule.key, length=asked.length)
    if rule.extension_cap is not None and asked.length > rule.extension_cap:
        raise Invalid("deadline.extension_cap", rule=rule.key, cap=rule.extension_cap)
    if rule.extension_count is not None and already >= rule.extension_count:
        raise Invalid("deadline.extension_count", rule=rule.key, count=rule.extension_count)


def check_extension(
    rule: DeadlineRule, old: Computed, granted: Sequence[Extension], asked: Extension
) -> None:
    """Refuse an extension that may not be granted; say nothing of one that may.

    It must be approved while the old period still runs, that is on its last day at the
    latest, and keep the rule's bounds. *old* is the period as it stands, *granted* what it
    already holds.

    Raises:
        Invalid: ``deadline.extension_late`` and those of ``compute``.
    """
    _check_length(rule, asked, len(granted))
    if old.due_on is not None and asked.approved_on > old.due_on:
        raise Invalid("deadline.extension_late", rule=rule.key, due_on=old.due_on)


def check_pause(rule: DeadlineRule, old: Computed, asked: Pause) -> None:
    """Refuse a pause that may not be entered: Invalid ``deadline.not_pausable``/``pause_late``.

    A pause may be entered afterwards, but it must begin before the period is over.
    """
    if not rule.pausable:
        raise Invalid("deadline.not_pausable", rule=rule.key)
    if old.due_on is not None and asked.from_on > old.due_on:
        raise Invalid("deadline.pause_late", rule=rule.key, due_on=old.due_on)


def cut_to(computed: Computed, limit: Computed, limit_key: str) -> Computed:
    """Return *computed* ending no later than *limit*, with a ``cut`` step where that bites.

    The centre's ladder is cut to the statutory period (*limit_key*) where that ends earlier.
    A period that stands still, or a limit that does, cuts nothing.
    """
    if computed.due_at is None or limit.due_at is None or limit.due_at >= computed.due_at:
        return computed
    cut = Step("cut", {"by": limit_key, "from_due_on": computed.due_on}, limit.due_on)
    told = {**computed.steps[-1].params, "due_at": limit.due_at, "provisional": limit.provisional}
    return replace(
        computed,
        raw_end_on=limit.raw_end_on,
        due_on=limit.due_on,
        due_at=limit.due_at,
        provisional=limit.provisional,
        steps=(*computed.steps[:-1], cut, Step("result", told, limit.due_on)),
    )


@dataclass(frozen=True, slots=True)
class Remaining:
    """What is left of a clock, ready to be said: 剩 3 个工作日 / 今日到期 / 超 2 个工作日.

    ``amount`` is in ``unit`` (WORKDAY, DAY or HOUR), never negative; ``overdue`` turns it
    round. ``today``: the last day is today and not yet over (say 今日到期, not 剩 0).
    """

    unit: Unit
    amount: int
    today: bool
    overdue: bool


def remaining(
    rule: DeadlineRule, computed: Computed, now: datetime, calendar: WorkCalendar
) -> Remaining | None:
    """Return what is left of the clock at *now* (aware), or None while it is paused.

    Every clock but one in hours is told in working days after today up to and including the
    last; where none lies between (a Saturday before a Sunday end), in days. Hours are rounded
    up, so that no clock says 0 before it is over.
    """
    if computed.due_at is None or computed.due_on is None:
        return None
    overdue, today = now >= computed.due_at, local_day(now)
    if rule.unit is Unit.HOUR or (overdue and today == computed.due_on):
        hours = ceil(abs((computed.due_at - now).total_seconds()) / 3600)
        return Remaining(Unit.HOUR, hours, not overdue and today == computed.due_on, overdue)
    first, last = sorted((today, computed.due_on))
    workdays = calendar.workdays_between(first, last)
    if workdays or first == last:
        return Remaining(Unit.WORKDAY, workdays, first == last, overdue)
    return Remaining(Unit.DAY, (last - first).days, today=False, overdue=overdue)
