"""The clocks of a case, with their arithmetic."""

from datetime import date, datetime
from typing import Any

from marshmallow import fields

from engine.rules.deadlines import Step
from webui.api.schemas.pieces import StandingSchema
from webui.api.schemas.shape import Instant, Shown


class BasisSchema(Shown):
    """The law a rule rests on."""

    instrument = fields.String(required=True)
    article = fields.String(required=True)
    origin = fields.String(required=True)
    verified = fields.Boolean(required=True)


class ArithmeticSchema(Shown):
    """One line of the arithmetic: a code, its parameters, and the day reached."""

    code = fields.String(required=True)
    params = fields.Method("plain_params", required=True)
    day = fields.Date(required=True, allow_none=True)

    def plain_params(self, step: Step) -> dict[str, Any]:
        """Return the parameters as JSON knows them."""
        return {key: _plain(value) for key, value in step.params.items()}


class PauseLineSchema(Shown):
    """Days that did not count: [from, to)."""

    from_on = fields.Date(required=True)
    to_on = fields.Date(required=True, allow_none=True)
    days = fields.Integer(required=True)
    reason = fields.String(required=True, allow_none=True)
    document = fields.String(required=True, allow_none=True)
    paused_by = fields.String(required=True, allow_none=True)
    paused_at = Instant(required=True)


class ExtensionLineSchema(Shown):
    """More time asked for, and what became of it."""

    id = fields.Integer(required=True, attribute="extension_id")
    state = fields.String(required=True)
    length = fields.Integer(required=True)
    old_due_on = fields.Date(required=True)
    new_due_on = fields.Date(required=True, allow_none=True)
    reason = fields.String(required=True, allow_none=True)
    consents = fields.String(required=True, allow_none=True)
    asked_by = fields.String(required=True, allow_none=True)
    asked_at = Instant(required=True)
    decided_by = fields.String(required=True, allow_none=True)
    decided_at = Instant(required=True, allow_none=True)


class DeadlineSchema(Shown):
    """One clock: how it stands, and why it ends on its day."""

    id = fields.Integer(required=True, attribute="clock_id")
    status = fields.String(required=True)
    standing = fields.Nested(StandingSchema, required=True)
    basis = fields.Nested(BasisSchema, required=True, attribute="rule")
    office = fields.String(required=True, allow_none=True)
    started_at = Instant(required=True)
    start_on = fields.Date(required=True)
    raw_end_on = fields.Date(required=True, allow_none=True)
    yellow_at = Instant(required=True, allow_none=True)
    orange_at = Instant(required=True, allow_none=True)
    ended_at = Instant(required=True, allow_none=True)
    steps = fields.List(fields.Nested(ArithmeticSchema), required=True)
    pauses = fields.List(fields.Nested(PauseLineSchema), required=True)
    extensions = fields.List(fields.Nested(ExtensionLineSchema), required=True)


class DeadlinesSchema(Shown):
    """Every clock of a case: the running ones first, the most urgent before."""

    items = fields.List(fields.Nested(DeadlineSchema), required=True)


def _plain(value: object) -> object:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    return value if value is None or isinstance(value, (bool, int, str)) else str(value)
