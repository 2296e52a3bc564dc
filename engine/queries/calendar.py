"""A year of the working calendar as a grid, for the nation or for one office."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.queries.lens import Lens
from engine.rules.calendar import DayKind, WorkCalendar
from engine.rules.errors import NotFound
from engine.storage.models import CalendarOverrideRow, CalendarYearRow, OfficeRow


@dataclass(frozen=True, slots=True)
class DayCell:
    """One day: what it is, its name (元旦, or an office's reason), and whether one works."""

    day: date
    kind: DayKind
    name: str
    works: bool


@dataclass(frozen=True, slots=True)
class Override:
    """A day on which an office (this one or one above it) differs from the nation."""

    day: date
    works: bool
    reason: str
    office_id: int
    office: str


@dataclass(frozen=True, slots=True)
class YearGrid:
    """A calendar year. ``official`` False: provisional (暂定), the notice is not out.

    ``months`` are twelve tuples of days; ``overrides`` the office's own exceptions.
    """

    year: int
    official: bool
    source: str
    version: int
    loaded_at: datetime
    office_id: int | None
    office: str | None
    months: tuple[tuple[DayCell, ...], ...]
    overrides: tuple[Override, ...]
    workdays: int


def calendar_year(
    session: Session, lens: Lens, year: int, office_id: int | None = None
) -> YearGrid:
    """Return a year, for an office with its own exceptions and those of the offices above it.

    Raises:
        NotFound: ``calendar.unknown_year`` or ``office.unknown``.

    """
    row = session.get(CalendarYearRow, year)
    if row is None:
        raise NotFound("calendar.unknown_year", year=year)
    office = session.get(OfficeRow, office_id) if office_id is not None else None
    if office_id is not None and office is None:
        raise NotFound("office.unknown", office=office_id)
    calendar = lens.calendars.of(session, office)
    months = tuple(_month(calendar, year, month) for month in range(1, 13))
    return YearGrid(
        year=year,
        official=row.official,
        source=row.source,
        version=row.version,
        loaded_at=row.loaded_at,
        office_id=office_id,
        office=office.name if office else None,
        months=months,
        overrides=_overrides(session, office, year) if office else (),
        workdays=sum(cell.works for month in months for cell in month),
    )


def counted_version(session: Session, lens: Lens, office_id: int | None = None) -> str:
    """Return the word for the days the nation or an office counts by; others, another word."""
    office = session.get(OfficeRow, office_id) if office_id is not None else None
    return lens.calendars.of(session, office).version


def known_years(session: Session) -> tuple[tuple[int, bool], ...]:
    """Return the years that can be shown, with whether each is official."""
    query = select(CalendarYearRow.year, CalendarYearRow.official).order_by(CalendarYearRow.year)
    return tuple((year, official) for year, official in session.execute(query))


def _month(calendar: WorkCalendar, year: int, month: int) -> tuple[DayCell, ...]:
    first = date(year, month, 1)
    days = (first + timedelta(days=offset) for offset in range(31))
    return tuple(
        DayCell(day, calendar.kind(day), calendar.name(day), calendar.is_workday(day))
        for day in days
        if day.month == month
    )


def _overrides(session: Session, office: OfficeRow, year: int) -> tuple[Override, ...]:
    chain = [int(part) for part in office.path.split("/") if part]
    query = (
        select(CalendarOverrideRow, OfficeRow.name)
        .join(OfficeRow, OfficeRow.id == CalendarOverrideRow.office_id)
        .where(
            CalendarOverrideRow.office_id.in_(chain),
            CalendarOverrideRow.day.between(date(year, 1, 1), date(year, 12, 31)),
        )
        .order_by(CalendarOverrideRow.day)
    )
    return tuple(
        Override(row.day, row.works, row.reason, row.office_id, name)
        for row, name in session.execute(query)
    )
