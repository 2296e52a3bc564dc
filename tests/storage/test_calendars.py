"""The calendar in the database: official and provisional years, an office's exceptions."""

from datetime import date

import pytest
from sqlalchemy import select

from engine.rules.calendar import CalendarDay, DayKind
from engine.rules.errors import Invalid
from engine.storage.calendars import (
    add_provisional,
    load_year,
    official_days,
    seed,
    set_override,
    statutory_days,
)
from engine.storage.models import CalendarYearRow
from engine.storage.office_calendars import Calendars
from engine.storage.work import unit_of_work
from tests.storage.makers import AT, make_office

HOLIDAY = CalendarDay(DayKind.HOLIDAY, "元旦")
MAKEUP = CalendarDay(DayKind.MAKEUP, "元旦")


@pytest.fixture
def work(database):
    with unit_of_work(database, AT, AT, None) as opened:
        yield opened


@pytest.fixture
def seeded(work):
    seed(work)
    return work


def test_the_weekend_days_worked_in_2026_are_those_of_the_notice():
    days = official_days(2026)
    worked = sorted(day.isoformat() for day, each in days.items() if each.kind is DayKind.MAKEUP)
    assert worked == [
        "2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10",
    ]  # fmt: skip
    assert days[date(2026, 2, 17)].name == "春节"


@pytest.mark.parametrize("year", [2025, 2026, 2027, 2029, 2035])
def test_thirteen_days_are_certain_before_the_notice_is_out(year):
    days = statutory_days(year)
    assert len(days) == 13
    assert {each.kind for each in days.values()} == {DayKind.HOLIDAY}


def test_in_2028_mid_autumn_falls_on_a_day_of_the_national_holiday():
    days = statutory_days(2028)
    assert len(days) == 12
    assert "中秋" in days[date(2028, 10, 3)].name


def test_2020_to_2026_are_official_and_the_years_after_provisional(seeded):
    rows = seeded.session.scalars(select(CalendarYearRow).order_by(CalendarYearRow.year)).all()
    assert [(row.year, row.official) for row in rows] == [
        *((year, True) for year in range(2020, 2027)), (2027, False), (2028, False),
    ]  # fmt: skip
    assert rows[6].source.startswith("国务院办公厅关于2026年部分节假日安排的通知（chinesecalendar")
    assert "暂定" in rows[7].source


def test_make_up_days_count_and_holidays_do_not(seeded):
    calendar = Calendars().of(seeded.session)
    assert calendar.is_workday(date(2026, 2, 14))
    assert not calendar.is_workday(date(2026, 2, 16))
    assert not calendar.is_provisional(date(2026, 2, 16))
    assert calendar.is_provisional(date(2027, 1, 4))
    assert not calendar.is_workday(date(2027, 2, 8))  # Monday, third day of the Spring Festival


def test_seeding_again_changes_nothing(seeded):
    before = Calendars().of(seeded.session).version
    seed(seeded)
    assert Calendars().of(seeded.session).version == before


def test_loading_the_notice_makes_a_year_official_and_says_which_days_moved(seeded):
    before = Calendars().of(seeded.session)
    days = {**statutory_days(2027), date(2027, 1, 2): HOLIDAY, date(2027, 1, 3): MAKEUP,
            date(2027, 2, 9): HOLIDAY}  # fmt: skip
    moved = load_year(seeded, 2027, days, "国办发明电〔2026〕7号")
    after = Calendars().of(seeded.session)
    assert moved == {date(2027, 1, 3), date(2027, 2, 9)}  # 01-02 is a Saturday: free either way
    assert not after.is_provisional(date(2027, 1, 4))
    assert after.version != before.version
    row = seeded.session.get(CalendarYearRow, 2027)
    assert (row.official, row.source, row.version) == (True, "国办发明电〔2026〕7号", 2)


def test_loading_the_very_days_we_expected_still_ends_the_provisional_state(seeded):
    before = Calendars().of(seeded.session).version
    assert load_year(seeded, 2027, statutory_days(2027), "通知") == frozenset()
    assert Calendars().of(seeded.session).version != before


def test_a_notice_may_reach_back_into_december(seeded):
    days = {**statutory_days(2027), date(2026, 12, 31): HOLIDAY}
    assert load_year(seeded, 2027, days, "通知") == {date(2026, 12, 31)}
    assert not Calendars().of(seeded.session).is_workday(date(2026, 12, 31))


@pytest.mark.parametrize(
    ("day", "each", "code"),
    [
        (date(2026, 11, 30), HOLIDAY, "calendar.other_year"),
        (date(2028, 1, 1), HOLIDAY, "calendar.other_year"),
        (date(2027, 3, 1), MAKEUP, "calendar.makeup_on_weekday"),
        (date(2027, 3, 1), CalendarDay(DayKind.CLOSED), "calendar.kind"),
    ],
)
def test_an_unlikely_day_stops_the_load_and_is_named(seeded, day, each, code):
    with pytest.raises(Invalid) as refused:
        load_year(seeded, 2027, {**statutory_days(2027), day: each}, "通知")
    assert refused.value.fields == {day.isoformat(): code}
    assert not seeded.session.get(CalendarYearRow, 2027).official


def test_a_year_without_holidays_is_refused(seeded):
    with pytest.raises(Invalid, match=r"calendar\.year_empty"):
        load_year(seeded, 2027, {}, "通知")


def test_a_later_year_is_added_when_it_comes_into_view(seeded):
    add_provisional(seeded, 2030)
    assert not seeded.session.get(CalendarYearRow, 2030).official


def test_an_offices_exception_holds_below_it_until_a_nearer_one(seeded):
    county = make_office(seeded.session, "county")
    town = make_office(seeded.session, "town", county)
    village = make_office(seeded.session, "village", town)
    sunday, monday = date(2026, 3, 8), date(2026, 3, 9)
    set_override(seeded, county, sunday, True, "专项行动")
    set_override(seeded, county, monday, False, "停电")
    set_override(seeded, town, monday, True, "照常")
    calendars = Calendars()
    seen = {}
    for office in (county, town, village):
        calendar = calendars.of(seeded.session, office)
        seen[office.code] = [calendar.is_workday(sunday), calendar.is_workday(monday)]
    assert seen == {"county": [True, False], "town": [True, True], "village": [True, True]}
    assert not calendars.of(seeded.session).is_workday(sunday)


def test_an_exception_taken_back_leaves_the_nations_day(seeded):
    office, calendars = make_office(seeded.session), Calendars()
    plain = calendars.of(seeded.session, office).version
    set_override(seeded, office, date(2026, 3, 9), False, "停电")
    assert calendars.of(seeded.session, office).version != plain
    set_override(seeded, office, date(2026, 3, 9), None, "")
    assert calendars.of(seeded.session, office).version == plain


def test_a_calendar_is_built_once_until_a_day_changes(seeded):
    calendars = Calendars()
    first = calendars.of(seeded.session)
    assert calendars.of(seeded.session) is first
    load_year(seeded, 2027, statutory_days(2027), "通知")
    assert calendars.of(seeded.session) is not first


def test_a_change_rolled_back_is_not_remembered(database):
    with unit_of_work(database, AT, AT, None) as work:
        seed(work)
    calendars = Calendars()
    with pytest.raises(ZeroDivisionError):
        _change_look_and_fail(database, calendars)
    with database.read() as session:
        assert calendars.of(session).is_provisional(date(2027, 3, 1))


def _change_look_and_fail(database, calendars):
    with unit_of_work(database, AT, AT, None) as work:
        load_year(work, 2027, statutory_days(2027), "通知")
        assert not calendars.of(work.session).is_provisional(date(2027, 3, 1))
        raise ZeroDivisionError
