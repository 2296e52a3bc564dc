"""The shape of what the forms of approvals, hand-offs and conflicts of interest send."""

from typing import Any

from marshmallow import fields, pre_load, validate
from werkzeug.datastructures import MultiDict

from webui.addresses import LARGEST_ID
from webui.schemas import FormSchema, text

LONGEST_TEXT = 2_000


class _Sparse(FormSchema):
    """A form whose blank fields are as good as absent."""

    @pre_load
    def present(self, sent: MultiDict[str, str], **_: object) -> dict[str, Any]:
        """Leave blanks out and cut the blanks around the rest."""
        return {key: value.strip() for key, value in sent.items() if value.strip()}


class NoteSchema(_Sparse):
    """A remark that goes with a decision; what must have one is the engine's to say."""

    note = text(LONGEST_TEXT, required=False)


class ConflictSchema(_Sparse):
    """Who keeps away from what, why, until when."""

    user_id = fields.Integer(
        required=True,
        validate=validate.Range(min=1, max=LARGEST_ID, error="not_an_id"),
        error_messages={"required": "required", "invalid": "not_an_id"},
    )
    case_code = text(60, required=False)
    party_name = text(120, required=False)
    reason = text(LONGEST_TEXT, required=False)
    ends_on = fields.Date(load_default=None, error_messages={"invalid": "not_date"})
