"""未送达: messages that were given up, for the administrator to send again or to put away."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.queries.counting import Number
from engine.queries.paging import Turn
from engine.queries.undelivered import (
    given_up,
    given_up_until,
    undelivered,
    undelivered_count,
    undelivered_number,
)
from engine.rules.permissions import Actor, Role
from engine.usecases.undelivered import discard, retry
from webui.auth import actor, desk
from webui.channel_words import channel_name, fault_in_words, telling_name
from webui.database import KeyPagination, db
from webui.forms import EMPTY, Filled, back_to
from webui.frame import count
from webui.gate import only_for
from webui.schemas import ReasonSchema
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


def discard_page(message_id: int, form: Filled = EMPTY) -> str:
    """Return the question before a message, or all up to it, is put away."""
    db.session().rollback()
    line = given_up(db.session(), actor(), message_id)
    return render_template(
        "undelivered/discard.html",
        line=line,
        form=form,
        older=_older(),
        number=given_up_until(db.session(), actor(), message_id),
        channel_name=channel_name,
        fault_in_words=fault_in_words,
        telling_name=telling_name,
    )


@bp.get("/<int:message_id>/discard")
def ask_discard(message_id: int) -> str:
    """Ask why a message, or all up to it, is not to be sent."""
    return discard_page(message_id)


@bp.post("/<int:message_id>/discard")
@back_to(discard_page)
def put_away(message_id: int) -> ResponseReturnValue:
    """Put a message away, or all up to it."""
    reason = ReasonSchema().load(request.form)["reason"]
    number = discard(desk(), actor(), message_id, reason, older=_older())
    flash(ngettext("%(num)d 条消息已放弃。", "%(num)d 条消息已放弃。", number))
    return redirect(url_for("undelivered.show"), 303)


def _older() -> bool:
    """Say whether all that were given up until this one are meant."""
    return bool(request.args.get("older"))


def _done(number: int) -> ResponseReturnValue:
    flash(ngettext("%(num)d 条消息重新排队。", "%(num)d 条消息重新排队。", number))
    return redirect(url_for("undelivered.show"), 303)


@count("undelivered")
def waiting(person: Actor) -> Number | None:
    """Count the messages that were given up: the number beside the menu."""
    return undelivered_number(person)
