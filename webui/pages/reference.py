"""How programs talk to us: the documentation of the API, made of its own specification."""

from flask import Blueprint, current_app, render_template, request

from webui.errors import API_PAGE
from webui.reference import Reader

bp = Blueprint("reference", __name__)


@bp.get(API_PAGE)
def show() -> str:
    """Show every operation; the address in the examples is the one this page was asked at."""
    spec = current_app._get_spec()  # type: ignore[attr-defined]  # kept after the first time
    root = request.host_url.rstrip("/")
    return render_template("reference/show.html", root=root, book=Reader(spec, root).reference())
