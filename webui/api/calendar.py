"""The calendar of a year: which days differ from a plain week, and whether a notice says so."""

from typing import Any

from engine.queries.calendar_year import CalendarYear, calendar_year
from webui.api.schemas.calendar import CalendarListSchema, CalendarSchema
from webui.api.section import Section
from webui.auth import desk
from webui.database import db

bp = Section("api_calendar", "Calendar")


@bp.reads("/calendar/<int:year>", CalendarSchema, asks=CalendarListSchema)
def show_year(year: int, asked: dict[str, Any]) -> CalendarYear:
    """Show a year: holidays and make-up working days; of an office, if one is named by code.

    Days that are not listed are as in a plain week. Without a notice of the State Council the
    year is provisional (暂定): `official` is false.
    """
    return calendar_year(desk(), db.session(), year, asked["office"])
