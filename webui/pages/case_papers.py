"""The printable papers of a case, for those who may print them."""

from typing import cast

from flask import Blueprint, current_app, request

from engine.queries.papers import paper_facts, prints_papers
from engine.rules.papers import PaperKind
from engine.usecases.papers import Papers
from webui.asset_manifest import asset
from webui.auth import actor
from webui.database import db
from webui.translate import gettext

bp = Blueprint("case_papers", __name__, url_prefix="/cases/<code>/papers")

PAPERS = "papers"  # where the composition root puts the printer


@bp.get("/<kind>")
def show(code: str, kind: str) -> str:
    """Show one paper, ready to be printed."""
    sitting = request.args.get("sitting", type=int)
    facts = paper_facts(db.session(), actor(), code, kind, sitting)
    printer = cast("Papers", current_app.extensions[PAPERS])
    return printer.render(facts, asset("paper.css"))


def may_print(code: str) -> bool:
    """Say whether the person asking may print the case's papers."""
    return prints_papers(db.session(), actor(), code)


def paper_links() -> list[tuple[str, str]]:
    """Return the papers as (kind, words)."""
    return [
        (PaperKind.REGISTRATION, gettext("受理登记表")),
        (PaperKind.RECORD, gettext("调解记录")),
        (PaperKind.AGREEMENT, gettext("调解协议书")),
        (PaperKind.TERMINATION, gettext("终止调解通知书")),
    ]
