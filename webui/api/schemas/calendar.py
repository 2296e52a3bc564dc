"""One year of the calendar."""

from typing import Any

from marshmallow import fields, post_load, pre_dump

from engine.queries.calendar import YearGrid
from engine.rules.calendar import DayKind
from webui.api.limits import LARGEST_ID
from webui.api.schemas.shape import Given, Shown, asked_number, shown_code


class CalendarListSchema(Given):
    """Whose calendar is wanted; the nation's if no office is named."""

    office_id = asked_number(1, LARGEST_ID)

    @post_load
    def to_value(self, asked: dict[str, Any], **_: object) -> int | None:
        """Hand on the number alone."""
        office_id: int | None = asked["office_id"]
        return office_id


class DaySchema(Shown):
    """One day: what it is, its name if it has one, and whether it counts as a working day."""

    day = fields.Date(required=True)
    kind = shown_code(DayKind)
    name = fields.String(required=True)
    works = fields.Boolean(required=True)


class CalendarSchema(Shown):
    """A year, as an office counts by it."""

    year = fields.Integer(required=True)
    official = fields.Boolean(required=True)
    source = fields.String(required=True)
    office_id = fields.Integer(required=True, allow_none=True)
    office = fields.String(required=True, allow_none=True)
    workdays = fields.Integer(required=True)
    days = fields.List(fields.Nested(DaySchema), required=True)

    @pre_dump
    def in_one_row(self, grid: YearGrid, **_: object) -> dict[str, Any]:
        """Put the months one after the other."""
        given = {name: getattr(grid, name) for name in grid.__dataclass_fields__}
        return {**given, "days": [cell for month in grid.months for cell in month]}
