"""On a phone: everything the bottom menu has no room for."""

from flask import Blueprint, render_template

bp = Blueprint("more", __name__)


@bp.get("/more")
def show() -> str:
    """List all pages this person may open."""
    return render_template("more.html")
