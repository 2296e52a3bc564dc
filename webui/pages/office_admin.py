"""单位管理: opening, changing and closing offices, by administrators."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.queries.offices import OfficeLine, office, office_lines
from engine.rules.errors import Conflict, Invalid
from engine.usecases.premises import (
    Description,
    Founding,
    add_office,
    change_office,
    close_office,
)
from webui import menu
from webui.auth import actor, desk
from webui.database import db
from webui.forms import EMPTY, Filled, back_to
from webui.gate import only_for
from webui.registering import whole
from webui.translate import gettext

bp = Blueprint("office_admin", __name__, url_prefix="/offices")
only_for(bp, menu.ADMINISTRATORS)
REFUSED = (Invalid, Conflict)


def new_page(form: Filled = EMPTY) -> str:
    """Return the form for a new office."""
    return _form(form, None)


def edit_page(office_id: int, form: Filled = EMPTY) -> str:
    """Return the form for an office."""
    db.session().rollback()
    return _form(form, office(db.session(), actor(), office_id))


def _form(form: Filled, place: OfficeLine | None) -> str:
    parents = [(each.office_id, each.name) for each in office_lines(db.session(), actor())]
    return render_template("office_admin/form.html", form=form, place=place, parents=parents)


@bp.get("/new")
def new() -> str:
    """Ask for a new office."""
    return new_page()


@bp.post("/new")
@back_to(new_page, REFUSED)
def add() -> ResponseReturnValue:
    """Open an office."""
    parent = whole(request.form.get("parent_id", ""))
    typed = {
        key: request.form.get(key, "")
        for key in ("code", "kind", "level", "area_mode", "docket_word")
    }
    founding = Founding(parent_id=parent if isinstance(parent, int) else None, **typed)
    add_office(desk(), actor(), founding, _described())
    return _done(gettext("单位已新增。"))


def _described() -> Description:
    texts = [request.form.get(key, "") for key in ("name", "phone", "address")]
    chosen = [tuple(request.form.getlist(key)) for key in ("accepts", "channels")]
    return Description(texts[0], texts[1], texts[2], chosen[0], chosen[1])


def _done(said: str) -> ResponseReturnValue:
    flash(said)
    return redirect(url_for("offices.show"), 303)


@bp.get("/<int:office_id>/edit")
def edit(office_id: int) -> str:
    """Show an office as it is."""
    return edit_page(office_id)


@bp.post("/<int:office_id>/edit")
@back_to(edit_page, REFUSED)
def change(office_id: int) -> ResponseReturnValue:
    """Change an office."""
    change_office(desk(), actor(), office_id, _described())
    return _done(gettext("单位资料已更改。"))


@bp.post("/<int:office_id>/close")
@back_to(edit_page, (Conflict,))
def close(office_id: int) -> ResponseReturnValue:
    """Close an office, or say what is left in it."""
    close_office(desk(), actor(), office_id)
    return _done(gettext("单位已停用。"))
