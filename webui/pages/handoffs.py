"""移交台: what was sent, what has come, which receipts are due."""

from flask import Blueprint, render_template, request

from engine.queries.counting import Number
from engine.queries.handoff_desk import (
    BOXES,
    RECEIPTS,
    handoff,
    handoff_counts,
    handoff_lines,
    receipts_number,
)
from engine.queries.paging import Turn
from engine.rules.errors import Invalid
from engine.rules.permissions import Actor, Role
from webui import menu
from webui.auth import actor, lens
from webui.database import KeyPagination, db
from webui.frame import count
from webui.gate import only_for

bp = Blueprint("handoffs", __name__)
only_for(bp, menu.WORKERS)
SEVERAL = frozenset({Role.DISPATCHER, Role.SUPERVISOR})  # see the desks of several offices


@bp.get("/handoffs")
def show() -> str:
    """Show one box of the desk."""
    box = request.args.get("box", RECEIPTS)
    if box not in BOXES:
        raise Invalid("handoff.box", box=box)
    turn = Turn(request.args.get("cursor"))
    return render_template(
        "handoffs/show.html",
        page=KeyPagination(handoff_lines(db.session(), actor(), lens(), box, turn)),
        counts=handoff_counts(db.session(), actor()),
        box=box,
        wide=bool(SEVERAL & actor().roles),
    )


@bp.get("/handoffs/<int:handoff_id>")
def package(handoff_id: int) -> str:
    """Show one hand-off: the package, and what became of it."""
    code, sent = handoff(db.session(), actor(), handoff_id)
    return render_template("handoffs/package.html", code=code, package=sent)


@count("handoffs")
def receipts_due(person: Actor) -> Number | None:
    """Count the receipts that wait for a person's office: the number beside the menu."""
    return receipts_number(person) if menu.WORKERS & person.roles else None
