"""What a screen looks through: one instant, the offices' calendars, the runner that reads state.

Nothing below this door reads a clock; every number of days on one page is counted from the same
instant.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.desk import Desk
from engine.queries.kept import kept
from engine.rules.calendar import WorkCalendar, local_day
from engine.storage.models import CalendarOverrideRow, OfficeRow
from engine.storage.office_calendars import Calendars
from engine.storage.reading import ask
from engine.workflow import Runner

CalendarOf = Callable[[str], WorkCalendar]
SPECIAL = select(CalendarOverrideRow.office_id).distinct()  # offices with exceptions of their own


@dataclass(frozen=True, slots=True)
class Lens:
    """The present instant (aware UTC) and what is needed to judge it."""

    now: datetime
    calendars: Calendars
    runner: Runner

    @property
    def today(self) -> date:
        """The office's day at this instant."""
        return local_day(self.now)

    def days(self, session: Session) -> CalendarOf:
        """Return a function from an office's path to the calendar it counts by.

        Costs a fixed number of statements, however many offices are asked about: an office
        counts like the nearest one above it that has exceptions of its own, else like the nation.
        """
        return kept(session, "days", lambda: self._days(session))

    def _days(self, session: Session) -> CalendarOf:
        special = {office_id for (office_id,) in ask(session, SPECIAL)}
        known: dict[int | None, WorkCalendar] = {None: self.calendars.of(session, None)}

        @cache  # a board asks for every office and colour
        def calendar_of(path: str) -> WorkCalendar:
            chain = [int(part) for part in path.split("/") if part]
            nearest = next((each for each in reversed(chain) if each in special), None)
            if nearest not in known:
                known[nearest] = self.calendars.of(session, session.get(OfficeRow, nearest))
            return known[nearest]

        return calendar_of


def lens_of(desk: Desk) -> Lens:
    """Return the lens of this moment."""
    return Lens(desk.now(), desk.calendars, desk.runner)
