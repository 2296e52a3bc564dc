"""未送达: messages that were given up, for the administrator to send again."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.queries.counting import Number
from engine.queries.paging import Turn
from engine.queries.undelivered import undelivered, undelivered_count, undelivered_number
from engine.rules.permissions import Actor, Role
from engine.usecases.undelivered import retry
from webui.auth import actor, desk
from webui.channel_words import channel_name, fault_in_words, telling_name
from webui.database import KeyPagination, db
from webui.frame import count
from webui.gate import only_for
from webui.translate import ngettext

bp = Blueprint("undelivered", __name__, url_prefix="/admin/undelivered")
only_for(bp, frozenset({Role.ADMINISTRATOR}), hidden=True)


@bp.get("/")
def show() -> str:
    """Show what was given up, the newest first."""
    page = undelivered(db.session(), actor(), Turn(request.args.get("cursor")))
    return render_template(
        "undelivered/show.html",
        page=KeyPagination(page, undelivered_count(db.session(), actor())),
        channel_name=channel_name,
        fault_in_words=fault_in_words,
        telling_name=telling_name,
    )


@bp.post("/<int:message_id>/retry")
def again(message_id: int) -> ResponseReturnValue:
    """Send one of them again."""
    return _done(retry(desk(), actor(), message_id))


@bp.post("/retry")
def all_again() -> ResponseReturnValue:
    """Send all of them again."""
    return _done(retry(desk(), actor()))


def _done(number: int) -> ResponseReturnValue:
    flash(ngettext("%(num)d 条消息重新排队。", "%(num)d 条消息重新排队。", number))
    return redirect(url_for("undelivered.show"), 303)


@count("undelivered")
def waiting(person: Actor) -> Number | None:
    """Count the messages that were given up: the number beside the menu."""
    return undelivered_number(person)
