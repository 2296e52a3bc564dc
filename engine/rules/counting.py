"""Walking over the days of a period: counting, pausing, rolling, and the picture of it.

Pure. Every function works on the office's days; nothing here knows an article of law.
Source of the reading: docs/law.md, 「怎样算期限」 (民法典 200-204, 民诉法 85).
"""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from engine.rules.calendar import ONE_DAY, DayKind, WorkCalendar
from engine.rules.deadline_rule import Roll, Unit
from engine.rules.errors import Invalid


@dataclass(frozen=True, slots=True)
class Pause:
    """Days that do not count: from ``from_on`` up to, not including, ``to_on``; None is open."""

    from_on: date
    to_on: date | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        """Refuse a pause that ends before it begins (``deadline.pause_order``)."""
        if self.to_on is not None and self.to_on < self.from_on:
            raise Invalid("deadline.pause_order", from_on=self.from_on, to_on=self.to_on)

    def holds(self, day: date) -> bool:
        """Say whether *day* does not count because of this pause."""
        return self.from_on <= day and (self.to_on is None or day < self.to_on)


def add_months(start: date, months: int) -> date:
    """Return the same-numbered day *months* later, or that month's last day (民法典 202)."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, last))


def count_on(
    start: date, length: int, unit: Unit, calendar: WorkCalendar, pauses: Sequence[Pause]
) -> date:
    """Return the last day of *length* units counted after *start*, paused days left out.

    The day of *start* is not counted. A month or year fixes its number of days at the start;
    a pause then moves the end by the days it takes out. Every pause must be closed.
    """
    if unit is Unit.WORKDAY:
        if not pauses:
            return calendar.add_workdays(start, length)
        return _walk(start, length, pauses, calendar)
    if unit in (Unit.MONTH, Unit.YEAR):
        end = add_months(start, length * (12 if unit is Unit.YEAR else 1))
    else:
        end = start + timedelta(days=length)
    return _walk(start, (end - start).days, pauses, None) if pauses else end


def _walk(start: date, count: int, pauses: Sequence[Pause], calendar: WorkCalendar | None) -> date:
    """Step day by day; with a calendar only its working days count."""
    day = start
    while count:
        day += ONE_DAY
        if is_paused(day, pauses) or (calendar and not calendar.is_workday(day)):
            continue
        count -= 1
    return day


def is_paused(day: date, pauses: Sequence[Pause]) -> bool:
    """Say whether *day* lies in any of the pauses; a day in two of them is paused once."""
    return any(pause.holds(day) for pause in pauses)


def paused_days(pauses: Sequence[Pause], after: date, until: date) -> int:
    """Return how many different days of (*after*, *until*] are paused."""
    span = (until - after).days
    return sum(is_paused(after + timedelta(days=n), pauses) for n in range(1, span + 1))


def roll_on(day: date, roll: Roll, calendar: WorkCalendar, pauses: Sequence[Pause]) -> date:
    """Return the day a period ending on *day* really ends on.

    A paused day cannot be the last one: if the period would roll onto it, it goes on.
    """
    if not _closed(day, roll, calendar):
        return day
    for candidate in calendar.days_from(day):
        if not _closed(candidate, roll, calendar) and not is_paused(candidate, pauses):
            return candidate
    raise Invalid("calendar.no_workday", day=day)


def _closed(day: date, roll: Roll, calendar: WorkCalendar) -> bool:
    if roll is Roll.NONE:
        return False
    return calendar.is_holiday(day) if roll is Roll.HOLIDAY_ONLY else not calendar.is_workday(day)


class Mark(StrEnum):
    """What a day is in the picture of a period."""

    START = "start"
    COUNTED = "counted"
    SKIPPED = "skipped"
    PAUSED = "paused"
    RAW_END = "raw_end"
    ROLLED = "rolled"
    DUE = "due"


@dataclass(frozen=True, slots=True)
class DayCount:
    """One cell of the calendar picture.

    ``number`` is which day of the period it is (1…n), None where the day is not counted.
    ``kind`` and ``name`` say what day it is at the office, whatever the period makes of it.
    """

    day: date
    number: int | None
    mark: Mark
    kind: DayKind
    name: str


@dataclass(frozen=True, slots=True)
class Span:
    """The stretch of days to draw: start (not counted), unrolled end, due day.

    A paused period has neither end; it is drawn up to ``until``.
    """

    start_on: date
    raw_end_on: date | None
    due_on: date | None
    until: date | None = None


def count_days(
    span: Span, unit: Unit, calendar: WorkCalendar, pauses: Sequence[Pause] = ()
) -> Iterator[DayCount]:
    """Yield every day from the start to the due day (or ``until``) with its number and mark.

    Numbers count working days for ``WORKDAY`` and days for every other unit; hours and agreed
    dates have no numbers.
    """
    last = span.due_on or span.until or span.start_on
    number = 0
    for offset in range((last - span.start_on).days + 1):
        day = span.start_on + timedelta(days=offset)
        mark = _mark(day, span, calendar if unit is Unit.WORKDAY else None, pauses)
        counted = mark in (Mark.COUNTED, Mark.RAW_END) or (
            mark is Mark.DUE and day == span.raw_end_on
        )
        numbered = counted and unit not in (Unit.HOUR, Unit.DATE)
        number += numbered
        shown = number if numbered else None
        yield DayCount(day, shown, mark, calendar.kind(day), calendar.name(day))


def _mark(day: date, span: Span, calendar: WorkCalendar | None, pauses: Sequence[Pause]) -> Mark:
    if day == span.due_on:
        return Mark.DUE
    if day == span.start_on:
        return Mark.START
    if is_paused(day, pauses):
        return Mark.PAUSED
    if day == span.raw_end_on:
        return Mark.RAW_END
    if span.raw_end_on and day > span.raw_end_on:
        return Mark.ROLLED
    return Mark.SKIPPED if calendar and not calendar.is_workday(day) else Mark.COUNTED
