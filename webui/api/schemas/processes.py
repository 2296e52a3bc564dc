"""The procedures of a case, drawn and as a table."""

from marshmallow import fields

from webui.api.schemas.shape import Instant, Shown


class DrawingSchema(Shown):
    """One diagram; ``walked`` are elements and flows in order, ``current`` those that wait."""

    process_id = fields.String(required=True, attribute="diagram.process_id")
    name = fields.String(required=True, attribute="diagram.name")
    bpmn = fields.String(required=True, attribute="diagram.xml")
    walked = fields.List(fields.String(), required=True)
    current = fields.List(fields.String(), required=True)


class StepSchema(Shown):
    """One step, taken or waiting."""

    id = fields.Integer(required=True, attribute="item_id")
    element = fields.String(required=True)
    name = fields.String(required=True)
    status = fields.String(required=True)
    office = fields.String(required=True, allow_none=True)
    person = fields.String(required=True, allow_none=True)
    opened_at = Instant(required=True)
    ended_at = Instant(required=True, allow_none=True)
    due_at = Instant(required=True, allow_none=True)
    workdays = fields.Integer(required=True)
    result = fields.Dict(keys=fields.String(), required=True)


class ProcessSchema(Shown):
    """One process, main or side."""

    id = fields.Integer(required=True, attribute="process_id")
    kind = fields.String(required=True)
    name = fields.String(required=True)
    status = fields.String(required=True)
    bundle_version = fields.Integer(required=True)
    started_at = Instant(required=True)
    ended_at = Instant(required=True, allow_none=True)
    fault = fields.String(required=True, allow_none=True)
    drawings = fields.List(fields.Nested(DrawingSchema), required=True)
    steps = fields.List(fields.Nested(StepSchema), required=True)


class ProcessesSchema(Shown):
    """The processes of a case: the main one first."""

    processes = fields.List(fields.Nested(ProcessSchema), required=True)
