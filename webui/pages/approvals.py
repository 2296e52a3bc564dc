"""审批: requests for more time, with everything one needs to decide them."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.queries.approvals import extension_requests, waiting_count, waiting_number
from engine.queries.counting import Number
from engine.queries.paging import Turn
from engine.rules.errors import Invalid
from engine.rules.permissions import Actor
from engine.usecases.extensions import approve_extension, refuse_extension
from webui import menu
from webui.approval_words import article, cap, length
from webui.auth import actor, desk, lens
from webui.database import KeyPagination, db
from webui.desk_schemas import NoteSchema
from webui.forms import EMPTY, Filled, back_to
from webui.frame import count
from webui.gate import only_for
from webui.translate import gettext

bp = Blueprint("approvals", __name__)
only_for(bp, menu.APPROVERS)
STATES = ("asked", "approved", "refused")


def page(extension_id: int = 0, form: Filled = EMPTY) -> str:
    """Return the page; *form* is what was typed into the request of *extension_id*."""
    state = request.args.get("state", "asked")
    if state not in STATES:
        raise Invalid("invalid", fields={"state": "unknown_option"})
    turn = Turn(request.args.get("cursor"), 20)
    return render_template(
        "approvals/show.html",
        page=KeyPagination(extension_requests(db.session(), actor(), lens(), state, turn)),
        waiting=waiting_count(db.session(), actor()),
        state=state,
        form=form,
        formed=extension_id,
        length=length,
        cap=cap,
        article=article,
    )


@bp.get("/approvals")
def show() -> str:
    """Show the requests in one state."""
    return page()


@bp.post("/approvals/<int:extension_id>/approve")
@back_to(page)
def approve(extension_id: int) -> ResponseReturnValue:
    """Grant more time."""
    note = NoteSchema().load(request.form)["note"]
    code = approve_extension(desk(), actor(), extension_id, note)
    flash(gettext("已批准延长，案件 %(code)s 的到期日已经改好，申请人会收到消息。", code=code))
    return redirect(url_for("approvals.show"), 303)


@bp.post("/approvals/<int:extension_id>/refuse")
@back_to(page)
def refuse(extension_id: int) -> ResponseReturnValue:
    """Refuse more time, with a reason."""
    note = NoteSchema().load(request.form)["note"]
    code = refuse_extension(desk(), actor(), extension_id, note)
    flash(gettext("没有批准延长，案件 %(code)s 的原期限不变，申请人会收到您写的理由。", code=code))
    return redirect(url_for("approvals.show"), 303)


@count("approvals")
def waiting(person: Actor) -> Number | None:
    """Count the requests that wait for a person: the number beside the menu."""
    return waiting_number(person) if menu.APPROVERS & person.roles else None
