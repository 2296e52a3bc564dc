"""The shape of what forms send: lengths and kinds here, meaning in the engine.

Messages are codes of webui.wording_fields, so that schema and engine speak alike.
"""

from typing import Any

from marshmallow import EXCLUDE, Schema, fields, post_load, validate

REQUIRED: dict[str, str | list[Any] | dict[Any, Any]] = {
    "required": "required",
    "null": "required",
    "invalid": "not_text",
}
LONGEST_PASSWORD = 1_024  # argon2 would work on anything; nobody types more


class FormSchema(Schema):
    """A form. What it does not know (the CSRF token, a button's name) it ignores."""

    class Meta:
        """Marshmallow's settings."""

        unknown = EXCLUDE


def text(longest: int, *, required: bool = True) -> fields.String:
    """Return a field of one to *longest* characters; optional ones may be empty."""
    length = validate.Length(max=longest, error="too_long")
    if not required:
        return fields.String(load_default="", validate=length, error_messages=REQUIRED)
    there = validate.Length(min=1, error="required")
    return fields.String(required=True, validate=[there, length], error_messages=REQUIRED)


class SignInSchema(FormSchema):
    """Name and password."""

    login = text(80)
    password = text(LONGEST_PASSWORD)

    @post_load
    def stripped(self, given: dict[str, Any], **_: object) -> dict[str, Any]:
        """A blank after a login name is a slip of the keyboard."""
        return {**given, "login": given["login"].strip()}


class PasswordSchema(FormSchema):
    """The old password once and the new one twice."""

    current = text(LONGEST_PASSWORD)
    password = text(LONGEST_PASSWORD)
    repeated = text(LONGEST_PASSWORD)


class LanguageSchema(FormSchema):
    """The language to read in."""

    locale = text(8)


class DemoClockSchema(FormSchema):
    """By how much a demo's clock is moved."""

    by = fields.String(
        required=True, validate=validate.OneOf(["workday", "week"], error="unknown_option")
    )


class AssignmentSchema(FormSchema):
    """Whom a step is given to."""

    user_id = fields.Integer(
        required=True,
        validate=validate.Range(min=1, max=2**31 - 1, error="not_an_id"),
        error_messages={"required": "required", "null": "required", "invalid": "required"},
    )


class ReasonSchema(FormSchema):
    """Why something is done."""

    reason = text(500)


class ReachSchema(FormSchema):
    """How one wants to be told; the channels wanted come as a list beside it."""

    address_email = text(120, required=False)
    address_gateway = text(120, required=False)
    address_wecom = text(120, required=False)
    address_dingtalk = text(120, required=False)
    address_feishu = text(120, required=False)
    quiet_from = text(5, required=False)
    quiet_until = text(5, required=False)
