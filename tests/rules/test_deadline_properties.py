"""What holds for every period, whatever its start."""

from datetime import date, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.rules.deadline_rule import Roll
from engine.rules.deadlines import Extension, Mark, Pause, compute, count_days
from tests.rules.brute_force import last_day
from tests.rules.calendars import CALENDAR
from tests.rules.ways import rule

THOUSAND = settings(max_examples=1000, deadline=None)
STARTS = st.dates(date(2010, 1, 1), date(2023, 3, 31))
LENGTHS = {"DAY": 90, "WORKDAY": 60, "MONTH": 6, "YEAR": 1}


@st.composite
def pauses_near(draw: st.DrawFn, start: date) -> list[Pause]:
    found = []
    for _ in range(draw(st.integers(0, 3))):
        begins = start + timedelta(days=draw(st.integers(-10, 80)))
        found.append(Pause(begins, begins + timedelta(days=draw(st.integers(0, 25)))))
    return found


@st.composite
def periods(draw: st.DrawFn):
    unit = draw(st.sampled_from(sorted(LENGTHS)))
    length = draw(st.integers(1, LENGTHS[unit]))
    roll = draw(st.sampled_from(list(Roll)))
    start = draw(STARTS)
    most = max(1, LENGTHS[unit] // 4)
    grants = draw(st.lists(st.integers(1, most), max_size=2))
    return rule(length, unit, roll=roll), start, draw(pauses_near(start)), grants


def granted(lengths: list[int]) -> list[Extension]:
    return [Extension(length, date(2026, 1, 5)) for length in lengths]


@THOUSAND
@given(periods())
def test_the_naive_counter_agrees(period):
    known, start, pauses, grants = period
    computed = compute(known, start, CALENDAR, pauses, granted(grants))
    spans = [(pause.from_on, pause.to_on) for pause in pauses]
    lengths = [known.length, *grants]
    expected = last_day(start, str(known.unit), lengths, str(known.roll), spans)
    assert (computed.raw_end_on, computed.due_on) == expected


@given(periods())
def test_a_period_that_rolls_never_ends_on_a_day_the_office_is_closed(period):
    known, start, pauses, grants = period
    due_on = compute(known, start, CALENDAR, pauses, granted(grants)).due_on
    if known.roll is Roll.WORKDAY or known.unit == "WORKDAY":
        assert CALENDAR.is_workday(due_on)
    if known.roll is Roll.HOLIDAY_ONLY:
        assert not CALENDAR.is_holiday(due_on)
    if known.roll is not Roll.NONE:
        assert not any(pause.holds(due_on) for pause in pauses)


@given(periods())
def test_starting_a_day_later_never_ends_earlier(period):
    known, start, _, _ = period
    first = compute(known, start, CALENDAR).due_on
    assert compute(known, start + timedelta(days=1), CALENDAR).due_on >= first


@given(periods(), st.integers(1, 10))
def test_an_extension_never_brings_the_end_forward(period, length):
    known, start, pauses, grants = period
    before = compute(known, start, CALENDAR, pauses, granted(grants))
    after = compute(known, start, CALENDAR, pauses, granted([*grants, length]))
    assert after.due_on >= before.due_on
    assert after.raw_end_on > before.raw_end_on


@given(periods(), STARTS, st.integers(0, 30))
def test_a_pause_never_brings_the_end_forward(period, begins, length):
    known, start, pauses, grants = period
    more = [*pauses, Pause(begins, begins + timedelta(days=length))]
    before = compute(known, start, CALENDAR, pauses, granted(grants))
    assert compute(known, start, CALENDAR, more, granted(grants)).due_on >= before.due_on


@given(periods())
def test_the_same_pause_entered_twice_counts_once(period):
    known, start, pauses, grants = period
    once = compute(known, start, CALENDAR, pauses, granted(grants))
    twice = compute(known, start, CALENDAR, [*pauses, *pauses], granted(grants))
    assert (once.raw_end_on, once.due_on) == (twice.raw_end_on, twice.due_on)


@given(STARTS, st.integers(1, 60), st.data())
def test_a_period_in_days_is_its_length_and_its_paused_days(start, length, data):
    pauses = data.draw(pauses_near(start))
    grants = data.draw(st.lists(st.integers(1, 20), max_size=2))
    raw_end = compute(rule(length), start, CALENDAR, pauses, granted(grants)).raw_end_on
    stretch = [start + timedelta(days=n) for n in range(1, (raw_end - start).days + 1)]
    paused = [day for day in stretch if any(pause.holds(day) for pause in pauses)]
    assert len(stretch) == length + sum(grants) + len(paused)


@given(periods())
def test_the_picture_counts_to_the_length_of_the_period(period):
    known, start, pauses, grants = period
    if known.unit in ("MONTH", "YEAR"):
        return
    computed = compute(known, start, CALENDAR, pauses, granted(grants))
    cells = list(count_days(computed.span, known.unit, CALENDAR, pauses))
    numbers = [cell.number for cell in cells if cell.number is not None]
    assert numbers == list(range(1, known.length + sum(grants) + 1))
    assert (cells[0].mark, cells[-1].mark) == (Mark.START, Mark.DUE)
    assert [cell.day for cell in cells if cell.number == numbers[-1]] == [computed.raw_end_on]


@given(periods())
@example((rule(1), date(2010, 1, 1), [Pause(date(2010, 1, 3), date(2010, 1, 3), "")], []))
def test_the_steps_end_on_the_last_day_and_none_goes_back(period):
    known, start, pauses, grants = period
    computed = compute(known, start, CALENDAR, pauses, granted(grants))
    days = [step.day for step in computed.steps if step.day is not None]
    assert days == sorted(days)
    assert days[-1] == computed.due_on


@pytest.mark.parametrize("unit", sorted(LENGTHS))
def test_every_start_of_2026_is_counted_like_the_naive_counter_does(unit):
    start = date(2025, 6, 1)
    while start < date(2026, 10, 1):
        for length in (1, 3, 7, 15, 30) if unit in ("DAY", "WORKDAY") else (1,):
            if unit == "YEAR" and start.year == 2026:
                continue
            computed = compute(rule(length, unit), start, CALENDAR)
            expected = last_day(start, unit, [length], "WORKDAY", [])
            assert (computed.raw_end_on, computed.due_on) == expected
        start += timedelta(days=1)
