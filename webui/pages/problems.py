"""What each kind of refusal means: the addresses that problem+json points to."""

from flask import Blueprint, render_template

from engine.rules.errors import NotFound
from webui.refusals import KINDS, SIGN_IN

bp = Blueprint("problems", __name__, url_prefix="/problems")
ALL = (*KINDS.values(), SIGN_IN)


@bp.get("/")
def all_kinds() -> str:
    """Explain every kind."""
    return render_template("problems/show.html", kinds=ALL)


@bp.get("/<name>")
def show(name: str) -> str:
    """Explain one kind."""
    kinds = [kind for kind in ALL if kind.name == name]
    if not kinds:
        raise NotFound("page.unknown")
    return render_template("problems/show.html", kinds=kinds)
