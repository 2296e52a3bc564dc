"""The office calendar in the database: national years, an office's exceptions, one version.

A year is *official* (the State Council's yearly notice, make-up days included) or *provisional*
(暂定: the 13 statutory days and plain weekends, because the notice is not out yet).
"""

import secrets
from datetime import date
from importlib.metadata import version as version_of

import chinese_calendar.constants as official
import holidays
from sqlalchemy import delete, extract, insert, select

from engine.rules.calendar import CalendarDay, DayKind, WorkCalendar
from engine.rules.errors import Invalid
from engine.storage.models import (
    CalendarDayRow,
    CalendarOverrideRow,
    CalendarYearRow,
    OfficeRow,
)
from engine.storage.office_calendars import NOTICE, Days, national
from engine.storage.work import Work

FIRST_YEAR = 2020
YEARS_AHEAD = 2  # provisional years kept beyond the last official one
NATIONAL = (DayKind.HOLIDAY, DayKind.MAKEUP)

NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
}


def official_days(year: int) -> Days:
    """Return the days of the State Council's notice for *year*; empty if it is not out.

    Source: PyPI chinesecalendar, which transcribes the notices of 国务院办公厅.
    """
    found = {
        day: CalendarDay(DayKind.HOLIDAY, NAMES.get(name, name))
        for day, name in official.holidays.items()
        if day.year == year
    }
    makeup = {
        day: CalendarDay(DayKind.MAKEUP, NAMES.get(name, name))
        for day, name in official.workdays.items()
        if day.year == year and day.weekday() >= 5
    }
    return {**found, **makeup}


def statutory_days(year: int) -> Days:
    """Return the statutory holidays of *year* without swaps: what is certain before the notice.

    Source: 全国年节放假办法 (2024-11-10) art. 2, lunar days from PyPI holidays.
    """
    named = holidays.country_holidays("CN", years=year, language="zh_CN")
    return {
        day: CalendarDay(DayKind.HOLIDAY, name.replace("农历除夕", "除夕"))
        for day, name in named.items()
        if "补假" not in name and "休息日" not in name
    }


def seed(work: Work) -> None:
    """Load every national year we know and the provisional ones after it; known years stay."""
    known = set(work.session.scalars(select(CalendarYearRow.year)))
    last = max(day.year for day in official.holidays)
    package = _package("chinesecalendar")
    for year in range(FIRST_YEAR, last + 1):
        if year not in known:
            source = f"国务院办公厅关于{year}年部分节假日安排的通知（{package}）"
            _write_year(work, year, official_days(year), (True, source))
    add_provisional(work, last + YEARS_AHEAD)


def add_provisional(work: Work, through: int) -> None:
    """Make sure that every year up to *through* is there, provisional where no notice is."""
    known = set(work.session.scalars(select(CalendarYearRow.year)))
    source = f"按《全国年节放假办法》推算，暂定（{_package('holidays')}）"
    for year in range(FIRST_YEAR, through + 1):
        if year not in known:
            _write_year(work, year, statutory_days(year), (False, source))


def _package(name: str) -> str:
    return f"{name} {version_of(name)}"


def load_year(work: Work, year: int, days: Days, source: str) -> frozenset[date]:
    """Make *days* the official calendar of *year*; return the days that now count differently.

    A notice may reach back into December (New Year's Day 2023 began on 2022-12-31).

    Raises:
        Invalid: ``calendar.year_empty``; or ``calendar.year_unreadable``, ``fields`` mapping an
            ISO day to ``calendar.other_year``, ``calendar.kind`` or ``calendar.makeup_on_weekday``.

    """
    if not any(each.kind is DayKind.HOLIDAY for each in days.values()):
        raise Invalid("calendar.year_empty", year=year)
    wrong = {
        day.isoformat(): code for day, each in days.items() if (code := _fault(year, day, each))
    }
    if wrong:
        raise Invalid("calendar.year_unreadable", fields=wrong, year=year)
    before = national(work.session)
    _write_year(work, year, days, (True, source))
    return changed_days(before, national(work.session))


def _fault(year: int, day: date, each: CalendarDay) -> str:
    if day.year != year and (day.year, day.month) != (year - 1, 12):
        return "calendar.other_year"
    if each.kind not in NATIONAL:
        return "calendar.kind"
    if each.kind is DayKind.MAKEUP and day.weekday() < 5:
        return "calendar.makeup_on_weekday"
    return ""


def _write_year(work: Work, year: int, days: Days, standing: tuple[bool, str]) -> None:
    session, (is_official, source) = work.session, standing
    row = session.get(CalendarYearRow, year)
    replaced = (extract("year", CalendarDayRow.day) == year) | CalendarDayRow.day.in_(days)
    session.execute(delete(CalendarDayRow).where(replaced))
    rows = [
        {"day": day, "kind": each.kind.value, "name": each.name}
        for day, each in sorted(days.items())
    ]
    session.execute(insert(CalendarDayRow), rows)
    session.merge(
        CalendarYearRow(
            year=year,
            official=is_official,
            source=source,
            version=row.version + 1 if row else 1,
            loaded_at=work.recorded_at,
        )
    )
    touch(work)


def set_override(work: Work, office: OfficeRow, day: date, works: bool | None, reason: str) -> None:  # noqa: FBT001  # three answers: open, closed, as the nation
    """Say that *office* and those below it work on *day* or not; None: as the nation does."""
    where = (CalendarOverrideRow.office_id == office.id, CalendarOverrideRow.day == day)
    work.session.execute(delete(CalendarOverrideRow).where(*where))
    if works is not None:
        work.session.add(
            CalendarOverrideRow(
                office_id=office.id,
                day=day,
                works=works,
                reason=reason,
                set_by=work.actor_id,
                set_at=work.recorded_at,
            )
        )
    touch(work)


def touch(work: Work) -> None:
    """Note that a day has changed, so that nobody counts with a calendar read before."""
    # A random word and not a number: after a rollback the same number would name other days.
    work.session.info.pop(NOTICE, None)
    work.set_notice(NOTICE, {"revision": secrets.token_hex(8)})


def changed_days(before: WorkCalendar, after: WorkCalendar) -> frozenset[date]:
    """Return the days on which the two do not agree whether the office works."""
    days = before.days.keys() | after.days.keys()
    return frozenset(day for day in days if before.is_workday(day) != after.is_workday(day))
