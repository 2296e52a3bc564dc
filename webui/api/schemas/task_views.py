"""Steps as they are given out: lines of a queue."""

from marshmallow import fields

from engine.rules.case import Channel, Grade, Status
from webui.api.schemas.pieces import SidesSchema, StandingSchema, page_cursor
from webui.api.schemas.shape import EnglishStep, Instant, Shown, shown_code


class TaskLineSchema(Shown):
    """One step that waits; parties and title are null for those who may not read them."""

    id = fields.Integer(required=True, attribute="item_id")
    version = fields.Integer(required=True)
    case_code = fields.String(required=True)
    docket_no = fields.String(required=True, allow_none=True)
    parties = fields.Nested(SidesSchema, required=True, allow_none=True)
    title = fields.String(required=True, allow_none=True)
    element = fields.String(required=True, metadata={"description": "The step's id in the diagram"})
    name = fields.String(required=True, attribute="step")
    name_en = EnglishStep("step")
    form = fields.String(required=True, allow_none=True)
    channel = shown_code(Channel, optional=True)
    category = shown_code()
    grade = shown_code(Grade)
    case_status = shown_code(Status, attribute="status")
    clock = fields.Nested(StandingSchema, required=True, allow_none=True, attribute="standing")
    place = fields.String(required=True, allow_none=True)
    office = fields.String(required=True, allow_none=True)
    assignee_id = fields.Integer(required=True, allow_none=True)
    assignee = fields.String(required=True, allow_none=True)
    opened_at = Instant(required=True)
    mine = fields.Boolean(required=True)
    claimable = fields.Boolean(required=True)
    standing_in = fields.Boolean(required=True)


class TaskPageSchema(Shown):
    """A page of a queue, the least time left first."""

    items = fields.List(fields.Nested(TaskLineSchema), required=True, attribute="rows")
    next = page_cursor("next_cursor")
    previous = page_cursor("previous_cursor")


class TaskListSchema(Shown):
    """The open steps of one case."""

    items = fields.List(fields.Nested(TaskLineSchema), required=True)
