"""Moving a demo's clock."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from marshmallow import ValidationError, fields, post_load, validates_schema

from webui.api.schemas.shape import Given, Instant, Shown, whole, within_years


@dataclass(frozen=True, slots=True)
class Leap:
    """How far, or to which aware instant; one of the three is given."""

    days: int | None
    workdays: int | None
    to: datetime | None


class ClockSchema(Given):
    """How far the clock is to be moved: exactly one of the three."""

    days = whole(0, 3_660, optional=True)
    workdays = whole(0, 2_600, optional=True)
    to = fields.AwareDateTime(
        format="iso",
        load_default=None,
        allow_none=True,
        validate=within_years,
        error_messages={"invalid": "not_datetime", "invalid_awareness": "not_datetime"},
    )

    @validates_schema
    def one_of_them(self, given: dict[str, Any], **_: object) -> None:
        """Refuse none, two or three at once."""
        if sum(value is not None for value in given.values()) != 1:
            raise ValidationError("required", "days")

    @post_load
    def to_value(self, given: dict[str, Any], **_: object) -> Leap:
        """Hand on a value."""
        return Leap(**given)


class AdvancedSchema(Shown):
    """From when to when the clock was moved, and how much fell due on the way."""

    before = Instant(required=True)
    after = Instant(required=True)
    handled = fields.Integer(required=True)
