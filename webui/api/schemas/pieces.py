"""Shapes that several parts of the API have in common."""

from dataclasses import dataclass
from typing import Any

from marshmallow import fields, post_load

from engine.queries.paging import LONGEST, Turn
from webui.api.schemas.shape import Given, Instant, Shown, asked_number, cursor, shown_code

COLOURS = ("green", "yellow", "orange", "red", "paused")
MANY = 50  # lines a program gets without asking for a number


@dataclass(frozen=True, slots=True)
class Receipt:
    """What an act was done to, and the record it concerned or made."""

    case_code: str
    id: int | None = None


class ReceiptSchema(Shown):
    """What an act was done to; ``id`` is the record it concerned or made, null if none."""

    case_code = fields.String(required=True)
    id = fields.Integer(required=True, allow_none=True)


class LabelSchema(Shown):
    """A text for people."""

    zh = fields.String(required=True)
    en = fields.String(required=True)


class RemainingSchema(Shown):
    """What is left of a clock; ``amount`` is in ``unit`` and never negative."""

    unit = shown_code(["WORKDAY", "DAY", "HOUR"])
    amount = fields.Integer(required=True)
    today = fields.Boolean(required=True)
    overdue = fields.Boolean(required=True)


class StandingSchema(Shown):
    """A clock as it stands. Due day and instant are null while it is paused.

    Instrument and article say where its rule stands; the arithmetic is in the case's deadlines.
    """

    id = fields.Integer(required=True, attribute="clock_id")
    rule = fields.String(required=True)
    name_zh = fields.String(required=True)
    name_en = fields.String(required=True)
    colour = shown_code(COLOURS)
    due_on = fields.Date(required=True, allow_none=True)
    due_at = Instant(required=True, allow_none=True)
    provisional = fields.Boolean(required=True)
    on_expiry = fields.String(required=True)
    remaining = fields.Nested(RemainingSchema, required=True, allow_none=True)
    paused_from = fields.Date(required=True, allow_none=True)
    ended = fields.Boolean(required=True)
    fired_at = Instant(required=True, allow_none=True)
    instrument = fields.String(required=True)
    article = fields.String(required=True)
    calendar_version = fields.String(required=True)


class SideSchema(Shown):
    """One side of a dispute: the first name, and how many there are."""

    name = fields.String(required=True)
    count = fields.Integer(required=True)


class SidesSchema(Shown):
    """Both sides of a dispute; null where nobody is named yet."""

    applicant = fields.Nested(SideSchema, required=True, allow_none=True)
    respondent = fields.Nested(SideSchema, required=True, allow_none=True)


def page_cursor(attribute: str) -> fields.String:
    """Return the cursor of a page, as a list gives it; null where the list ends."""
    return fields.String(required=True, allow_none=True, attribute=attribute)


def turning(lines: int = MANY) -> dict[str, fields.Field[Any]]:
    """Return the two questions every list knows: where to go on, and how many (else *lines*)."""
    return {"cursor": cursor(), "limit": asked_number(1, LONGEST, default=lines)}


def turn_of(asked: dict[str, Any]) -> Turn:
    """Take the page that is wanted out of what was asked."""
    return Turn(asked.pop("cursor"), asked.pop("limit"))


class ListSchema(Given.from_dict(turning())):  # type: ignore[misc]
    """Which page of a list."""

    @post_load
    def to_value(self, asked: dict[str, Any], **_: object) -> Turn:
        """Hand on the page that is wanted."""
        return turn_of(asked)
