"""The address without a page: everybody begins somewhere else."""

from flask import Blueprint, redirect
from flask.typing import ResponseReturnValue

from webui.auth import actor
from webui.menu import home_url

bp = Blueprint("home", __name__)


@bp.get("/")
def show() -> ResponseReturnValue:
    """Go to where this person's work begins."""
    return redirect(home_url(actor()), 303)
