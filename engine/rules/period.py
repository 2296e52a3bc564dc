"""The arithmetic of one period: count, pause, extend, roll; every step written down.

``engine.rules.deadlines`` is the door; this module is the abacus behind it. Pure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from engine.rules.calendar import ONE_DAY, WorkCalendar, instant_at, local_day
from engine.rules.counting import Pause, Span, count_on, paused_days, roll_on
from engine.rules.deadline_rule import DayEnd, DeadlineRule, Roll, Unit


@dataclass(frozen=True, slots=True)
class Extension:
    """More time, granted: ``length`` in the rule's own unit, and the office day of approval."""

    length: int
    approved_on: date
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of 「为什么是这一天」: a code, its parameters, and the running last day after it.

    Codes, as they are drawn: ``basis``, ``start``, ``count``, ``pause``, ``extend``, ``roll``,
    ``cut``, ``result``. ``pause``, ``extend`` and ``roll`` appear with ``days=0`` or
    ``length=0`` where nothing happened, so that the page can say so. ``day`` is None where
    there is no running day: in ``basis``, and once an open pause holds the clock.
    """

    code: str
    params: Mapping[str, object]
    day: date | None


@dataclass(frozen=True, slots=True)
class Computed:
    """A time limit worked out.

    ``started_at`` and ``due_at`` are aware UTC, days are the office's. The day ``start_on`` is
    not counted; ``raw_end_on`` is the last day before rolling, from which extensions count;
    ``due_on`` the last day; at ``due_at`` it is over. The last three are None while an open
    pause (since ``paused_from``) holds the clock. ``provisional``: a day that decided the end
    lies in a year without an official calendar (暂定).
    """

    started_at: datetime
    start_on: date
    raw_end_on: date | None
    due_on: date | None
    due_at: datetime | None
    provisional: bool
    steps: tuple[Step, ...]
    paused_from: date | None = None

    @property
    def paused(self) -> bool:
        """Whether the clock stands still and therefore has no due day."""
        return self.paused_from is not None

    @property
    def span(self) -> Span:
        """The stretch of days ``count_days`` draws."""
        return Span(self.start_on, self.raw_end_on, self.due_on, self.paused_from)


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a period depends on. ``pauses`` are in order of their first day."""

    rule: DeadlineRule
    started_at: datetime
    start_on: date
    calendar: WorkCalendar
    pauses: tuple[Pause, ...]
    extensions: tuple[Extension, ...]


class Period:
    """One walk over the facts; ``work_out`` is called once."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        first = facts.start_on + ONE_DAY
        self._waiting = [p for p in facts.pauses if p.to_on is None or p.to_on > first]
        self._held: list[Pause] = []
        self._steps: list[Step] = []

    def work_out(self) -> Computed:
        """Return the period's end with its steps."""
        self._begin()
        if self._facts.rule.unit is Unit.HOUR:
            return self._by_hours()
        return self._by_days()

    def _begin(self) -> None:
        rule = self._facts.rule
        source = {"instrument": rule.instrument, "article": rule.article, "origin": rule.origin}
        length = {"length": rule.length, "unit": rule.unit, "verified": rule.verified}
        self._note("basis", None, rule=rule.key, **source, **length)
        start: dict[str, object] = {"event": rule.start_event, "at": self._facts.started_at}
        if rule.unit not in (Unit.HOUR, Unit.DATE):
            first = self._facts.start_on + ONE_DAY
            worked = rule.unit is Unit.WORKDAY
            start["first"] = self._facts.calendar.next_workday(first) if worked else first
        self._note("start", self._facts.start_on, **start)

    def _by_days(self) -> Computed:
        rule = self._facts.rule
        end: date | None = self._end(0)
        self._note("count", end, length=rule.length, unit=rule.unit)
        end = self._hold(end, 0)
        for granted, grant in enumerate(self._facts.extensions, start=1):
            end = self._end(granted) if end else None
            self._note("extend", end, length=grant.length, **_grant_words(rule, grant))
            end = self._hold(end, granted)
        due = self._roll(end) if end else None
        self._say_nothing_happened(end)
        if end is None or due is None:
            return self._stopped()
        kind, name = self._facts.calendar.kind(end), self._facts.calendar.name(end)
        self._note("roll", due, days=(due - end).days, roll=rule.roll, kind=kind, name=name)
        closes = self._facts.calendar.hours.closes
        at_close = rule.day_end is DayEnd.CLOSE
        due_at = instant_at(due, closes) if at_close else instant_at(due + ONE_DAY)
        return self._result(end, due, due_at)

    def _end(self, granted: int) -> date:
        """Return the unrolled end with the first *granted* extensions and the held pauses."""
        facts, day = self._facts, self._facts.start_on
        extra = (grant.length for grant in facts.extensions[:granted])
        for length in (facts.rule.length, *extra):
            day = count_on(day, length, facts.rule.unit, facts.calendar, self._held)
        return day

    def _hold(self, end: date | None, granted: int) -> date | None:
        """Take in every pause that begins before the end it pushes away; None if one is open."""
        while end and self._waiting and self._waiting[0].from_on <= end:
            pause, before = self._waiting.pop(0), tuple(self._held)
            self._held.append(pause)
            end = None if pause.to_on is None else self._end(granted)
            self._note_pause(pause, end, self._new_days(pause, before))
        return end

    def _new_days(self, pause: Pause, before: Sequence[Pause]) -> int | None:
        """Return how many days *pause* takes out that no earlier pause had; None if open."""
        if pause.to_on is None:
            return None
        after = max(pause.from_on - ONE_DAY, self._facts.start_on)
        last = pause.to_on - ONE_DAY
        return paused_days([*before, pause], after, last) - paused_days(before, after, last)

    def _roll(self, raw_end: date) -> date | None:
        """Roll off closed days, again while a pause begins on the days rolled over."""
        facts = self._facts
        due = roll_on(raw_end, facts.rule.roll, facts.calendar, self._held)
        while self._waiting and self._waiting[0].from_on <= due:
            pause = self._waiting.pop(0)
            self._held.append(pause)
            if pause.to_on is None:
                self._note_pause(pause, None, None)
                return None
            due = roll_on(raw_end, facts.rule.roll, facts.calendar, self._held)
            self._note_pause(pause, due, 0)
        return due

    def _by_hours(self) -> Computed:
        """Count hours from the instant; a paused day is taken out from midnight to midnight."""
        facts = self._facts
        due_at = facts.started_at + timedelta(hours=facts.rule.length)
        self._note("count", local_day(due_at), length=facts.rule.length, unit=facts.rule.unit)
        for grant in facts.extensions:
            due_at += timedelta(hours=grant.length)
            words = _grant_words(facts.rule, grant)
            self._note("extend", local_day(due_at), length=grant.length, **words)
        reached = facts.started_at
        for pause in self._waiting:
            begins = max(reached, instant_at(pause.from_on))
            if begins >= due_at:
                break
            self._held.append(pause)
            if pause.to_on is None:
                self._note_pause(pause, None, None)
                return self._stopped()
            reached = max(reached, instant_at(pause.to_on))
            due_at += max(reached - begins, timedelta())
            self._note_pause(pause, local_day(due_at), (pause.to_on - pause.from_on).days)
        self._say_nothing_happened(local_day(due_at))
        return self._result(local_day(due_at), local_day(due_at), due_at)

    def _say_nothing_happened(self, day: date | None) -> None:
        noted = {step.code for step in self._steps}
        if day is not None:  # a pause may have moved the end on while it was rolled
            day = max([day, *(step.day for step in self._steps if step.day is not None)])
        if "pause" not in noted:
            self._note("pause", day, days=0, pausable=self._facts.rule.pausable)
        if "extend" not in noted:
            self._note("extend", day, length=0, extendable=self._facts.rule.extendable)

    def _stopped(self) -> Computed:
        facts = self._facts
        paused_from = next(pause.from_on for pause in self._held if pause.to_on is None)
        self._note("result", None, paused_from=paused_from)
        return Computed(
            facts.started_at,
            facts.start_on,
            raw_end_on=None,
            due_on=None,
            due_at=None,
            provisional=False,
            steps=tuple(self._steps),
            paused_from=paused_from,
        )

    def _result(self, raw_end: date, due: date, due_at: datetime) -> Computed:
        facts, utc = self._facts, due_at.astimezone(UTC)
        provisional = self._is_provisional(raw_end, due)
        words = {"due_at": utc, "day_end": facts.rule.day_end}
        self._note("result", due, provisional=provisional, calendar=facts.calendar.version, **words)
        steps = tuple(self._steps)
        return Computed(facts.started_at, facts.start_on, raw_end, due, utc, provisional, steps)

    def _is_provisional(self, raw_end: date, due: date) -> bool:
        """Say whether a day the calendar was asked about has no official year yet."""
        facts = self._facts
        if facts.rule.unit is Unit.WORKDAY:
            asked = range((facts.start_on + ONE_DAY).year, due.year + 1)
            return any(year not in facts.calendar.covered for year in asked)
        if facts.rule.roll is Roll.NONE:
            return False
        return any(facts.calendar.is_provisional(day) for day in (raw_end, due))

    def _note_pause(self, pause: Pause, end: date | None, days: int | None) -> None:
        words = {"from_on": pause.from_on, "to_on": pause.to_on, "reason": pause.reason}
        self._note("pause", end, days=days, **words)

    def _note(self, code: str, day: date | None, **params: object) -> None:
        self._steps.append(Step(code, params, day))


def _grant_words(rule: DeadlineRule, grant: Extension) -> dict[str, object]:
    return {"unit": rule.unit, "approved_on": grant.approved_on, "reason": grant.reason}
