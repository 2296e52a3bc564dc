"""A step with its form: enough for a client that knows nothing of our procedures to fill it in."""

from datetime import date
from decimal import Decimal
from typing import Any

from marshmallow import fields, pre_dump

from engine.queries.step_form import StepForm
from engine.workflow.forms import Field
from webui.api.schemas.pieces import LabelSchema
from webui.api.schemas.shape import EnglishStep, Instant, Shown, shown_code
from webui.api.schemas.task_views import TaskLineSchema

TYPES = (
    "text",
    "long_text",
    "integer",
    "decimal",
    "money",
    "date",
    "datetime",
    "choice",
    "choices",
    "yes_no",
    "user",
    "office",
)
HINDRANCES = ("not_open", "not_allowed", "taken", "case_ended")


class OptionSchema(Shown):
    """One thing to choose: a code, or the number of a person or office."""

    value = fields.Raw(required=True, metadata={"type": ["string", "integer"]})
    label = fields.Nested(LabelSchema, required=True)


class FieldSchema(Shown):
    """One question.

    ``shown_when`` is a FEEL condition over this form's values and ``routing``; while it does not
    hold, the field is ignored and not required. ``min`` and ``max`` are numbers (money: 元) or
    days; ``value`` is what the field begins with.
    """

    key = fields.String(required=True)
    label = fields.Nested(LabelSchema, required=True)
    type = shown_code(TYPES)
    required = fields.Boolean(required=True)
    options = fields.List(fields.Nested(OptionSchema), required=True)
    shown_when = fields.String(required=True, allow_none=True)
    hint = fields.Nested(LabelSchema, required=True, allow_none=True)
    value = fields.Raw(required=True, allow_none=True)
    min = fields.String(required=True, allow_none=True)
    max = fields.String(required=True, allow_none=True)
    max_length = fields.Integer(required=True)


class NextSchema(Shown):
    """What comes next while a FEEL condition holds."""

    when = fields.String(required=True, attribute="when.text")
    text = fields.Nested(LabelSchema, required=True)


class FormSchema(Shown):
    """The questions of a step."""

    key = fields.String(required=True)
    title = fields.Nested(LabelSchema, required=True)
    fields_ = fields.List(
        fields.Nested(FieldSchema), required=True, data_key="fields", attribute="fields"
    )
    next = fields.List(fields.Nested(NextSchema), required=True)


class PastAnswersSchema(Shown):
    """How this step was answered before in the case."""

    task_id = fields.Integer(required=True, attribute="item_id")
    by = fields.String(required=True, allow_none=True)
    at = Instant(required=True, allow_none=True)
    answers = fields.Dict(keys=fields.String(), required=True)


class TaskSchema(Shown):
    """A step with its form.

    ``hindrance`` is null if you may complete it now. ``line`` is null once it is not open.
    """

    id = fields.Integer(required=True, attribute="item_id")
    version = fields.Integer(required=True)
    case_code = fields.String(required=True)
    element = fields.String(required=True)
    name = fields.String(required=True)
    name_en = EnglishStep("name")
    status = shown_code(["open", "done", "cancelled"])
    hindrance = shown_code(HINDRANCES, optional=True)
    line = fields.Nested(TaskLineSchema, required=True, allow_none=True)
    form = fields.Nested(FormSchema, required=True, allow_none=True)
    documents = fields.List(fields.String(), required=True)
    routing = fields.Dict(keys=fields.String(), required=True)
    answers = fields.Dict(keys=fields.String(), required=True)
    history = fields.List(fields.Nested(PastAnswersSchema), required=True)

    @pre_dump
    def with_questions(self, step: StepForm, **_: object) -> dict[str, Any]:
        """Put into each question the value it begins with and what may be chosen."""
        form = step.form and {
            "key": step.form.key,
            "title": step.form.title,
            "fields": [_question(step, field) for field in step.form.fields],
            "next": step.form.next,
        }
        given = {name: getattr(step, name) for name in step.__dataclass_fields__}
        return {**given, "form": form}


def _question(step: StepForm, field: Field) -> dict[str, Any]:
    return {**question(field, step.values.get(field.key)), "options": _options(step, field)}


def question(field: Field, value: object) -> dict[str, Any]:
    """Return a question with the value it begins with, and the form's own options."""
    return {
        "key": field.key,
        "label": field.label,
        "type": field.type,
        "required": field.required,
        "options": [{"value": each.value, "label": each.label} for each in field.options],
        "shown_when": field.shown_when.text if field.shown_when else None,
        "hint": field.hint,
        "value": value,
        "min": _bound(field.least),
        "max": _bound(field.most),
        "max_length": field.max_length,
    }


def _options(step: StepForm, field: Field) -> list[dict[str, Any]]:
    named = step.choices.get(field.key, ())
    people = [{"value": each.value, "label": {"zh": each.name, "en": each.name}} for each in named]
    return people or [{"value": each.value, "label": each.label} for each in field.options]


def _bound(bound: Decimal | date | None) -> str | None:
    if bound is None:
        return None
    return bound.isoformat() if isinstance(bound, date) else f"{bound:f}"
