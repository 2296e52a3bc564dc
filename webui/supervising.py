"""The forms of supervision: orders, complaints, samples, and what a step of it is about."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import quote

from flask import Response, make_response, render_template
from marshmallow import fields, validate
from werkzeug.datastructures import MultiDict

from engine.queries import answers_due, spot_checks, supervision
from engine.queries.spot_checks import FindingLine
from engine.queries.standing import Standing
from engine.queries.step_form import StepForm
from engine.queries.supervision import Matter
from engine.queries.urging import urges_waiting
from engine.rules.colours import Colour
from engine.rules.errors import EngineError, NotFound
from engine.usecases.complaints import Complaint
from engine.usecases.orders import OrderText
from engine.usecases.populations import Criteria
from engine.usecases.spot_checks import Sample, Verdict
from webui.auth import actor, lens
from webui.database import db
from webui.errors import status_of
from webui.refusals import why
from webui.schemas import REQUIRED, FormSchema, text
from webui.translate import gettext

ERRORS = {**REQUIRED, "invalid": "not_a_date"}
CHOSEN = {**REQUIRED, "invalid": "unknown_option"}


class Day(fields.Date):
    """A day; an empty field is no day."""

    def deserialize(self, value: Any, *rest: Any, **more: Any) -> Any:
        """Take an empty text for nothing."""
        return super().deserialize(value or None, *rest, **more)


class Chosen(fields.Integer):
    """The number of what was chosen; an empty field is no choice."""

    def deserialize(self, value: Any, *rest: Any, **more: Any) -> Any:
        """Take an empty text for nothing."""
        return super().deserialize(value or None, *rest, **more)


def _day() -> Day:
    return Day(load_default=None, allow_none=True, error_messages=ERRORS)


class OrderSchema(FormSchema):
    """What an order says."""

    card = text(20)
    ground = text(2_000)
    demands = text(2_000)


class ComplaintSchema(FormSchema):
    """What came in."""

    source = text(20)
    about_user_id = Chosen(load_default=None, allow_none=True, error_messages=CHOSEN)
    complainant = text(60, required=False)
    text = text(2_000)


class SampleSchema(FormSchema):
    """What is to be drawn."""

    office_id = fields.Integer(
        required=True, error_messages={"required": "required", "invalid": "required"}
    )
    kind = text(20)
    size = fields.Integer(
        required=True,
        validate=validate.Range(min=1, max=200, error="out_of_range"),
        error_messages={"required": "required", "invalid": "required"},
    )
    state = text(10)
    category = text(10, required=False)
    from_on = _day()
    until_on = _day()
    seed = text(64, required=False)


class VerdictSchema(FormSchema):
    """What the check of one case said."""

    result = text(20)
    note = text(2_000, required=False)
    problem = text(2_000, required=False)
    fix_by = _day()
    point_rule = text(40, required=False)


def order_of(typed: MultiDict[str, str]) -> OrderText:
    """Return the order a form describes."""
    return OrderText(**OrderSchema().load(typed))


def complaint_of(typed: MultiDict[str, str]) -> Complaint:
    """Return the complaint a form describes."""
    return Complaint(**ComplaintSchema().load(typed))


def sample_of(typed: MultiDict[str, str]) -> Sample:
    """Return the sample a form asks for."""
    sent = SampleSchema().load(typed)
    criteria = Criteria(sent["state"], sent["category"] or None, sent["from_on"], sent["until_on"])
    return Sample(sent["office_id"], sent["kind"], sent["size"], criteria, sent["seed"])


def verdict_of(typed: MultiDict[str, str]) -> Verdict:
    """Return what a form says of a checked case."""
    return Verdict(**VerdictSchema().load(typed))


def order_labels() -> dict[str, str]:
    """Return the labels of an order's fields, in their order."""
    return {
        "name": gettext("批次名称"),
        "codes": gettext("案件"),
        "card": gettext("督办种类"),
        "ground": gettext("存在的问题"),
        "demands": gettext("办理要求"),
    }


def complaint_labels() -> dict[str, str]:
    """Return the labels of a complaint's fields, in their order."""
    return {
        "source": gettext("来源"),
        "about_user_id": gettext("被投诉的人"),
        "complainant": gettext("投诉人"),
        "text": gettext("投诉内容"),
    }


def sample_labels() -> dict[str, str]:
    """Return the labels of a sample's fields, in their order."""
    return {
        "office_id": gettext("范围"),
        "kind": gettext("方式"),
        "state": gettext("案件状态"),
        "category": gettext("纠纷类型"),
        "from_on": gettext("登记自"),
        "until_on": gettext("登记至"),
        "size": gettext("抽取件数"),
        "seed": gettext("随机种子"),
    }


def matter_of(step: StepForm) -> Matter | FindingLine | None:
    """Return what a step of supervision is about, for who may see it."""
    read = READERS.get(step.subject_kind)
    if read is None or step.subject_id is None:
        return None
    try:
        return read(db.session(), actor(), lens(), step.subject_id)
    except NotFound:
        return None


READERS: Mapping[str, Callable[..., Matter | FindingLine | None]] = {
    "supervision": supervision.order,
    "urge": answers_due.URGES.one,
    "complaint": answers_due.COMPLAINTS.one,
    "rectification": spot_checks.FINDINGS.one,
}


def urged_words() -> str:
    """Return what who urged is told."""
    return gettext("已催办，承办人和主任已收到消息。")


def urged_line(error: EngineError | None = None) -> Response:
    """Return what takes the place of the button in a list; *error*: why nobody was urged."""
    status = status_of(error) if error else 200
    said = why(error) if error else urged_words()
    response = make_response(render_template("supervision/_urged.html", error=error), status)
    response.headers["X-Heshi-Say"] = quote(said)
    return response


def is_red(standing: Standing | None) -> bool:
    """Say whether a line is one to urge about: lists offer it for nothing else."""
    return standing is not None and standing.colour == Colour.RED


def urging(codes: Iterable[str]) -> Mapping[str, bool]:
    """Return which cases of a list the person asking may urge, and which were urged already."""
    return urges_waiting(db.session(), actor(), codes)
