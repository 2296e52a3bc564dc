"""人员管理: one person in the hands of an administrator: facts, posts, password, leaving."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.queries.offices import office_lines
from engine.queries.staff import staff_member, successors
from engine.rules.errors import Conflict, Invalid
from engine.usecases.accounts import reset_password
from engine.usecases.staffing import (
    Post,
    change_user,
    deactivate_user,
    grant_role,
    reactivate_user,
    withdraw_role,
)
from webui import menu
from webui.auth import actor, desk
from webui.database import db
from webui.forms import EMPTY, Filled, back_to
from webui.gate import only_for
from webui.registering import whole
from webui.translate import gettext

bp = Blueprint("staff", __name__, url_prefix="/users/<int:user_id>")
only_for(bp, menu.ADMINISTRATORS, hidden=True)
FACTS = ("name", "phone", "email", "locale")
REFUSED = (Invalid, Conflict)


def person_page(user_id: int, form: Filled = EMPTY, word: str = "", **_: object) -> str:
    """Return a person's page; *word* is a one-time password, shown this once."""
    db.session().rollback()
    person = staff_member(db.session(), actor(), user_id)
    return render_template(
        "staff/show.html",
        person=person,
        form=form,
        word=word,
        offices=[(each.office_id, each.name) for each in office_lines(db.session(), actor())],
        successors=successors(db.session(), user_id),
    )


@bp.get("")
def show(user_id: int) -> str:
    """Show a person."""
    return person_page(user_id)


def _done(user_id: int, said: str) -> ResponseReturnValue:
    flash(said)
    return redirect(url_for("staff.show", user_id=user_id), 303)


@bp.post("")
@back_to(person_page, REFUSED)
def change(user_id: int) -> ResponseReturnValue:
    """Change what is known of a person."""
    sent = {key: request.form[key] for key in FACTS if key in request.form}
    change_user(desk(), actor(), user_id, sent)
    return _done(user_id, gettext("资料已更改。"))


@bp.post("/password")
def password(user_id: int) -> str:
    """Give a one-time password and show it once."""
    login = staff_member(db.session(), actor(), user_id).login
    db.session().rollback()
    return person_page(user_id, word=reset_password(desk(), actor(), login))


@bp.post("/posts")
@back_to(person_page, REFUSED)
def grant(user_id: int) -> ResponseReturnValue:
    """Give a role in an office, perhaps for a time."""
    office_id = whole(request.form.get("office_id", ""))
    if not isinstance(office_id, int):
        raise Invalid("grant.form", fields={"office_id": "required"})
    days = (_day("from_on"), _day("until_on"))
    grant_role(desk(), actor(), user_id, Post(request.form.get("role", ""), office_id, *days))
    return _done(user_id, gettext("岗位已授予。"))


def _day(key: str) -> date | None:
    typed = request.form.get(key, "").strip()
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError as error:
        raise Invalid("grant.form", fields={key: "not_date"}) from error


@bp.post("/posts/<int:grant_id>/withdraw")
@back_to(person_page, REFUSED)
def withdraw(user_id: int, grant_id: int) -> ResponseReturnValue:
    """Take a role away."""
    withdraw_role(desk(), actor(), grant_id)
    return _done(user_id, gettext("岗位已收回。"))


@bp.post("/deactivate")
@back_to(person_page, REFUSED)
def deactivate(user_id: int) -> ResponseReturnValue:
    """Shut a person out; what they have in hand goes on or back."""
    to = whole(request.form.get("successor_id", ""))
    handed = deactivate_user(desk(), actor(), user_id, to if isinstance(to, int) else None)
    said = gettext(
        "已停用：%(given)d 步待办转给接手人，%(back)d 步退回单位。",
        given=handed.steps_given,
        back=handed.steps_released,
    )
    return _done(user_id, said)


@bp.post("/reactivate")
@back_to(person_page, REFUSED)
def reactivate(user_id: int) -> ResponseReturnValue:
    """Let a person in again."""
    reactivate_user(desk(), actor(), user_id)
    return _done(user_id, gettext("已恢复；请再给一次性口令。"))
