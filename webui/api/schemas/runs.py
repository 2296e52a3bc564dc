"""Runs on trial: what they begin with, what is done to them, where they stand."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from marshmallow import ValidationError, fields, post_load, pre_dump, validate, validates_schema

from engine.queries.trial_runs import RunStep, RunView
from engine.usecases.trying.acts import COMPLETE, MOVE, SEND, Act
from webui.api.schemas.shape import MANY, Given, Instant, Shown, line, whole, within_years
from webui.api.schemas.task_form import FormSchema, question

MOST_OPEN = 50  # open steps of one element


@dataclass(frozen=True, slots=True)
class Start:
    """What a run begins with; None where nobody says."""

    process: str
    given: dict[str, Any] | None
    at: datetime | None


def _values(*, optional: bool = True) -> fields.Dict:
    return fields.Dict(
        keys=fields.String(validate=validate.Length(max=64, error="too_long")),
        load_default=None if optional else dict,
        allow_none=optional,
        validate=validate.Length(max=MANY, error="too_long"),
        error_messages={"null": "required", "invalid": "malformed"},
    )


def _instant() -> fields.AwareDateTime:
    return fields.AwareDateTime(
        format="iso",
        load_default=None,
        allow_none=True,
        validate=within_years,
        error_messages={"invalid": "not_datetime", "invalid_awareness": "not_datetime"},
    )


class RunStartSchema(Given):
    """Which process to start, with which values, and what the run's own clock shows first.

    Without ``given`` the process begins as an everyday dispute would; without ``at``, now.
    """

    process = line(80, optional=True)
    given = _values()
    at = _instant()

    @post_load
    def to_value(self, given: dict[str, Any], **_: object) -> Start:
        """Hand on a value."""
        return Start(given["process"] or "dispute", given["given"], given["at"])


class RunStepDoneSchema(Given):
    """A step's answers, as for a case's step; ``nth`` where several of it are open, from 0.

    ``routing`` are values told to the process besides, such as records of a case would tell.
    """

    nth = whole(0, MOST_OPEN, default=0)
    values = _values(optional=False)
    routing = _values(optional=False)

    @post_load
    def to_value(self, given: dict[str, Any], **_: object) -> Act:
        """Hand on an act that lacks its element."""
        return Act(COMPLETE, nth=given["nth"], values=given["values"], routing=given["routing"])


class RunClockSchema(Given):
    """How far the run's clock is to be moved: to an instant, or to the next due one."""

    to = _instant()
    next_due = fields.Boolean(
        load_default=False,
        truthy={True},
        falsy={False},
        error_messages={"null": "required", "invalid": "not_yes_no"},
    )

    @validates_schema
    def one_of_them(self, given: dict[str, Any], **_: object) -> None:
        """Refuse neither and both."""
        if (given["to"] is None) != given["next_due"]:
            raise ValidationError("required", "to")

    @post_load
    def to_value(self, given: dict[str, Any], **_: object) -> Act:
        """Hand on an act."""
        return Act(MOVE, to=given["to"])


class RunMessageSchema(Given):
    """A message to the process, such as ``withdraw``."""

    message = line(64)
    routing = _values(optional=False)

    @post_load
    def to_value(self, given: dict[str, Any], **_: object) -> Act:
        """Hand on an act."""
        return Act(SEND, message=given["message"], routing=given["routing"])


class RunStepSchema(Shown):
    """A step that waits."""

    element = fields.String(required=True)
    nth = fields.Integer(required=True)
    name = fields.String(required=True)
    roles = fields.List(fields.String(), required=True)
    office = fields.String(required=True)
    form = fields.Nested(FormSchema, required=True, allow_none=True)
    routing = fields.Dict(keys=fields.String(), required=True)


class RunClockLineSchema(Shown):
    """A clock of the run; ``due_at`` is null where the case itself would name the day."""

    rule = fields.String(required=True)
    element = fields.String(required=True, allow_none=True)
    colour = fields.String(required=True)
    started_at = Instant(required=True)
    due_on = fields.Date(required=True, allow_none=True)
    due_at = Instant(required=True, allow_none=True)
    fires = fields.Boolean(required=True)
    fired_at = Instant(required=True, allow_none=True)
    ended_at = Instant(required=True, allow_none=True)
    met = fields.Boolean(required=True)


class HappenedSchema(Shown):
    """One thing that came of an act.

    ``what`` is ``effect`` (what the office would do), ``table`` (which rows of it hit),
    ``opened``, ``ended``, ``colour`` or ``expired`` (a clock).
    """

    what = fields.String(required=True)
    at = Instant(required=True)
    facts = fields.Dict(keys=fields.String(), required=True)


class RunEntrySchema(Shown):
    """One act and what came of it; ``walked`` are elements and flows in order."""

    number = fields.Integer(required=True)
    act = fields.Dict(keys=fields.String(), required=True)
    at = Instant(required=True)
    happened = fields.List(fields.Nested(HappenedSchema), required=True)
    walked = fields.List(fields.String(), required=True)


class RunSchema(Shown):
    """A run on trial: no case is behind it, and nothing but the run itself is written."""

    id = fields.Integer(required=True)
    draft_id = fields.Integer(required=True, allow_none=True)
    revision = fields.Integer(required=True, allow_none=True)
    bundle = fields.Integer(required=True, allow_none=True)
    process = fields.String(required=True)
    at = Instant(required=True)
    began_at = Instant(required=True)
    finished = fields.Boolean(required=True)
    case_status = fields.String(required=True, allow_none=True)
    tasks = fields.List(fields.Nested(RunStepSchema), required=True)
    clocks = fields.List(fields.Nested(RunClockLineSchema), required=True)
    waits = fields.List(fields.String(), required=True)
    routing = fields.Dict(keys=fields.String(), required=True)
    log = fields.List(fields.Nested(RunEntrySchema), required=True)

    @pre_dump
    def spread(self, run: RunView, **_: object) -> dict[str, Any]:
        """Lay a run out as the fields above."""
        subject = run.line.subject
        kept = ("finished", "case_status", "clocks", "waits", "routing", "log")
        return {
            "id": run.line.run_id,
            "draft_id": subject.draft_id,
            "revision": subject.revision,
            "bundle": subject.version,
            "process": run.line.process_id,
            "at": run.line.at,
            "began_at": run.line.began_at,
            "tasks": [_step(step) for step in run.steps],
            **{name: getattr(run, name) for name in kept},
        }


def _step(step: RunStep) -> dict[str, Any]:
    form = step.form and {
        "key": step.form.key,
        "title": step.form.title,
        "fields": [question(field, field.default) for field in step.form.fields],
        "next": step.form.next,
    }
    return {
        "element": step.element,
        "nth": step.nth,
        "name": step.name,
        "roles": [role.strip() for role in step.role.split(",") if role.strip()],
        "office": step.office,
        "form": form,
        "routing": step.routing,
    }
