"""通知方式: by which channels one wants to be told, where, and when not."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.queries.reaching import own_reach
from engine.rules.channels import Channel
from engine.rules.errors import Conflict
from engine.storage.robots import channels_set_up
from engine.usecases.reaching import Wish, send_test, set_reach
from webui.auth import actor, desk
from webui.channel_words import ADDRESSES, channel_name, fault_in_words
from webui.database import db
from webui.errors import status_of
from webui.forms import EMPTY, Filled, back_to
from webui.refusals import why
from webui.schemas import ReachSchema
from webui.translate import gettext

bp = Blueprint("reach", __name__, url_prefix="/account/reach")


def page(form: Filled = EMPTY, refused: str = "") -> str:
    """Return the page; *refused* says why a trial was not sent."""
    set_up = channels_set_up(db.session(), desk().settings)
    reach = own_reach(db.session(), actor(), set_up)
    return render_template(
        "account/reach.html",
        form=form,
        refused=refused,
        reach=reach,
        channel_name=channel_name,
        fault_in_words=fault_in_words,
        labels=ADDRESSES,
        digest_at=desk().settings.digest_at,
    )


@bp.get("/")
def show() -> str:
    """Show how one is told."""
    return page()


@bp.post("/")
@back_to(page)
def save() -> ResponseReturnValue:
    """Keep how one wants to be told."""
    given = ReachSchema().load(request.form)
    wish = Wish(
        wanted=request.form.getlist("channels"),
        addresses={each: given[f"address_{each}"] for each in Channel},
        quiet_from=given["quiet_from"],
        quiet_until=given["quiet_until"],
    )
    set_reach(desk(), actor(), wish)
    flash(gettext("通知方式已保存。"))
    return redirect(url_for("reach.show"), 303)


@bp.post("/<channel>/test")
def test(channel: str) -> ResponseReturnValue:
    """Send oneself a message by one channel."""
    try:
        send_test(desk(), actor(), channel)
    except Conflict as refusal:
        return page(refused=why(refusal)), status_of(refusal)
    flash(gettext("已试发，结果稍后显示在这个渠道下面。"))
    return redirect(url_for("reach.show"), 303)
