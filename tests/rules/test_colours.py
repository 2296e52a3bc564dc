"""When a clock turns."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules.calendar import OFFICE_ZONE, OfficeHours, WorkCalendar
from engine.rules.colours import (
    Colour,
    Thresholds,
    colour_at,
    colour_instants,
    next_change,
    thresholds_from_row,
)
from engine.rules.deadline_rule import DayEnd, Extendable, Roll
from engine.rules.deadlines import Pause, compute
from engine.rules.errors import Invalid
from tests.rules.calendars import CALENDAR
from tests.rules.ways import rule

DEFAULTS = Thresholds()
AGREED = rule(0, "DATE", extendable=Extendable.NO, roll=Roll.NONE)


def at(text: str) -> datetime:
    """An instant in Beijing, 2026."""
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=OFFICE_ZONE)


@pytest.mark.parametrize(
    ("known", "started", "yellow", "orange", "red"),
    [
        # Thirty days: three working days left, one left.
        (rule(30), "03-02T10:00", "03-27T00:00", "03-31T00:00", "04-02T00:00"),
        # Ten working days: thirty and ten percent come later than three days and one.
        (rule(10, "WORKDAY"), "03-02T10:00", "03-12T09:00", "03-16T09:00", "03-17T00:00"),
        # Over Spring Festival only what is worked counts.
        (rule(30), "01-16T10:00", "02-12T00:00", "02-14T00:00", "02-25T00:00"),
        # Three working days: nine tenths and three tenths of an office day.
        (rule(3, "WORKDAY"), "03-02T10:00", "03-05T09:51", "03-05T14:57", "03-06T00:00"),
        # Two: at half, at three quarters.
        (rule(2, "WORKDAY"), "03-02T10:00", "03-04T09:00", "03-04T13:15", "03-05T00:00"),
        (rule(1, "WORKDAY"), "03-02T10:00", "03-03T13:15", "03-03T15:22:30", "03-04T00:00"),
        # Hours run through the night.
        (rule(2, "HOUR"), "03-02T23:00", "03-03T00:00", "03-03T00:30", "03-03T01:00"),
        (rule(100, "HOUR"), "03-02T00:00", "03-04T22:00", "03-05T18:00", "03-06T04:00"),
    ],
)
def test_a_clock_turns_when_little_is_left(known, started, yellow, orange, red):
    computed = compute(known, at(started), CALENDAR)
    instants = colour_instants(known, computed, DEFAULTS, CALENDAR)
    assert instants == (at(yellow), at(orange), at(red))


def test_an_agreed_day_has_no_share_and_turns_by_working_days():
    computed = compute(AGREED, date(2026, 10, 9), CALENDAR)
    instants = colour_instants(AGREED, computed, DEFAULTS, CALENDAR)
    assert instants == (at("09-29T00:00"), at("10-08T00:00"), at("10-10T00:00"))


def test_a_period_without_a_working_day_turns_by_real_time():
    stays = rule(1, roll=Roll.NONE)
    computed = compute(stays, date(2026, 3, 6), CALENDAR)  # ends on Saturday
    instants = colour_instants(stays, computed, DEFAULTS, CALENDAR)
    assert instants == (at("03-07T00:00"), at("03-07T12:00"), at("03-08T00:00"))


def test_orange_comes_two_office_hours_before_the_end_even_in_a_short_office_day():
    short_day = WorkCalendar(CALENDAR.days, CALENDAR.covered, "x", OfficeHours(time(9), time(13)))
    known = rule(3, "WORKDAY", day_end=DayEnd.CLOSE)
    computed = compute(known, at("03-02T10:00"), short_day)
    instants = colour_instants(known, computed, DEFAULTS, short_day)
    assert instants == (at("03-05T09:24"), at("03-05T11:00"), at("03-05T13:00"))


def test_paused_days_are_no_part_of_the_length():
    pauses = (Pause(date(2026, 3, 9), date(2026, 3, 19)),)
    computed = compute(rule(30), at("02-24T14:06"), CALENDAR, pauses)
    instants = colour_instants(rule(30), computed, DEFAULTS, CALENDAR, pauses)
    assert instants == (at("04-01T00:00"), at("04-03T00:00"), at("04-08T00:00"))


def test_a_paused_clock_does_not_turn():
    computed = compute(rule(30), date(2026, 3, 2), CALENDAR, [Pause(date(2026, 3, 9))])
    assert colour_instants(rule(30), computed, DEFAULTS, CALENDAR) is None


def test_an_instant_belongs_to_the_colour_it_begins():
    computed = compute(rule(30), at("03-02T10:00"), CALENDAR)
    instants = colour_instants(rule(30), computed, DEFAULTS, CALENDAR)
    assert instants is not None
    seen = [(Colour.GREEN, at("03-26T23:59")), *zip(list(Colour)[1:], instants, strict=True)]
    for colour, instant in seen:
        assert colour_at(instants, instant) is colour
    assert next_change(instants, at("03-02T10:00")) == instants.yellow_at
    assert next_change(instants, instants.yellow_at) == instants.orange_at
    assert next_change(instants, instants.red_at) is None


@given(
    st.sampled_from(["DAY", "WORKDAY", "MONTH", "HOUR"]),
    st.integers(1, 40),
    st.integers(0, 2_000_000),
    st.sampled_from(list(Roll)),
)
def test_a_clock_turns_yellow_then_orange_then_red(unit, length, minutes, roll):
    length = length if unit != "MONTH" else 1 + length % 6
    known = rule(length, unit, roll=Roll.NONE if unit == "HOUR" else roll)
    started_at = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    computed = compute(known, started_at, CALENDAR)
    instants = colour_instants(known, computed, DEFAULTS, CALENDAR)
    assert instants is not None
    yellow, orange, red = instants
    assert yellow <= orange < red == computed.due_at
    if unit == "WORKDAY":
        assert yellow < orange
        assert yellow >= computed.started_at


@given(st.integers(4, 40), st.dates(date(2020, 1, 1), date(2025, 6, 1)))
def test_at_yellow_three_working_days_are_left_or_fewer_and_at_orange_one(length, start):
    known = rule(length, "WORKDAY")
    computed = compute(known, start, CALENDAR)
    instants = colour_instants(known, computed, DEFAULTS, CALENDAR)
    assert instants is not None
    for instant, most in zip(instants, (3, 1), strict=False):
        day = instant.astimezone(OFFICE_ZONE).date()
        assert CALENDAR.workdays_between(day, computed.due_on) <= most
        assert CALENDAR.is_workday(day)


def test_thresholds_out_of_order_are_refused():
    with pytest.raises(Invalid) as refused:
        Thresholds(yellow_percent=10, orange_percent=30)
    assert refused.value.fields == {"orange_percent": "thresholds.order"}


def test_a_row_of_thresholds_must_be_whole_and_complete():
    row = {name: Decimal(getattr(DEFAULTS, name)) for name in Thresholds.__dataclass_fields__}
    assert thresholds_from_row(row) == DEFAULTS
    wrong = {**row, "yellow_percent": Decimal("12.5"), "blue_percent": Decimal(1)}
    del wrong["orange_workdays"]
    with pytest.raises(Invalid) as refused:
        thresholds_from_row(wrong)
    assert set(refused.value.fields) == {"yellow_percent", "blue_percent", "orange_workdays"}


def test_the_colours_of_a_long_clock_are_found_at_once():
    computed = compute(rule(2, "YEAR"), date(2024, 1, 2), CALENDAR)
    instants = colour_instants(rule(2, "YEAR"), computed, DEFAULTS, CALENDAR)
    assert instants is not None
    assert instants.red_at - instants.yellow_at < timedelta(days=8)
