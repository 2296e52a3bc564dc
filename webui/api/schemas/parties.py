"""A party's numbers in full: why they are asked for, and how they are given."""

from typing import Any

from marshmallow import fields, post_load

from engine.usecases.revealing import MAX_REASON
from webui.api.schemas.shape import Given, Shown, text


class WhySchema(Given):
    """What the numbers are needed for."""

    reason = text(MAX_REASON)

    @post_load
    def to_value(self, given: dict[str, Any], **_: object) -> str:
        """Hand on the reason alone."""
        return str(given["reason"])


class RevealedSchema(Shown):
    """A party's numbers, not masked; null where none is known."""

    party_id = fields.Integer(required=True)
    id_number = fields.String(required=True, allow_none=True)
    phone = fields.String(required=True, allow_none=True)
    address = fields.String(required=True, allow_none=True)
