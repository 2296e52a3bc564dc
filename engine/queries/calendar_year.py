"""One year of the calendar, as an office counts by it."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.desk import Desk
from engine.rules.calendar import CalendarDay
from engine.rules.errors import NotFound
from engine.storage.models import CalendarYearRow, OfficeRow


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """A year: whether a notice covers it, where it stands, and the days unlike a plain week."""

    year: int
    official: bool
    source: str
    days: tuple[tuple[date, CalendarDay], ...]


def calendar_year(
    desk: Desk, session: Session, year: int, office_code: str | None = None
) -> CalendarYear:
    """Return a year of the nation's calendar, or of an office's with its own exceptions.

    Raises:
        NotFound: ``office.unknown``.

    """
    office = None
    if office_code is not None:
        office = session.scalar(select(OfficeRow).where(OfficeRow.code == office_code))
        if office is None:
            raise NotFound("office.unknown", office=office_code)
    calendar = desk.calendar(session, office)
    row = session.get(CalendarYearRow, year)
    days = ((day, each) for day, each in sorted(calendar.days.items()) if day.year == year)
    return CalendarYear(year, year in calendar.covered, row.source if row else "", tuple(days))
