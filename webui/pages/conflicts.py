"""回避: who keeps away from which case or party, and putting it on record."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.queries.paging import Turn
from engine.queries.recusals import conflict_lines, declarable
from engine.usecases.recusals import Ground, declare_conflict
from webui import menu
from webui.auth import actor, desk, lens
from webui.database import KeyPagination, db
from webui.desk_schemas import ConflictSchema
from webui.forms import EMPTY, Filled, back_to
from webui.gate import only_for
from webui.translate import gettext

bp = Blueprint("conflicts", __name__)
only_for(bp, menu.CASEWORKERS)


def page(form: Filled = EMPTY) -> str:
    """Return the list with the form beside it."""
    turn = Turn(request.args.get("cursor"))
    return render_template(
        "conflicts/show.html",
        page=KeyPagination(conflict_lines(db.session(), actor(), lens(), turn)),
        people=declarable(db.session(), actor(), lens().today),
        staff=bool(menu.USER_READERS & actor().roles),
        form=form,
    )


@bp.get("/conflicts")
def show() -> str:
    """Show the conflicts of interest on record."""
    return page()


@bp.post("/conflicts")
@back_to(page)
def declare() -> ResponseReturnValue:
    """Put a conflict of interest on record."""
    given = ConflictSchema().load(request.form)
    user_id = given.pop("user_id")
    declare_conflict(desk(), actor(), user_id, Ground(**given))
    flash(gettext("回避已经登记；指派和认领时会挡住。"))
    return redirect(url_for("conflicts.show"), 303)
