"""预警: what one was warned of, to acknowledge or put off; who else has not said 已知悉."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import fields

from engine.queries.counting import Number
from engine.queries.paging import Turn
from engine.queries.told import OPEN, OTHERS, STATES, open_count, open_number, told_lines
from engine.rules.errors import Conflict, Invalid
from engine.rules.permissions import Actor
from engine.usecases.acknowledging import acknowledge, snooze
from webui import menu
from webui.auth import actor, desk, lens
from webui.database import KeyPagination, db
from webui.forms import EMPTY, Filled, back_to
from webui.frame import count
from webui.gate import only_for
from webui.quieting import quiet_until
from webui.schemas import REQUIRED, FormSchema, text
from webui.standing_badge import rule_name
from webui.supervising import urging
from webui.terms import term
from webui.translate import gettext, ngettext

bp = Blueprint("warnings", __name__, url_prefix="/warnings")
only_for(bp, menu.CASEWORKERS)
MOST = 200
DATED = {**REQUIRED, "invalid": "not_date"}


class KnownSchema(FormSchema):
    """An optional remark with 已知悉."""

    note = text(500, required=False)


class LaterSchema(FormSchema):
    """Until which day, and why."""

    until = fields.Date(required=True, error_messages=DATED)
    reason = text(500)


def page(warning_id: int = 0, form: Filled = EMPTY) -> str:
    """Return the page; *form* is what was typed into the line of *warning_id*."""
    state = request.args.get("state", OPEN)
    if state not in STATES:
        raise Invalid("invalid", fields={"state": "unknown_option"})
    turn = Turn(request.args.get("cursor"))
    lines = told_lines(db.session(), actor(), lens(), state, turn)
    return render_template(
        "warnings/show.html",
        page=KeyPagination(lines),
        urgeable=urging(line.case_code for line in lines.rows),
        waiting=open_count(db.session(), actor()),
        state=state,
        oversees=bool(menu.OVERSEERS & actor().roles),
        others=OTHERS,
        form=form,
        formed=warning_id,
        rule_name=rule_name,
        colour_word=lambda code: term("colour", code),
    )


@bp.get("")
def show() -> str:
    """Show one's own warnings, or those nobody has acknowledged."""
    return page()


@bp.post("/acknowledge")
@back_to(page)
def known() -> ResponseReturnValue:
    """Say 已知悉 to those chosen."""
    sent = request.form.getlist("warning")
    ids = [int(each) for each in sent if each.isascii() and each.isdigit() and len(each) < 10]
    note = KnownSchema().load(request.form)["note"]
    done = acknowledge(desk(), actor(), list(dict.fromkeys(ids))[:MOST], note)
    flash(ngettext("%(num)d 条预警已知悉。", "%(num)d 条预警已知悉。", done))
    return redirect(url_for("warnings.show"), 303)


@bp.post("/<int:warning_id>/snooze")
@back_to(page, (Invalid, Conflict))
def later(warning_id: int) -> ResponseReturnValue:
    """Put one's own warnings of a clock off until the morning of a day."""
    given = LaterSchema().load(request.form)
    snooze(desk(), actor(), warning_id, quiet_until(given["until"], given["reason"]))
    flash(gettext("到那一天再提醒您；期限和颜色不变。"))
    return redirect(url_for("warnings.show"), 303)


@count("warnings")
def waiting(person: Actor) -> Number | None:
    """Count the warnings that wait to be acknowledged: the number beside the menu."""
    return open_number(person)
