"""消息: what one has been told, and the bell that counts what is new."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.queries.counting import Number
from engine.queries.inbox import messages, unread_count, unread_number
from engine.queries.paging import Turn
from engine.rules.permissions import Actor
from engine.usecases.inbox import mark_all_read, mark_read
from webui.auth import actor, desk, safe_target
from webui.database import KeyPagination, db
from webui.frame import count
from webui.message_words import worded
from webui.translate import gettext, ngettext

bp = Blueprint("inbox", __name__)


@bp.get("/inbox")
def show() -> str:
    """Show the messages; those not read yet, or all."""
    everything = request.args.get("show") == "all"
    turn = Turn(request.args.get("cursor"), 30)
    page = messages(db.session(), actor(), unread_only=not everything, turn=turn)
    return render_template(
        "inbox/show.html",
        page=KeyPagination(page),
        items=worded(page.rows),
        everything=everything,
    )


@bp.get("/inbox/bell")
def bell() -> str:
    """Return the bell alone; it asks for itself every half minute."""
    return render_template("inbox/_bell.html", unread=unread_count(db.session(), actor()))


@bp.post("/inbox/<int:message_id>/open")
def open_case(message_id: int) -> ResponseReturnValue:
    """Mark a message as read and go to what it is about."""
    mark_read(desk(), actor(), message_id)
    return redirect(safe_target(request.form.get("to")) or url_for("inbox.show"), 303)


@bp.post("/inbox/<int:message_id>/read")
def read(message_id: int) -> ResponseReturnValue:
    """Mark a message as read and stay."""
    mark_read(desk(), actor(), message_id)
    return redirect(safe_target(request.form.get("next")) or url_for("inbox.show"), 303)


@bp.post("/inbox/read")
def read_all() -> ResponseReturnValue:
    """Mark everything as read."""
    marked = mark_all_read(desk(), actor())
    flash(
        ngettext("%(num)d 条消息已标为已读。", "%(num)d 条消息已标为已读。", marked)
        if marked
        else gettext("没有未读的消息。")
    )
    return redirect(url_for("inbox.show"), 303)


@count("unread")
def unread(person: Actor) -> Number | None:
    """Count the messages that wait to be read: the number on the bell."""
    return unread_number(person)
