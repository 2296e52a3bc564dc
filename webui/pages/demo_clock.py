"""The bar of a demo: anybody signed in moves its clock and watches what falls due."""

from datetime import timedelta

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from engine.queries.filters import Filters
from engine.queries.passed import Passed, what_passed
from engine.scheduler import run_tick, ticks
from engine.usecases.demo_clock import Advanced, advance_demo, workdays_later
from webui import menu
from webui.auth import actor, desk, safe_target
from webui.board_words import address
from webui.database import db
from webui.formatting import duration, instant
from webui.schemas import DemoClockSchema
from webui.translate import gettext, ngettext

bp = Blueprint("demo_clock", __name__)
WEEK = timedelta(days=7)


@bp.post("/demo/clock")
def advance() -> ResponseReturnValue:
    """Move the demo's clock forward; what falls due on the way is done in order."""
    by = DemoClockSchema().load(request.form)["by"]
    at = workdays_later(desk(), 1) if by == "workday" else desk().now() + WEEK
    moved = advance_demo(desk(), actor(), at)
    for ticking in ticks(desk()):  # noted as run, or the board would call the sweep a week late
        run_tick(desk(), ticking)
    db.session().rollback()  # what happened is read after it has
    flash(told(moved, what_passed(db.session(), actor(), moved.before, desk().now())))
    return redirect(safe_target(request.form.get("next")) or "/", 303)


def told(moved: Advanced, passed: Passed) -> Markup:
    """Return what happened, in one line, each number leading to where it can be seen."""
    now = gettext(
        "时钟往后调了 %(length)s，现在是 %(now)s。",
        # the clock ran on while the button was pressed: whole minutes, not six days and 23:59:59
        length=duration(round((moved.after - moved.before).total_seconds() / 60) * 60),
        now=instant(moved.after),
    )
    happened = [
        Markup('<a href="{}">{}</a>').format(link, words)
        for count, words, link in _numbers(passed)
        if count
    ]
    if not happened:
        return Markup("{}{}").format(now, gettext("您能看到的案件没有变化。"))
    comma, stop = Markup("{}").format(gettext("，")), gettext("。")
    return Markup("{}{}{}").format(now, comma.join(happened), stop)


def _numbers(passed: Passed) -> list[tuple[int, str, str]]:
    """Return (how many, in words, where to look) for each kind of thing that happened."""
    overseer = bool(menu.OVERSEERS & actor().roles)
    turned = url_for("board.show") if overseer else address(Filters(colours=("yellow", "orange")))
    red = address(Filters(colours=("red",)))
    inbox = url_for("inbox.show")
    count = passed.turned - passed.red
    return [
        (count, ngettext("%(num)d 个期限变色", "%(num)d 个期限变色", count), turned),
        (passed.red, ngettext("%(num)d 个转红", "%(num)d 个转红", passed.red), red),
        (passed.expired, ngettext("%(num)d 个届满", "%(num)d 个届满", passed.expired), red),
        (passed.climbed, ngettext("%(num)d 次提级", "%(num)d 次提级", passed.climbed), inbox),
    ]
