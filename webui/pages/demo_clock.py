"""The bar of a demo: anybody signed in moves its clock and watches what falls due."""

from datetime import timedelta

from flask import Blueprint, flash, redirect, request
from flask.typing import ResponseReturnValue

from engine.desk import Desk
from engine.usecases.demo_clock import Advanced, advance_demo, workdays_later
from webui.auth import actor, desk, safe_target
from webui.formatting import duration, instant
from webui.schemas import DemoClockSchema
from webui.translate import gettext

bp = Blueprint("demo_clock", __name__)
WEEK = timedelta(days=7)


@bp.post("/demo/clock")
def advance() -> ResponseReturnValue:
    """Move the demo's clock forward; what falls due on the way is done in order."""
    by = DemoClockSchema().load(request.form)["by"]
    at = workdays_later(desk(), 1) if by == "workday" else desk().now() + WEEK
    flash(told(desk(), advance_demo(desk(), actor(), at)))
    return redirect(safe_target(request.form.get("next")) or "/", 303)


def told(desk: Desk, moved: Advanced) -> str:
    """Return what happened, in one line."""
    return gettext(
        "时钟往后调了 %(length)s，现在是 %(now)s；处理到期事项 %(count)d 件。",
        length=duration((moved.after - moved.before).total_seconds()),
        now=instant(moved.after, zone=desk.zone),
        count=moved.handled,
    )
