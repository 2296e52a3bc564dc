"""Silences: what is sent along, and what one looks like."""

from datetime import date
from typing import Any

from marshmallow import fields, post_load

from webui.api.schemas.pieces import SidesSchema, StandingSchema, page_cursor
from webui.api.schemas.shape import Given, Instant, Shown, day, record_id, text

LONGEST_REASON = 500


class LaterSchema(Given):
    """Until which day, and why. It ends at nine in the morning of that day."""

    until = day()
    reason = text(LONGEST_REASON)

    @post_load
    def to_value(self, given: dict[str, Any], **_: object) -> tuple[date, str]:
        """Hand on (until, reason)."""
        return given["until"], given["reason"]


class SilenceSchema(Given):
    """Which clock (none: all of the case), until which day, and why."""

    clock_id = record_id(optional=True)
    until = day()
    reason = text(LONGEST_REASON)

    @post_load
    def to_value(self, given: dict[str, Any], **_: object) -> tuple[int | None, date, str]:
        """Hand on (clock, until, reason)."""
        return given["clock_id"], given["until"], given["reason"]


class SilenceLineSchema(Shown):
    """One silence; ``clock`` null: all of the case. Texts are null for those who may not read them.

    ``holds`` says that it still holds, ``mine_to_lift`` that you may end it now.
    """

    id = fields.Integer(required=True, attribute="silence_id")
    clock = fields.Nested(StandingSchema, required=True, allow_none=True, attribute="standing")
    reason = fields.String(required=True, allow_none=True)
    set_by = fields.String(required=True)
    set_at = Instant(required=True)
    until_at = Instant(required=True)
    lifted_by = fields.String(required=True, allow_none=True)
    lifted_at = Instant(required=True, allow_none=True)
    lift_reason = fields.String(required=True, allow_none=True)
    holds = fields.Boolean(required=True)
    mine_to_lift = fields.Boolean(required=True)
    case_code = fields.String(required=True)
    docket_no = fields.String(required=True, allow_none=True)
    parties = fields.Nested(SidesSchema, required=True, allow_none=True)
    title = fields.String(required=True, allow_none=True)
    holder = fields.String(required=True, allow_none=True)


class SilencePageSchema(Shown):
    """A page of silences."""

    items = fields.List(fields.Nested(SilenceLineSchema), required=True, attribute="rows")
    next = page_cursor("next_cursor")
    previous = page_cursor("previous_cursor")


class SilencesSchema(Shown):
    """The silences of one case."""

    items = fields.List(fields.Nested(SilenceLineSchema), required=True)
