"""Warnings: which are wanted, and what one looks like."""

from typing import Any

from marshmallow import fields, post_load

from engine.queries.paging import Turn
from engine.queries.warnings import WARNED
from engine.rules.case import Channel, Grade
from webui.api.schemas.pieces import SidesSchema, StandingSchema, page_cursor, turn_of, turning
from webui.api.schemas.shape import Given, Shown, asked_words, shown_code


class WarningListSchema(Given.from_dict(turning())):  # type: ignore[misc]
    """Which warnings are wanted; every colour if none is named."""

    colour = asked_words(WARNED)

    @post_load
    def to_value(self, asked: dict[str, Any], **_: object) -> tuple[tuple[str, ...], Turn]:
        """Hand on what the query asks for."""
        turn = turn_of(asked)
        return tuple(asked["colour"]) or WARNED, turn


class WarningSchema(Shown):
    """One clock that warns; parties and title are null for those who may not read them."""

    clock = fields.Nested(StandingSchema, required=True, attribute="standing")
    case_code = fields.String(required=True)
    docket_no = fields.String(required=True, allow_none=True)
    parties = fields.Nested(SidesSchema, required=True, allow_none=True)
    title = fields.String(required=True, allow_none=True)
    channel = shown_code(Channel, optional=True)
    grade = shown_code(Grade)
    holder = fields.String(required=True, allow_none=True)
    assignee = fields.String(required=True, allow_none=True)


class WarningPageSchema(Shown):
    """A page of warnings."""

    items = fields.List(fields.Nested(WarningSchema), required=True, attribute="rows")
    next = page_cursor("next_cursor")
    previous = page_cursor("previous_cursor")
