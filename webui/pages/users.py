"""人员: the people of the offices one may see."""

from flask import Blueprint, render_template, request

from engine.queries.paging import Turn
from engine.queries.users import user_lines
from webui import menu
from webui.auth import actor
from webui.database import KeyPagination, db
from webui.frame import today
from webui.gate import only_for

bp = Blueprint("users", __name__)
only_for(bp, menu.USER_READERS)
LONGEST = 100


@bp.get("/users")
def show() -> str:
    """Show a page of people with their posts."""
    turn = Turn(request.args.get("cursor"))
    wanted = request.args.get("q", "").strip()[:LONGEST]
    page = KeyPagination(user_lines(db.session(), actor(), today(), turn, wanted))
    return render_template(
        "users/show.html",
        page=page,
        wanted=wanted,
        declares=bool(menu.CASEWORKERS & actor().roles),
        administers=bool(menu.ADMINISTRATORS & actor().roles),
    )
