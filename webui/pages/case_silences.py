"""Silencing a case's warnings for everybody, and ending that early; who did so, and why."""

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import fields, validate

from engine.queries.clocks_view import case_clocks
from engine.queries.paging import Turn
from engine.queries.silences import silence_lines, silence_of, silences_of
from engine.rules.errors import Conflict, Invalid, NotAllowed
from engine.usecases.acknowledging import lift, silence
from webui.auth import actor, desk, lens
from webui.case_frame import render_tab
from webui.clock_sheet import clock_name
from webui.database import KeyPagination, db
from webui.forms import EMPTY, Filled, back_to
from webui.frame import today
from webui.gate import only_for
from webui.menu import OVERSEERS
from webui.quieting import quiet_until
from webui.schemas import REQUIRED, FormSchema, ReasonSchema, text
from webui.standing_badge import rule_name
from webui.translate import gettext

bp = Blueprint("case_silences", __name__)
only_for(bp, OVERSEERS)
DATED = {**REQUIRED, "invalid": "not_date"}
MOST_ID = 2**31 - 1


class SilenceSchema(FormSchema):
    """Which clock (0: all of the case), until which day, and why."""

    clock_id = fields.Integer(
        required=True,
        validate=validate.Range(min=0, max=MOST_ID, error="unknown_option"),
        error_messages={"required": "required", "null": "required", "invalid": "required"},
    )
    until = fields.Date(required=True, error_messages=DATED)
    reason = text(500)


def ask(code: str, form: Filled = EMPTY) -> str:
    """Return the form that asks for quiet.

    Raises:
        NotFound: ``case.unknown``. NotAllowed: not for this person.

    """
    if not silences_of(db.session(), actor(), lens(), code).may_silence:
        raise NotAllowed("case.silence_warnings")
    views = case_clocks(db.session(), actor(), lens(), code)
    running = [(view.clock_id, clock_name(view.rule)) for view in views if view.ended_at is None]
    return render_tab(
        code,
        "deadlines",
        "case/silence.html",
        form=form,
        clocks=[(0, gettext("本案全部期限")), *running],
        chosen=request.args.get("clock", "0"),
        earliest=today() + timedelta(days=1),
        latest=today() + timedelta(days=desk().settings.silence_days),
        most=desk().settings.silence_days,
        back=_back(code),
    )


bp.add_url_rule("/cases/<code>/deadlines/silence", "ask", ask)


@bp.post("/cases/<code>/deadlines/silence")
@back_to(ask, (Invalid, Conflict))
def hold(code: str) -> ResponseReturnValue:
    """Hold everybody's warnings back until the morning of a day."""
    given = SilenceSchema().load(request.form)
    quiet = quiet_until(given["until"], given["reason"])
    silence(desk(), actor(), code, quiet, given["clock_id"] or None)
    flash(gettext("已静默；颜色照变，到期日不变，到时仍然成立的再告知一次。"))
    return redirect(_back(code), 303)


def ask_lift(code: str, silence_id: int, form: Filled = EMPTY) -> str:
    """Return the form that ends a silence early.

    Raises:
        NotFound: ``case.unknown``, ``silence.unknown``. NotAllowed, Conflict: as ``lift``.

    """
    line = silence_of(db.session(), actor(), lens(), code, silence_id)
    if not line.holds:
        raise Conflict("silence.over")
    if not line.mine_to_lift:
        raise NotAllowed("case.silence_warnings")
    values = {"line": line, "rule_name": rule_name, "back": _back(code)}
    return render_tab(code, "deadlines", "case/lift.html", form=form, **values)


bp.add_url_rule("/cases/<code>/deadlines/silences/<int:silence_id>/lift", "ask_lift", ask_lift)


@bp.post("/cases/<code>/deadlines/silences/<int:silence_id>/lift")
@back_to(ask_lift)
def end(code: str, silence_id: int) -> ResponseReturnValue:
    """End a silence; what is still true is told once."""
    silence_of(db.session(), actor(), lens(), code, silence_id)
    lift(desk(), actor(), silence_id, ReasonSchema().load(request.form)["reason"])
    flash(gettext("静默已解除，仍然成立的预警已告知。"))
    return redirect(_back(code), 303)


@bp.get("/warnings/silences")
def listed() -> str:
    """List the silences that hold, in the offices one oversees."""
    turn = Turn(request.args.get("cursor"))
    return render_template(
        "warnings/silences.html",
        page=KeyPagination(silence_lines(db.session(), actor(), lens(), turn)),
        rule_name=rule_name,
    )


def _back(code: str) -> str:
    return url_for("case_clocks.show", code=code) + "#silences"
