"""单位: the offices of the area as a tree."""

from flask import Blueprint, render_template

from engine.queries.offices import headcounts, office_lines
from webui import frame, menu
from webui.auth import actor
from webui.database import db

bp = Blueprint("offices", __name__)


@bp.get("/offices")
def show() -> str:
    """Show all offices, each below the one above it."""
    return render_template(
        "offices/show.html",
        offices=office_lines(db.session(), actor(), active_only=False),
        people=headcounts(db.session(), frame.today()),
        own=actor().office_ids,
        administers=bool(menu.ADMINISTRATORS & actor().roles),
    )
