"""Signing in and out."""

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.rules.errors import Invalid, NotAllowed
from webui.auth import end, safe_target
from webui.entering import enter_as
from webui.forms import EMPTY, Filled, back_to
from webui.menu import home_url
from webui.schemas import SignInSchema

bp = Blueprint("sign_in", __name__)


def page(form: Filled = EMPTY) -> str:
    """Return the page with the form."""
    target = safe_target(request.values.get("next"))
    return render_template(
        "sign_in/show.html", form=form, target=target, lost="lost" in request.args
    )


@bp.get("/sign-in")
def show() -> ResponseReturnValue:
    """Ask who is there; somebody who is in already goes to their work."""
    if g.account:
        return redirect(home_url(g.account.actor), 303)
    return page()


@bp.post("/sign-in")
@back_to(page, on=(Invalid, NotAllowed))
def enter() -> ResponseReturnValue:
    """Sign in and go where one wanted to go."""
    given = SignInSchema().load(request.form)
    target = safe_target(request.form.get("next")) or url_for("my_day.show")
    return enter_as(given["login"], given["password"], redirect(target, 303))


@bp.post("/sign-out")
def leave() -> ResponseReturnValue:
    """Sign out."""
    end()
    return redirect(url_for("sign_in.show"), 303)
