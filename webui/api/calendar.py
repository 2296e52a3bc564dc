"""The calendar of a year: which days count, and whether a notice says so."""

from engine.queries.calendar import YearGrid, calendar_year
from engine.queries.lens import lens_of
from webui.api.schemas.calendar import CalendarListSchema, CalendarSchema
from webui.api.section import Section
from webui.auth import desk
from webui.database import db

bp = Section("api_calendar", "Calendar")


@bp.reads("/calendar/<int:year>", CalendarSchema, asks=CalendarListSchema)
def show_year(year: int, asked: int | None) -> YearGrid:
    """Show every day of a year: the nation's calendar, or that of an office.

    Without a notice of the State Council a year is provisional (暂定): `official` is false.
    """
    return calendar_year(db.session(), lens_of(desk()), year, asked)
