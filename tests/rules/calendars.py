"""Calendars for the tests, built from the published days of ``chinesecalendar``."""

from datetime import date

from chinese_calendar import constants

from engine.rules.calendar import CalendarDay, DayKind, WorkCalendar

NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}


def published(first: int, last: int) -> WorkCalendar:
    """Return the calendar of the years *first* to *last*, all covered by notices."""
    days = {
        day: CalendarDay(kind, NAMES[name], "国务院办公厅通知")
        for kind, table in (
            (DayKind.HOLIDAY, constants.holidays),
            (DayKind.MAKEUP, constants.workdays),
        )
        for day, name in table.items()
        if first <= day.year <= last
    }
    return WorkCalendar(days, frozenset(range(first, last + 1)), f"{first}-{last}")


CALENDAR = published(2007, 2026)
STATUTORY_2027 = {
    date(2027, 1, 1): "元旦",
    date(2027, 2, 5): "春节",
    date(2027, 2, 6): "春节",
    date(2027, 2, 7): "春节",
    date(2027, 2, 8): "春节",
    date(2027, 4, 5): "清明节",
    date(2027, 5, 1): "劳动节",
    date(2027, 5, 2): "劳动节",
    date(2027, 6, 9): "端午节",
    date(2027, 9, 15): "中秋节",
    date(2027, 10, 1): "国庆节",
    date(2027, 10, 2): "国庆节",
    date(2027, 10, 3): "国庆节",
}
WITH_2027 = WorkCalendar(
    {
        **CALENDAR.days,
        **{
            day: CalendarDay(DayKind.HOLIDAY, name, "按放假办法推算")
            for day, name in STATUTORY_2027.items()
        },
    },
    CALENDAR.covered,
    "2007-2026+2027暂定",
)
