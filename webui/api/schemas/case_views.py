"""Cases as they are given out: lines of the list, the case itself, its log."""

from marshmallow import fields

from engine.rules.case import Channel, Grade, Level, Outcome, Status
from webui.api.schemas.pieces import SidesSchema, StandingSchema, page_cursor
from webui.api.schemas.shape import Instant, Shown, shown_code
from webui.api.schemas.task_views import TaskLineSchema


class CaseLineSchema(Shown):
    """One case of a list; parties and title are null for those who may not read them."""

    code = fields.String(required=True)
    docket_no = fields.String(required=True, allow_none=True)
    parties = fields.Nested(SidesSchema, required=True, allow_none=True)
    title = fields.String(required=True, allow_none=True)
    category = shown_code()
    channel = shown_code(Channel, optional=True)
    grade = shown_code(Grade)
    points = fields.Integer(required=True)
    status = shown_code(Status)
    outcome = shown_code(Outcome, optional=True)
    clock = fields.Nested(StandingSchema, required=True, allow_none=True, attribute="standing")
    place = fields.String(required=True, allow_none=True)
    holder = fields.String(required=True, allow_none=True)
    body = fields.String(required=True, allow_none=True)
    assignee = fields.String(required=True, allow_none=True)
    registered_at = Instant(required=True)
    ended_at = Instant(required=True, allow_none=True)


class CasePageSchema(Shown):
    """A page of cases."""

    items = fields.List(fields.Nested(CaseLineSchema), required=True, attribute="rows")
    next = page_cursor("next_cursor")
    previous = page_cursor("previous_cursor")


class PartySchema(Shown):
    """A person or organisation in the case; numbers are masked."""

    id = fields.Integer(required=True, attribute="party_id")
    role = fields.String(required=True)
    kind = fields.String(required=True)
    name = fields.String(required=True)
    gender = fields.String(required=True, allow_none=True)
    born_on = fields.Date(required=True, allow_none=True)
    occupation = fields.String(required=True, allow_none=True)
    id_number = fields.String(required=True, allow_none=True)
    phone = fields.String(required=True, allow_none=True)
    address = fields.String(required=True, allow_none=True)
    represents = fields.String(required=True, allow_none=True)


class ReasonSchema(Shown):
    """Why a dispute scored points."""

    factor = fields.String(required=True)
    points = fields.Integer(required=True)
    reason = fields.String(required=True)


class DisputeSchema(Shown):
    """What the dispute is about."""

    title = fields.String(required=True)
    summary = fields.String(required=True)
    happened_on = fields.Date(required=True, allow_none=True)
    happened_place = fields.String(required=True, allow_none=True)
    people_count = fields.Integer(required=True)
    amount_fen = fields.Integer(required=True, allow_none=True)
    source_ref = fields.String(required=True, allow_none=True)
    violence = fields.String(required=True)
    marks = fields.List(fields.String(), required=True)
    grade_reasons = fields.List(fields.Nested(ReasonSchema), required=True)
    route = fields.Dict(
        required=True,
        keys=fields.String(),
        metadata={"description": "What the tables proposed and why, and what a person confirmed."},
    )
    parties = fields.List(fields.Nested(PartySchema), required=True)


class BodiesSchema(Shown):
    """Who is concerned: names of offices and people."""

    place = fields.String(required=True, allow_none=True)
    registered = fields.String(required=True, allow_none=True)
    holder = fields.String(required=True, allow_none=True)
    body = fields.String(required=True, allow_none=True)
    court = fields.String(required=True, allow_none=True)
    assignee = fields.String(required=True, allow_none=True)
    leader = fields.String(required=True, allow_none=True)
    registered_by = fields.String(required=True, allow_none=True)


class MilestonesSchema(Shown):
    """What has been reached, and when."""

    registered_at = Instant(required=True)
    accepted_at = Instant(required=True, allow_none=True)
    signed_at = Instant(required=True, allow_none=True)
    agreed_at = Instant(required=True, allow_none=True)
    ended_at = Instant(required=True, allow_none=True)
    archived_at = Instant(required=True, allow_none=True)


class ActSchema(Shown):
    """Whether this person could do something to the case now, and why not."""

    allowed = fields.Boolean(required=True)
    reason = fields.String(required=True, allow_none=True)


class CaseSchema(Shown):
    """A case; ``dispute`` is null for those who may not read parties and texts."""

    code = fields.String(required=True)
    version = fields.Integer(required=True)
    docket_no = fields.String(required=True, allow_none=True)
    category = shown_code()
    source = shown_code()
    channel = shown_code(Channel, optional=True)
    level = shown_code(Level)
    status = shown_code(Status)
    outcome = shown_code(Outcome, optional=True)
    grade = shown_code(Grade)
    points = fields.Integer(required=True)
    sittings_failed = fields.Integer(required=True)
    returns = fields.Integer(required=True)
    redo_count = fields.Integer(required=True)
    clock = fields.Nested(StandingSchema, required=True, allow_none=True, attribute="standing")
    clocks = fields.List(fields.Nested(StandingSchema), required=True)
    bodies = fields.Nested(BodiesSchema, required=True)
    milestones = fields.Nested(MilestonesSchema, required=True)
    tasks = fields.List(fields.Nested(TaskLineSchema), required=True, attribute="steps")
    acts = fields.Dict(keys=fields.String(), values=fields.Nested(ActSchema), required=True)
    dispute = fields.Nested(DisputeSchema, required=True, allow_none=True)


class EventSchema(Shown):
    """Something that happened. ``at`` is when it counts, ``recorded_at`` when it was written."""

    id = fields.Integer(required=True, attribute="event_id")
    at = Instant(required=True)
    recorded_at = Instant(required=True)
    kind = fields.String(required=True)
    actor = fields.String(
        required=True, allow_none=True, metadata={"description": "null: a clock did it"}
    )
    facts = fields.Dict(keys=fields.String(), required=True)
    names = fields.Dict(keys=fields.String(), values=fields.String(), required=True)


class EventPageSchema(Shown):
    """A page of a case's log, the latest first."""

    items = fields.List(fields.Nested(EventSchema), required=True, attribute="rows")
    next = page_cursor("next_cursor")
    previous = page_cursor("previous_cursor")
