"""新增人员: one from a form, many from a list. One-time passwords are shown this once."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from engine.queries.offices import office_lines
from engine.rules.errors import Conflict, Invalid
from engine.usecases.enrolment import MOST, Enrolment, Newcomer, enrol, enrol_list
from engine.usecases.people_admin import Key
from webui import menu
from webui.auth import actor, desk
from webui.database import db
from webui.forms import EMPTY, Filled, back_to
from webui.gate import only_for
from webui.registering import whole
from webui.roster_words import column_name, in_words

bp = Blueprint("enrol", __name__, url_prefix="/users")
only_for(bp, menu.ADMINISTRATORS, hidden=True)
REFUSED = (Invalid, Conflict)


def form_page(form: Filled = EMPTY, key: Key | None = None) -> str:
    """Return the form; *key* is that of the person just taken in, shown this once."""
    offices = [(each.office_id, each.name) for each in office_lines(db.session(), actor())]
    return render_template("enrol/one.html", form=form, key=key, offices=offices)


@bp.get("/new")
def one() -> str:
    """Show the form."""
    return form_page()


@bp.post("/new")
@back_to(form_page, REFUSED)
def add() -> ResponseReturnValue:
    """Take one person in: no redirect, the password must not be stored on the way."""
    office_id = whole(request.form.get("office_id", ""))
    typed = {key: request.form.get(key, "") for key in ("login", "name", "role", "phone", "email")}
    place = office_id if isinstance(office_id, int) else None
    return form_page(key=enrol(desk(), actor(), Newcomer(office_id=place, **typed))), 201


def list_page(form: Filled = EMPTY, done: Enrolment | None = None) -> str:
    """Return the page for a list, with what came of the one just sent."""
    return render_template(
        "enrol/many.html", form=form, done=done, in_words=in_words, column_name=column_name,
        most=MOST,
    )  # fmt: skip


@bp.get("/import")
def many() -> str:
    """Ask for a list."""
    return list_page()


@bp.post("/import")
@back_to(list_page, REFUSED)
def take() -> ResponseReturnValue:
    """Take the people of a list in, or say which rows are wrong."""
    sent = request.files.get("list")
    if sent is None or not sent.filename:
        raise Invalid("user.form", fields={"list": "required"})
    file = (sent.filename, sent.read())
    done = enrol_list(desk(), actor(), file, skip_bad=request.form.get("skip_bad") == "yes")
    return list_page(done=done), 201 if done.keys else 422
