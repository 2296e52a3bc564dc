"""Warnings: which are wanted, and what one looks like."""

from typing import Any

from flask import url_for
from marshmallow import fields, post_load, validate

from engine.queries.paging import Turn
from engine.queries.told import OPEN, STATES, ToldLine
from engine.queries.warnings import WARNED, WarningLine
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


class ToldListSchema(Given.from_dict(turning())):  # type: ignore[misc]
    """Whose warnings are wanted."""

    state = fields.String(load_default=OPEN, validate=validate.OneOf(STATES))

    @post_load
    def to_value(self, asked: dict[str, Any], **_: object) -> tuple[str, Turn]:
        """Hand on what the query asks for."""
        turn = turn_of(asked)
        return str(asked["state"]), turn


class KnownSchema(Given):
    """An optional remark."""

    note = fields.String(load_default="", validate=validate.Length(max=500))

    @post_load
    def to_value(self, given: dict[str, Any], **_: object) -> str:
        """Hand on the remark."""
        return str(given["note"])


class _Reasoned(Shown):
    """A line about a clock, with the address at which its arithmetic stands, step by step."""

    deadlines = fields.Method("deadlines_of", required=True, metadata={"type": "string"})

    def deadlines_of(self, line: WarningLine | ToldLine) -> str:
        """Return the address of the case's time limits."""
        return url_for("api_cases.list_deadlines", code=line.case_code)


class WarningSchema(_Reasoned):
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


class ToldSchema(_Reasoned):
    """One person warned of one colour of one clock, and what became of it."""

    warning_id = fields.Integer(required=True)
    clock = fields.Nested(StandingSchema, required=True, attribute="standing")
    colour = fields.String(required=True)
    recipient = fields.String(required=True)
    office = fields.String(required=True, allow_none=True)
    told_at = fields.AwareDateTime(required=True, allow_none=True)
    repeats = fields.Integer(required=True)
    acknowledged_at = fields.AwareDateTime(required=True, allow_none=True)
    note = fields.String(required=True, allow_none=True)
    snoozed_until = fields.AwareDateTime(required=True, allow_none=True)
    case_code = fields.String(required=True)
    docket_no = fields.String(required=True, allow_none=True)
    parties = fields.Nested(SidesSchema, required=True, allow_none=True)
    title = fields.String(required=True, allow_none=True)
    grade = shown_code(Grade)


class ToldPageSchema(Shown):
    """A page of warnings told."""

    items = fields.List(fields.Nested(ToldSchema), required=True, attribute="rows")
    next = page_cursor("next_cursor")
    previous = page_cursor("previous_cursor")
