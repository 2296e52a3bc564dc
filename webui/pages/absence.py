"""请假: days away and who stands in, by oneself or by whoever leads the office."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.queries.absences import absence_lines, may_be_away, substitutes
from engine.rules.errors import Conflict, Invalid
from engine.usecases.absences import Away, end_absence, set_absence
from webui import frame
from webui.auth import actor, desk
from webui.database import db
from webui.forms import EMPTY, Filled, back_to
from webui.registering import whole
from webui.translate import gettext

bp = Blueprint("absence", __name__, url_prefix="/account/absence")


def page(form: Filled = EMPTY, **_: object) -> str:
    """Return the list with the form for one person beside it."""
    day = frame.today()
    return render_template(
        "absence/show.html",
        form=form,
        person_id=_person(),
        people=may_be_away(db.session(), actor(), day),
        substitutes=substitutes(db.session(), actor(), _person(), day),
        absences=absence_lines(db.session(), actor(), day),
    )


def _person() -> int:
    chosen = whole(request.values.get("person", ""))
    return chosen if isinstance(chosen, int) else actor().user_id


@bp.get("/")
def show() -> str:
    """Show who is away."""
    return page()


@bp.post("/")
@back_to(page, (Invalid, Conflict))
def away() -> ResponseReturnValue:
    """Put days away on record."""
    days = {key: _day(key) for key in ("from_on", "to_on")}
    wrong = {key: "required" for key, found in days.items() if found is None}
    substitute = whole(request.form.get("substitute_id", ""))
    if days["from_on"] is None or days["to_on"] is None:
        raise Invalid("absence.form", fields=wrong)
    given = Away(
        days["from_on"],
        days["to_on"],
        request.form.get("reason", ""),
        substitute if isinstance(substitute, int) else None,
    )
    set_absence(desk(), actor(), _person(), given)
    flash(gettext("请假已经登记；这些天的通知同时告诉代办人。"))
    return redirect(url_for("absence.show", person=_person()), 303)


def _day(key: str) -> date | None:
    typed = request.form.get(key, "").strip()
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError as error:
        raise Invalid("absence.form", fields={key: "not_date"}) from error


@bp.post("/<int:absence_id>/end")
@back_to(page, (Conflict,))
def end(absence_id: int) -> ResponseReturnValue:
    """Say that somebody is back."""
    end_absence(desk(), actor(), absence_id)
    flash(gettext("已经销假。"))
    return redirect(url_for("absence.show"), 303)
