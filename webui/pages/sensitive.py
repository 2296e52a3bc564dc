"""敏感时期: switching it on and off with a reason, and the daily reports it asks for."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import fields

from engine.queries.sensitive import periods, reports, switchable
from engine.rules.errors import Conflict, Invalid
from engine.usecases.daily_reports import file_report
from engine.usecases.sensitive import PLANNED_END, Period, switch_off, switch_on
from webui import menu
from webui.auth import actor, desk
from webui.database import db
from webui.forms import EMPTY, Filled, back_to
from webui.gate import only_for
from webui.schemas import REQUIRED, FormSchema, text
from webui.translate import gettext

bp = Blueprint("sensitive", __name__, url_prefix="/sensitive")
only_for(bp, menu.CASEWORKERS)
DATED = {**REQUIRED, "invalid": "not_date"}


class PeriodSchema(FormSchema):
    """What is switched on."""

    office_id = fields.Integer(required=True, error_messages={**REQUIRED, "invalid": "required"})
    name = text(80)
    reason = text(500)
    ends_on = fields.Raw(load_default="")
    daily_report = fields.String(load_default="")


class LastDaySchema(FormSchema):
    """The last planned day, where one is given."""

    ends_on = fields.Date(required=True, error_messages=DATED)


class EndSchema(FormSchema):
    """Why it ends."""

    reason = text(500)


class ReportSchema(FormSchema):
    """What happened; nothing: a zero report."""

    text = fields.String(load_default="")


def page(form: Filled = EMPTY, **of: int) -> str:
    """Return the page; *form* is what was typed, *of* says into which line."""
    return render_template(
        "sensitive/show.html",
        periods=periods(db.session(), actor()),
        reports=reports(db.session(), actor(), open_only=request.args.get("all") is None),
        offices=[(str(each), name) for each, name in switchable(db.session(), actor())],
        planned_end=PLANNED_END,
        form=form,
        of=of,
    )


@bp.get("")
def show() -> str:
    """Show the periods of one's area and the reports asked for."""
    return page()


@bp.post("")
@back_to(page, (Invalid, Conflict))
def begin() -> ResponseReturnValue:
    """Switch a sensitive period on."""
    given = PeriodSchema().load(request.form)
    last = LastDaySchema().load(request.form)["ends_on"] if given["ends_on"] else None
    daily = bool(given["daily_report"])
    asked = Period(given["office_id"], given["name"], given["reason"], last, daily)
    _, moved = switch_on(desk(), actor(), asked)
    flash(gettext("已开启敏感时期，%(num)s 个在走的期限提早变色。", num=moved))
    return redirect(url_for("sensitive.show"), 303)


@bp.post("/<int:period_id>/end")
@back_to(page)
def end(period_id: int) -> ResponseReturnValue:
    """Switch it off."""
    moved = switch_off(desk(), actor(), period_id, EndSchema().load(request.form)["reason"])
    flash(gettext("已结束敏感时期，%(num)s 个期限恢复平时的预警标准。", num=moved))
    return redirect(url_for("sensitive.show"), 303)


@bp.post("/reports/<int:report_id>")
@back_to(page)
def report(report_id: int) -> ResponseReturnValue:
    """File a report; without text it is a zero report."""
    late = file_report(desk(), actor(), report_id, ReportSchema().load(request.form)["text"])
    flash(gettext("已补报，记为迟报。") if late else gettext("已报送。"))
    return redirect(url_for("sensitive.show"), 303)
