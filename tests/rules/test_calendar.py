"""Which days count."""

from datetime import UTC, date, datetime, time, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules.calendar import (
    CalendarDay,
    DayKind,
    OfficeHours,
    WorkCalendar,
    instant_at,
    local_day,
)
from engine.rules.errors import Invalid
from tests.rules.calendars import CALENDAR, WITH_2027

DAYS = st.dates(date(2007, 1, 2), date(2026, 12, 1))


def test_every_published_day_is_what_the_notices_say():
    day = date(2007, 1, 1)
    while day.year < 2027:
        assert CALENDAR.is_workday(day) == chinese_calendar.is_workday(day), day
        day += timedelta(days=1)


def test_a_make_up_saturday_is_worked_and_keeps_its_name():
    day = date(2026, 2, 28)
    assert CALENDAR.is_workday(day)
    assert CALENDAR.kind(day) is DayKind.MAKEUP
    assert CALENDAR.name(day) == "春节"


def test_a_weekend_inside_a_holiday_is_holiday_and_a_plain_one_is_not():
    assert CALENDAR.is_holiday(date(2026, 2, 15))
    assert not CALENDAR.is_holiday(date(2026, 2, 8))
    assert CALENDAR.kind(date(2026, 2, 8)) is DayKind.WEEKEND


def test_the_next_workday_of_a_working_day_is_that_day():
    assert CALENDAR.next_workday(date(2026, 9, 20)) == date(2026, 9, 20)
    assert CALENDAR.next_workday(date(2026, 2, 15)) == date(2026, 2, 24)


def test_an_office_that_never_opens_is_refused_and_not_waited_for():
    start = date(2026, 1, 1)
    shut = {start + timedelta(days=n): CalendarDay(DayKind.CLOSED) for n in range(800)}
    with pytest.raises(Invalid, match=r"calendar\.no_workday"):
        WorkCalendar(shut).next_workday(start)


def test_a_year_without_a_notice_is_provisional_and_still_has_its_statutory_days():
    assert not WITH_2027.is_provisional(date(2026, 12, 31))
    assert WITH_2027.is_provisional(date(2027, 1, 4))
    assert not WITH_2027.is_workday(date(2027, 1, 1))


def test_an_office_may_close_on_a_day_of_its_own_without_making_it_a_holiday():
    festival = {date(2026, 3, 4): CalendarDay(DayKind.CLOSED, "县庆", "县政府通知")}
    county = CALENDAR.with_overrides(festival, "2026-1/county")
    assert not county.is_workday(date(2026, 3, 4))
    assert not county.is_holiday(date(2026, 3, 4))
    assert CALENDAR.is_workday(date(2026, 3, 4))
    assert county.version == "2026-1/county"
    assert county.workdays_between(date(2026, 3, 2), date(2026, 3, 6)) == 3


def test_an_office_may_open_on_a_weekend():
    opened = {date(2026, 3, 7): CalendarDay(DayKind.OPENED, "集中调解日")}
    assert CALENDAR.with_overrides(opened, "x").is_workday(date(2026, 3, 7))


@given(DAYS, st.integers(0, 120))
def test_counting_between_agrees_with_looking_at_each_day(after, span):
    until = after + timedelta(days=min(span, (date(2026, 12, 31) - after).days))
    days = [after + timedelta(days=n) for n in range(1, (until - after).days + 1)]
    assert CALENDAR.workdays_between(after, until) == sum(map(CALENDAR.is_workday, days))
    assert CALENDAR.workdays_between(until, after) == -CALENDAR.workdays_between(after, until)


@given(DAYS, st.integers(1, 60))
def test_adding_working_days_and_counting_them_back_is_the_same_number(start, count):
    assert WITH_2027.workdays_between(start, WITH_2027.add_workdays(start, count)) == count


def test_a_negative_number_of_working_days_is_refused():
    with pytest.raises(Invalid, match=r"calendar\.negative"):
        CALENDAR.add_workdays(date(2026, 1, 5), -1)


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 3, 1, 15, 59, 59, tzinfo=UTC), date(2026, 3, 1)),  # 23:59:59 in Beijing
        (datetime(2026, 3, 1, 16, 0, tzinfo=UTC), date(2026, 3, 2)),  # 00:00 in Beijing
    ],
)
def test_the_day_is_the_one_it_is_at_the_office(instant, day):
    assert local_day(instant) == day


def test_a_naive_instant_has_no_day():
    with pytest.raises(Invalid, match=r"calendar\.naive"):
        local_day(datetime(2026, 3, 1, 9, 0))  # noqa: DTZ001 - what is tested


def test_a_day_at_the_office_begins_eight_hours_before_it_does_in_greenwich():
    assert instant_at(date(2026, 3, 2)) == datetime(2026, 3, 1, 16, 0, tzinfo=UTC)


def test_office_hours_must_end_after_they_begin():
    assert OfficeHours().length == timedelta(hours=8, minutes=30)
    with pytest.raises(Invalid, match=r"calendar\.hours"):
        OfficeHours(time(17, 0), time(9, 0))
