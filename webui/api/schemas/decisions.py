"""Asking a decision table."""

from typing import Any

from marshmallow import fields, post_load, validate

from webui.api.schemas.shape import MANY, Given, Shown


class FactsSchema(Given):
    """What the table is to look at: plain values by name, days and instants as ISO texts."""

    facts = fields.Dict(
        keys=fields.String(validate=validate.Length(max=80, error="too_long")),
        required=True,
        validate=validate.Length(max=MANY, error="too_long"),
        error_messages={"required": "required", "null": "required", "invalid": "malformed"},
    )

    @post_load
    def to_value(self, given: dict[str, Any], **_: object) -> dict[str, Any]:
        """Hand on the facts alone."""
        facts: dict[str, Any] = given["facts"]
        return facts


class RulingRowSchema(Shown):
    """One row that matched."""

    number = fields.Integer(required=True)
    outputs = fields.Dict(keys=fields.String(), required=True)
    annotations = fields.Dict(keys=fields.String(), values=fields.String(), required=True)


class RulingSchema(Shown):
    """What a table says; ``outputs`` is a list where the table collects rows."""

    table = fields.String(required=True)
    name = fields.String(required=True)
    version = fields.Integer(required=True)
    hit_policy = fields.String(required=True)
    matched = fields.Boolean(required=True)
    outputs = fields.Raw(required=True, allow_none=True)
    rows = fields.List(fields.Nested(RulingRowSchema), required=True)
