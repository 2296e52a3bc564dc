"""Whether the years people count in are covered by a notice.

The State Council's notice for a year is published in the autumn before; from October on a next
year that is still provisional is something to look after.
"""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.storage.models import CalendarYearRow

FROM_MONTH = 10


def uncovered_years(session: Session, today: date) -> tuple[int, ...]:
    """Return this year, and from October on the next, if no notice covers it; *today* is local."""
    wanted = [today.year, today.year + 1] if today.month >= FROM_MONTH else [today.year]
    query = select(CalendarYearRow.year).where(
        CalendarYearRow.official, CalendarYearRow.year.in_(wanted)
    )
    covered = set(session.scalars(query))
    return tuple(year for year in wanted if year not in covered)
