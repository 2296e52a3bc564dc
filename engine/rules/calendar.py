"""Which days count: the office's calendar, its hours and its time zone.

All days are ``date`` at the office. China has kept one zone without summer time since 1991, so
``OFFICE_ZONE`` is a constant and every office day has 24 hours.

Source: 全国年节放假办法 and the State Council's yearly notices; docs/law.md, 「怎样算期限」.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import accumulate
from zoneinfo import ZoneInfo

from engine.rules.errors import Invalid

OFFICE_ZONE = ZoneInfo("Asia/Shanghai")
ONE_DAY = timedelta(days=1)


class DayKind(StrEnum):
    """What a day is at the office."""

    WORK = "work"
    MAKEUP = "makeup"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    CLOSED = "closed"
    OPENED = "opened"


WORKING = frozenset({DayKind.WORK, DayKind.MAKEUP, DayKind.OPENED})


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day that differs from the plain week, with its name and where that stands.

    ``HOLIDAY`` covers the whole holiday of the notice, its Saturdays and Sundays included;
    ``MAKEUP`` a weekend day worked in exchange (调休上班日); ``CLOSED`` and ``OPENED`` are the
    office's own exceptions.
    """

    kind: DayKind
    name: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """When the office is open on a working day, in office time."""

    opens: time = time(9, 0)
    closes: time = time(17, 30)

    def __post_init__(self) -> None:
        """Refuse hours that end before they begin (``calendar.hours``)."""
        if self.opens >= self.closes:
            raise Invalid("calendar.hours", opens=self.opens, closes=self.closes)

    @property
    def length(self) -> timedelta:
        """How long the office is open on one working day."""
        return timedelta(
            hours=self.closes.hour - self.opens.hour,
            minutes=self.closes.minute - self.opens.minute,
        )


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The days on which one office works.

    ``days`` holds only the exceptions; every other day is the plain week, Monday to Friday.
    ``covered`` are the years an official notice has been loaded for; a day of any other year
    is provisional (暂定). ``version`` names the state of the calendar a date was computed with.
    """

    days: Mapping[date, CalendarDay] = field(default_factory=dict)
    covered: frozenset[int] = frozenset()
    version: str = ""
    hours: OfficeHours = OfficeHours()
    _turns: tuple[date, ...] = field(init=False, repr=False, compare=False)
    _gains: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Sum up the exceptions once, so that counting costs two binary searches."""
        turns = [(day, gain) for day in sorted(self.days) if (gain := self._gain(day))]
        object.__setattr__(self, "_turns", tuple(day for day, _ in turns))
        object.__setattr__(self, "_gains", (0, *accumulate(gain for _, gain in turns)))

    def _gain(self, day: date) -> int:
        return int(self.days[day].kind in WORKING) - int(day.weekday() < 5)

    def kind(self, day: date) -> DayKind:
        """Return what *day* is: an exception's kind, else weekday or weekend."""
        exception = self.days.get(day)
        if exception:
            return exception.kind
        return DayKind.WORK if day.weekday() < 5 else DayKind.WEEKEND

    def name(self, day: date) -> str:
        """Return the name of the holiday or exception on *day*, or an empty string."""
        exception = self.days.get(day)
        return exception.name if exception else ""

    def is_workday(self, day: date) -> bool:
        """Say whether the office works on *day*."""
        exception = self.days.get(day)
        return exception.kind in WORKING if exception else day.weekday() < 5

    def is_holiday(self, day: date) -> bool:
        """Say whether *day* lies in a statutory holiday's schedule (a plain weekend does not)."""
        exception = self.days.get(day)
        return exception is not None and exception.kind is DayKind.HOLIDAY

    def is_provisional(self, day: date) -> bool:
        """Say whether no official notice covers the year of *day* yet (暂定)."""
        return day.year not in self.covered

    def next_workday(self, day: date) -> date:
        """Return *day* itself if the office works on it, else the first working day after it."""
        for candidate in self.days_from(day):
            if self.is_workday(candidate):
                return candidate
        raise Invalid("calendar.no_workday", day=day)

    def add_workdays(self, start: date, count: int) -> date:
        """Return the *count*-th working day after *start*; *start* itself is not counted.

        Raises Invalid(``calendar.negative``) if *count* is negative.
        """
        if count < 0:
            raise Invalid("calendar.negative", count=count)
        day = start
        exceptions = self.days
        while count:
            day += ONE_DAY
            exception = exceptions.get(day)
            if exception.kind in WORKING if exception else day.weekday() < 5:
                count -= 1
        return day

    def workdays_between(self, after: date, until: date) -> int:
        """Return how many working days lie in (*after*, *until*]; negative if *until* is earlier.

        Costs the same for a day and for a century.
        """
        return self._workdays_to(until) - self._workdays_to(after)

    def _workdays_to(self, day: date) -> int:
        weeks, rest = divmod(day.toordinal(), 7)  # ordinal 1 is a Monday
        return weeks * 5 + min(rest, 5) + self._gains[bisect_right(self._turns, day)]

    def with_overrides(self, overrides: Mapping[date, CalendarDay], version: str) -> "WorkCalendar":
        """Return this calendar with an office's own exceptions laid over it."""
        return replace(self, days={**self.days, **overrides}, version=version)

    @staticmethod
    def days_from(day: date) -> Iterator[date]:
        """Yield *day* and the days after it, for two years at most."""
        for offset in range(732):
            yield day + timedelta(days=offset)


def local_day(instant: datetime) -> date:
    """Return the office's day at an aware instant (Invalid ``calendar.naive`` if it is naive)."""
    if instant.tzinfo is None:
        raise Invalid("calendar.naive", instant=instant)
    return instant.astimezone(OFFICE_ZONE).date()


def instant_at(day: date, clock_time: time = time.min) -> datetime:
    """Return *clock_time* of the office's *day* (midnight at its start) as aware UTC."""
    return datetime.combine(day, clock_time, OFFICE_ZONE).astimezone(UTC)
