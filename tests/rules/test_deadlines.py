"""When a time limit ends, and why."""

from datetime import UTC, date, datetime, timedelta

import pytest

from engine.rules.calendar import OFFICE_ZONE
from engine.rules.deadline_rule import DayEnd, Extendable, Roll, Unit
from engine.rules.deadlines import (
    Extension,
    Pause,
    Remaining,
    check_extension,
    check_pause,
    compute,
    count_days,
    cut_to,
    remaining,
)
from engine.rules.errors import Invalid
from tests.rules.calendars import CALENDAR, WITH_2027
from tests.rules.ways import rule

MONTH = rule(1, "MONTH")
THIRTY = rule(30)


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


def at(text: str) -> datetime:
    """An instant in Beijing, 2026."""
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=OFFICE_ZONE)


@pytest.mark.parametrize(
    ("started", "due_on"),
    [
        (datetime(2026, 3, 1, 15, 59, 59, tzinfo=UTC), day("03-31")),  # Sunday 23:59:59 in Beijing
        (datetime(2026, 3, 1, 16, 0, tzinfo=UTC), day("04-01")),  # Monday 00:00 in Beijing
    ],
)
def test_the_start_day_is_the_day_it_is_at_the_office(started, due_on):
    assert compute(THIRTY, started, CALENDAR).due_on == due_on


def test_the_last_day_lasts_until_midnight_at_the_office():
    computed = compute(THIRTY, day("03-02"), CALENDAR)
    assert computed.due_on == day("04-01")
    assert computed.due_at == datetime(2026, 4, 1, 16, 0, tzinfo=UTC)


def test_where_the_rule_says_so_the_last_day_ends_when_the_office_closes():
    closing = rule(1, "WORKDAY", day_end=DayEnd.CLOSE)
    assert compute(closing, day("03-02"), CALENDAR).due_at == at("03-03T17:30")


def test_hours_run_from_the_instant_through_night_and_holiday():
    computed = compute(rule(2, "HOUR"), at("02-15T23:30"), CALENDAR)
    assert computed.due_at == at("02-16T01:30")
    assert computed.due_on == day("02-16")


def test_hours_cannot_start_on_a_mere_day():
    with pytest.raises(Invalid, match=r"deadline\.needs_instant"):
        compute(rule(2, "HOUR"), day("03-02"), CALENDAR)


def test_hours_stand_still_on_a_paused_day_and_can_be_extended():
    pauses = [Pause(day("03-03"), day("03-04"))]
    computed = compute(rule(24, "HOUR"), at("03-02T10:00"), CALENDAR, pauses, [])
    assert computed.due_at == at("03-04T10:00")
    more = compute(
        rule(24, "HOUR"), at("03-02T10:00"), CALENDAR, pauses, [Extension(5, day("03-02"))]
    )
    assert more.due_at == at("03-04T15:00")
    late = [Pause(day("03-09"), day("03-10"))]
    assert compute(rule(24, "HOUR"), at("03-02T10:00"), CALENDAR, late).due_at == at("03-03T10:00")
    assert compute(rule(24, "HOUR"), at("03-02T10:00"), CALENDAR, [Pause(day("03-03"))]).paused


def test_an_agreed_day_is_the_day_itself():
    agreed = rule(0, "DATE", extendable=Extendable.NO, roll=Roll.NONE)
    assert compute(agreed, day("10-03"), CALENDAR).due_on == day("10-03")


def test_an_open_pause_leaves_no_due_day():
    computed = compute(THIRTY, day("03-02"), CALENDAR, [Pause(day("03-10"), reason="鉴定")])
    assert computed.paused
    assert computed.paused_from == day("03-10")
    assert (computed.raw_end_on, computed.due_on, computed.due_at) == (None, None, None)


def test_a_pause_opened_after_the_end_changes_nothing():
    computed = compute(THIRTY, day("03-02"), CALENDAR, [Pause(day("04-02"))])
    assert computed.due_on == day("04-01")


def test_a_pause_opened_on_the_days_rolled_over_holds_the_clock():
    rolled = compute(THIRTY, day("08-28"), CALENDAR)
    assert (rolled.raw_end_on, rolled.due_on) == (day("09-27"), day("09-28"))
    assert compute(THIRTY, day("08-28"), CALENDAR, [Pause(day("09-28"))]).paused


def test_a_pause_that_ends_before_it_begins_is_refused():
    with pytest.raises(Invalid, match=r"deadline\.pause_order"):
        Pause(day("03-10"), day("03-09"))


def test_the_order_in_which_pauses_are_told_does_not_matter():
    pauses = [Pause(day("03-20"), day("03-25")), Pause(day("03-05"), day("03-08"))]
    one, other = (compute(THIRTY, day("03-02"), CALENDAR, p) for p in (pauses, pauses[::-1]))
    assert one == other


@pytest.mark.parametrize(
    ("differs", "granted", "asked", "code"),
    [
        ({"extendable": Extendable.NO}, [], Extension(5, day("03-20")), "not_extendable"),
        ({}, [], Extension(0, day("03-20")), "extension_length"),
        ({"extension_cap": 10}, [], Extension(11, day("03-20")), "extension_cap"),
        (
            {"extension_count": 1},
            [Extension(5, day("03-15"))],
            Extension(5, day("03-20")),
            "extension_count",
        ),
        ({}, [], Extension(5, day("04-02")), "extension_late"),  # the day after the last
    ],
)
def test_an_extension_out_of_bounds_is_refused(differs, granted, asked, code):
    known = rule(30, **differs)
    old = compute(known, day("03-02"), CALENDAR, (), granted)
    with pytest.raises(Invalid) as refused:
        check_extension(known, old, granted, asked)
    assert refused.value.code == f"deadline.{code}"


def test_an_extension_may_still_be_granted_on_the_last_day():
    old = compute(THIRTY, day("03-02"), CALENDAR)
    check_extension(THIRTY, old, [], Extension(5, old.due_on))


def test_what_was_granted_stays_granted_when_the_calendar_changes():
    late = [Extension(5, day("04-02"))]
    assert compute(THIRTY, day("03-02"), CALENDAR, (), late).due_on == day("04-07")


def test_a_rule_that_knows_no_pause_refuses_one():
    fixed = rule(30, pausable=False)
    old = compute(fixed, day("03-02"), CALENDAR)
    for act in (
        lambda: compute(fixed, day("03-02"), CALENDAR, [Pause(day("03-10"))]),
        lambda: check_pause(fixed, old, Pause(day("03-10"))),
    ):
        with pytest.raises(Invalid, match=r"deadline\.not_pausable"):
            act()


def test_a_pause_comes_too_late_after_the_last_day():
    old = compute(THIRTY, day("03-02"), CALENDAR)
    check_pause(THIRTY, old, Pause(day("04-01")))
    with pytest.raises(Invalid, match=r"deadline\.pause_late"):
        check_pause(THIRTY, old, Pause(day("04-02")))


@pytest.mark.parametrize(
    ("known", "start", "due_on", "provisional"),
    [
        (rule(30), "2026-12-02", "2027-01-04", True),  # Friday is New Year's Day: provisional
        (rule(30), "2026-12-01", "2026-12-31", False),  # ends on the last covered day
        (rule(5, "WORKDAY"), "2026-12-31", "2027-01-08", True),
        (rule(5, "WORKDAY"), "2026-12-24", "2026-12-31", False),
        (rule(30, roll=Roll.NONE), "2026-12-02", "2027-01-01", False),  # asks no calendar
        (rule(400), "2025-12-02", "2027-01-06", True),
    ],
)
def test_an_end_the_notices_do_not_reach_is_provisional(known, start, due_on, provisional):
    computed = compute(known, date.fromisoformat(start), WITH_2027)
    assert str(computed.due_on) == due_on
    assert computed.provisional is provisional


def test_every_step_of_the_way_is_told():
    pauses = [Pause(day("03-09"), day("03-19"), "鉴定")]
    grants = [Extension(15, day("04-01"), "各方同意")]
    computed = compute(THIRTY, at("02-24T14:06"), CALENDAR, pauses, grants)
    assert [(step.code, step.day) for step in computed.steps] == [
        ("basis", None),
        ("start", day("02-24")),
        ("count", day("03-26")),
        ("pause", day("04-05")),
        ("extend", day("04-20")),
        ("roll", day("04-20")),
        ("result", day("04-20")),
    ]
    told = {step.code: step.params for step in computed.steps}
    assert told["start"]["first"] == day("02-25")
    assert told["pause"]["days"] == 10
    assert told["extend"]["length"] == 15


def test_a_step_that_did_nothing_says_so():
    told = {step.code: step.params for step in compute(THIRTY, day("03-02"), CALENDAR).steps}
    assert told["pause"]["days"] == told["extend"]["length"] == told["roll"]["days"] == 0


def test_a_day_in_two_pauses_is_told_once():
    pauses = [Pause(day("03-10"), day("03-20")), Pause(day("03-15"), day("03-25"))]
    steps = compute(THIRTY, day("03-02"), CALENDAR, pauses).steps
    assert [step.params["days"] for step in steps if step.code == "pause"] == [10, 5]


def test_the_rung_of_the_ladder_is_cut_where_mediation_ends_first():
    mediation = compute(MONTH, day("01-30"), CALENDAR)  # to the last of February
    rung = compute(rule(15), day("02-16"), CALENDAR)
    cut = cut_to(rung, mediation, "PM-01")
    assert rung.due_on == day("03-03")
    assert (cut.due_on, cut.due_at) == (mediation.due_on, mediation.due_at)
    assert [step.code for step in cut.steps[-2:]] == ["cut", "result"]
    assert cut.steps[-2].params["by"] == "PM-01"
    assert cut_to(compute(rule(3), day("02-16"), CALENDAR), mediation, "PM-01").due_on == day(
        "02-24"
    )
    held = compute(rule(15), day("02-16"), CALENDAR, [Pause(day("02-20"))])
    assert cut_to(held, mediation, "PM-01") == held


def test_the_picture_numbers_each_counted_day_and_names_the_others():
    pauses = [Pause(day("03-09"), day("03-19"))]
    computed = compute(THIRTY, day("02-24"), CALENDAR, pauses)
    cells = {cell.day: cell for cell in count_days(computed.span, Unit.DAY, CALENDAR, pauses)}
    drawn = {cell: (cells[day(cell)].number, str(cells[day(cell)].mark)) for cell in DRAWN}
    assert drawn == DRAWN
    assert cells[day("04-05")].name == "清明节"


DRAWN = {
    "02-24": (None, "start"),
    "02-25": (1, "counted"),
    "03-08": (12, "counted"),
    "03-09": (None, "paused"),
    "03-18": (None, "paused"),
    "03-19": (13, "counted"),
    "04-05": (30, "raw_end"),
    "04-06": (None, "rolled"),
    "04-07": (None, "due"),
}


def test_the_picture_of_working_days_skips_what_the_office_does_not_work():
    computed = compute(rule(5, "WORKDAY"), day("09-30"), CALENDAR)
    cells = list(count_days(computed.span, Unit.WORKDAY, CALENDAR))
    numbered = [cell.number for cell in cells if cell.number]
    assert numbered == [1, 2, 3, 4, 5]
    assert [str(cell.mark) for cell in cells].count("skipped") == 8
    assert cells[-1].mark == "due"
    assert {cell.day: str(cell.kind) for cell in cells}[day("10-10")] == "makeup"


def test_the_picture_of_a_paused_period_ends_where_it_stands_still():
    pauses = [Pause(day("03-10"))]
    computed = compute(THIRTY, day("03-02"), CALENDAR, pauses)
    cells = list(count_days(computed.span, Unit.DAY, CALENDAR, pauses))
    assert (cells[-2].number, str(cells[-1].mark)) == (7, "paused")


def test_hours_have_no_numbers():
    computed = compute(rule(30, "HOUR"), at("03-02T10:00"), CALENDAR)
    assert [cell.number for cell in count_days(computed.span, Unit.HOUR, CALENDAR)] == [None, None]


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ("03-27T09:00", Remaining(Unit.WORKDAY, 3, today=False, overdue=False)),
        ("03-28T09:00", Remaining(Unit.WORKDAY, 3, today=False, overdue=False)),  # Saturday
        ("04-01T23:59", Remaining(Unit.WORKDAY, 0, today=True, overdue=False)),
        ("04-02T00:00", Remaining(Unit.WORKDAY, 1, today=False, overdue=True)),
        ("04-03T09:00", Remaining(Unit.WORKDAY, 2, today=False, overdue=True)),
    ],
)
def test_what_is_left_is_told_in_working_days(now, said):
    computed = compute(THIRTY, day("03-02"), CALENDAR)  # due Wednesday 04-01
    assert remaining(THIRTY, computed, at(now), CALENDAR) == said


def test_between_a_saturday_and_a_sunday_days_are_told():
    stays = rule(6, roll=Roll.NONE)
    computed = compute(stays, day("03-02"), CALENDAR)  # Sunday 03-08
    said = remaining(stays, computed, at("03-07T10:00"), CALENDAR)
    assert said == Remaining(Unit.DAY, 1, today=False, overdue=False)


@pytest.mark.parametrize(
    ("now", "hours", "overdue"),
    [("03-02T10:01", 2, False), ("03-02T11:59", 1, False), ("03-02T12:01", 1, True)],
)
def test_what_is_left_of_hours_is_never_nought_before_the_end(now, hours, overdue):
    short = rule(2, "HOUR")
    computed = compute(short, at("03-02T10:00"), CALENDAR)
    said = remaining(short, computed, at(now), CALENDAR)
    assert said == Remaining(Unit.HOUR, hours, today=not overdue, overdue=overdue)


def test_after_closing_time_on_the_last_day_hours_are_told():
    closing = rule(1, "WORKDAY", day_end=DayEnd.CLOSE)
    computed = compute(closing, day("03-02"), CALENDAR)
    said = remaining(closing, computed, at("03-03T18:00"), CALENDAR)
    assert said == Remaining(Unit.HOUR, 1, today=False, overdue=True)


def test_nothing_is_left_of_a_paused_clock_to_tell():
    computed = compute(THIRTY, day("03-02"), CALENDAR, [Pause(day("03-10"))])
    assert remaining(THIRTY, computed, at("03-12T09:00"), CALENDAR) is None


def test_far_dates_are_counted_like_near_ones():
    far = compute(THIRTY, date(2035, 3, 1), CALENDAR)
    assert far.due_on == date(2035, 4, 2)  # the 31st is a Saturday
    assert far.provisional
    assert compute(THIRTY, date(1999, 12, 31), CALENDAR).raw_end_on == date(2000, 1, 30)
    assert far.due_at - far.started_at == timedelta(days=33)
