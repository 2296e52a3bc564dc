"""待办队列: the steps that wait, and what can be done to several of them at once."""

from dataclasses import asdict

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from engine.queries.belonging import MOST, waiting_steps
from engine.queries.filters import Filters
from engine.queries.worklists import chosen_lines, queue_counts, work_lines
from webui import bulk, listing
from webui.auth import actor, lens
from webui.database import KeyPagination, db
from webui.filtering import Asked, chips, read_asked
from webui.forms import EMPTY, Filled, back_to
from webui.naming import step_name
from webui.schemas import AssignmentSchema
from webui.supervising import is_red, urging
from webui.translate import gettext

bp = Blueprint("queue", __name__)


@bp.get("/queue")
def show() -> str:
    """Show one tab of the queue under the filters of the address."""
    asked = read_asked(request.args)
    lines = work_lines(db.session(), actor(), lens(), (asked.tab, asked.filters), asked.turn)
    counts = asdict(queue_counts(db.session(), actor(), asked.filters))
    offices = listing.places()
    steps = [(code, step_name(name)) for code, name in waiting_steps(db.session(), actor())]
    known = listing.named(offices, steps, (line.standing for line in lines.rows))
    return render_template(
        "queue/show.html",
        asked=asked,
        page=KeyPagination(lines, counts[asked.tab]),
        counts=counts,
        most=MOST,
        chips=(found := chips(asked, "queue.show", known)),
        hiding=None if lines.rows else listing.hidden(asked, found, _counter(asked)),
        places=listing.place_choices(offices),
        steps=steps,
        assigns=bulk.may_assign(),
        urgeable=urging(line.case_code for line in lines.rows if is_red(line.standing)),
    )


def _counter(asked: Asked) -> listing.Counter:
    def count(filters: Filters) -> int:
        return int(asdict(queue_counts(db.session(), actor(), filters))[asked.tab])

    return count


def reassign_page(form: Filled = EMPTY) -> str:
    """Return the page that asks whom the chosen steps go to."""
    lines = chosen_lines(db.session(), actor(), lens(), bulk.chosen(request.values))
    return render_template(
        "queue/reassign.html",
        form=form,
        lines=lines,
        missing=len(set(bulk.chosen(request.values))) - len(lines),
        people=bulk.people_for(lines),
        back=bulk.back(),
    )


@bp.get("/queue/reassign")
def ask_whom() -> ResponseReturnValue:
    """Ask whom the chosen steps go to; nothing chosen: back to the queue."""
    if not bulk.chosen(request.args):
        flash(gettext("还没有选择待办：先在左边打勾，再点“转交”。"))
        return redirect(bulk.back(), 303)
    return reassign_page()


@bp.post("/queue/reassign")
@back_to(reassign_page)
def reassign() -> str:
    """Give each chosen step to the person chosen; say of each whether it was done."""
    given = AssignmentSchema().load(request.form)
    lines = chosen_lines(db.session(), actor(), lens(), bulk.chosen(request.form))
    results = bulk.assign_all(lines, bulk.chosen(request.form), given["user_id"])
    return render_template(
        "queue/results.html", results=results, to=bulk.name_of(lines, given), back=bulk.back()
    )


@bp.get("/queue/print")
def show_print() -> ResponseReturnValue:
    """Show the chosen steps as a sheet to print; say which could not be listed."""
    wanted = bulk.chosen(request.args)
    if not wanted:
        flash(gettext("还没有选择待办：先在左边打勾，再点“打印”。"))
        return redirect(bulk.back(), 303)
    lines = chosen_lines(db.session(), actor(), lens(), wanted)
    return render_template(
        "queue/print.html", lines=lines, missing=len(set(wanted)) - len(lines), back=bulk.back()
    )
