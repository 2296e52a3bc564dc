"""One's own account: password, language, tokens."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.queries.accounts import own_tokens
from engine.usecases.accounts import change_password, issue_token, revoke_token
from webui.auth import actor, desk, own_account, renew
from webui.database import db
from webui.forms import EMPTY, Filled, back_to
from webui.schemas import PasswordSchema
from webui.translate import gettext

bp = Blueprint("account", __name__, url_prefix="/account")


def page(form: Filled = EMPTY, new_token: str = "") -> str:
    """Return the page."""
    tokens = own_tokens(db.session(), actor(), desk().now())
    return render_template(
        "account/show.html", form=form, account=own_account(), tokens=tokens, new_token=new_token
    )


def first_page(form: Filled = EMPTY) -> str:
    """Return the page on which a one-time password is replaced."""
    return render_template("account/first_password.html", form=form)


@bp.get("/")
def show() -> str:
    """Show who one is."""
    return page()


@bp.get("/first-password")
def first_password() -> str:
    """Ask for a password of one's own."""
    return first_page()


@bp.post("/first-password")
@back_to(first_page)
def set_first_password() -> ResponseReturnValue:
    """Replace the one-time password and begin to work."""
    renew(change_password(desk(), actor(), PasswordSchema().load(request.form)))
    return redirect(url_for("my_day.show"), 303)


@bp.post("/password")
@back_to(page)
def set_password() -> ResponseReturnValue:
    """Replace one's password; this session goes on, all others end."""
    renew(change_password(desk(), actor(), PasswordSchema().load(request.form)))
    flash(gettext("密码已更改，别处的登录都已结束。"))
    return redirect(url_for("account.show"), 303)


@bp.post("/tokens")
def issue() -> ResponseReturnValue:
    """Issue a token and show it this once: no redirect, it must not be stored on the way."""
    token, _ = issue_token(desk(), actor())
    return page(new_token=token), 201


@bp.post("/tokens/<int:token_id>/revoke")
def revoke(token_id: int) -> ResponseReturnValue:
    """End one of one's tokens."""
    revoke_token(desk(), actor(), token_id)
    flash(gettext("令牌已停用。"))
    return redirect(url_for("account.show"), 303)
