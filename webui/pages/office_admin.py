"""单位管理: opening, changing and closing offices, by administrators."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.queries.closing_moves import closing_moves
from engine.queries.office_history import office_history
from engine.queries.offices import OfficeLine, headcounts, office, office_lines
from engine.rules.errors import Conflict, Invalid
from engine.usecases.premises import (
    Closing,
    Description,
    Founding,
    add_office,
    change_office,
    close_office,
    preview_closing,
    reopen_office,
)
from webui import menu
from webui.auth import actor, desk, lens
from webui.database import db
from webui.forms import EMPTY, Filled, back_to
from webui.frame import today
from webui.gate import only_for
from webui.notice_words import rule_words
from webui.registering import whole
from webui.story import by_day, sentence_of
from webui.translate import gettext

bp = Blueprint("office_admin", __name__, url_prefix="/offices")
only_for(bp, menu.ADMINISTRATORS, hidden=True)
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
    history = office_history(db.session(), actor(), place.office_id) if place else ()
    return render_template(
        "office_admin/form.html",
        form=form,
        place=place,
        parents=parents,
        days=by_day(history),
        sentence=sentence_of,
    )


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


def close_page(office_id: int, form: Filled = EMPTY) -> str:
    """Return what an office would leave behind, and the form that closes it."""
    db.session().rollback()
    place = office(db.session(), actor(), office_id)
    lines = office_lines(db.session(), actor())
    chosen = whole(request.values.get("successor_id", ""))
    known = {each.office_id for each in lines} - {office_id}
    successor_id = chosen if isinstance(chosen, int) and chosen in known else None
    estate = preview_closing(desk(), actor(), office_id, successor_id)
    left = [(each.case_id, each.docket_no or each.code) for each in estate.cases]
    return render_template(
        "office_admin/close.html",
        form=form,
        place=place,
        estate=estate,
        successor=next((each for each in lines if each.office_id == successor_id), None),
        offices=[(each.office_id, each.name) for each in lines if each.office_id != office_id],
        people=headcounts(db.session(), today()).get(office_id, 0),
        moves=closing_moves(db.session(), lens(), (office_id, successor_id), left)
        if successor_id
        else None,
        rule_words=rule_words,
    )


@bp.get("/<int:office_id>/close")
def ask_close(office_id: int) -> str:
    """Show what an office would leave behind, and to whom it could go."""
    return close_page(office_id)


@bp.post("/<int:office_id>/close")
@back_to(close_page, REFUSED)
def close(office_id: int) -> ResponseReturnValue:
    """Close an office and hand over what is in motion there, or say what stands in the way."""
    chosen = whole(request.form.get("successor_id", ""))
    closing = Closing(request.form.get("reason", ""), chosen if isinstance(chosen, int) else None)
    left = close_office(desk(), actor(), office_id, closing)
    flash(
        gettext(
            "单位已停用，移交了 %(cases)d 件案件、%(steps)d 步待办、%(duties)d 项其他事项。",
            cases=len(left.cases),
            steps=left.steps,
            duties=sum(left.duties.values()),
        )
    )
    return redirect(url_for("office_admin.edit", office_id=office_id), 303)


@bp.post("/<int:office_id>/reopen")
@back_to(edit_page, REFUSED)
def reopen(office_id: int) -> ResponseReturnValue:
    """Open a closed office again."""
    reopen_office(desk(), actor(), office_id, request.form.get("reason", ""))
    flash(gettext("单位已恢复。"))
    return redirect(url_for("office_admin.edit", office_id=office_id), 303)
