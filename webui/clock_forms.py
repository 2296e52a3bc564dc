"""The shape of what the forms of a clock send: pause, resume, more time, and trials."""

from typing import Any

from marshmallow import fields, pre_load, validate
from werkzeug.datastructures import MultiDict

from webui.schemas import FormSchema, text

LONGEST_TEXT = 2_000
LONGEST_PAPER = 200
MOST_UNITS = 366  # of days, months or hours: beyond any rule, and still quickly counted
_DATED: dict[str, str | list[Any] | dict[Any, Any]] = {
    "required": "required",
    "null": "required",
    "invalid": "not_date",
}
_COUNTED: dict[str, str | list[Any] | dict[Any, Any]] = {
    "required": "required",
    "null": "required",
    "invalid": "not_integer",
    "too_large": "too_large",
}
_BOUNDS = [
    validate.Range(min=1, error="too_small"),
    validate.Range(max=MOST_UNITS, error="too_large"),
]


class _Sparse(FormSchema):
    """A form whose blank fields are as good as absent."""

    @pre_load
    def present(self, sent: MultiDict[str, str], **_: object) -> dict[str, Any]:
        """Leave blanks out and cut the blanks around the rest."""
        return {key: value.strip() for key, value in sent.items() if value.strip()}


class PauseSchema(_Sparse):
    """From which day a clock stands still, why, by which paper."""

    from_on = fields.Date(required=True, error_messages=_DATED)
    reason = text(LONGEST_TEXT)
    document = text(LONGEST_PAPER, required=False)


class ResumeSchema(_Sparse):
    """The first day that counts again."""

    to_on = fields.Date(required=True, error_messages=_DATED)


class MoreTimeSchema(_Sparse):
    """How much more time, why, who agreed."""

    length = fields.Integer(required=True, validate=_BOUNDS, error_messages=_COUNTED)
    reason = text(LONGEST_TEXT)
    consents = text(LONGEST_TEXT, required=False)


class TrialSchema(_Sparse):
    """A question of the address: more time, or a pause up to a day; nothing is sent."""

    more = fields.Integer(load_default=None, validate=_BOUNDS, error_messages=_COUNTED)
    to_on = fields.Date(load_default=None, error_messages=_DATED)
