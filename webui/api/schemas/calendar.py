"""One year of the calendar."""

from typing import Any

from marshmallow import fields

from engine.queries.calendar_year import CalendarYear
from engine.rules.calendar import DayKind
from webui.api.schemas.shape import Given, Shown, line, shown_code

WORKED = frozenset({DayKind.MAKEUP, DayKind.OPENED})


class CalendarListSchema(Given):
    """Whose calendar is wanted; the nation's if no office is named."""

    office = line(80, optional=True, about="An office's code.")


class DaySchema(Shown):
    """A day that differs from a plain week."""

    day = fields.Date(required=True)
    works = fields.Boolean(required=True)
    kind = shown_code(DayKind)
    name = fields.String(required=True)


class CalendarSchema(Shown):
    """A year, as an office counts by it."""

    year = fields.Integer(required=True)
    official = fields.Boolean(required=True)
    source = fields.String(required=True)
    days = fields.Method("listed_days", required=True)

    def listed_days(self, year: CalendarYear) -> list[dict[str, Any]]:
        """Return the days as lines."""
        lines = [
            {"day": day, "works": each.kind in WORKED, "kind": each.kind, "name": each.name}
            for day, each in year.days
        ]
        return [DaySchema().dump(line) for line in lines]
