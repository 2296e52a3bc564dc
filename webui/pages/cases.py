"""案件: finding any case one may read, as a page and as a file; and putting a dispute on record."""

from flask import Blueprint, Response, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from engine.queries.cases import CaseLine, case_lines, count_cases
from engine.queries.filters import Filters
from engine.queries.offices import offices_to_register
from engine.queries.paging import Page
from engine.rules.errors import Invalid
from engine.rules.permissions import Role
from engine.usecases.registration import register_case
from webui import case_sheet, listing
from webui.auth import actor, desk, lens
from webui.database import KeyPagination, db
from webui.filtering import Asked, chips, read_asked
from webui.forms import EMPTY, Filled, back_to
from webui.lines import case_url
from webui.menu import REGISTRARS
from webui.proposing import propose
from webui.registering import (
    by_the_form,
    field_names,
    first_typed,
    new_case,
    party_rows,
    whole,
    with_row,
    without_row,
)
from webui.supervising import is_red, urging
from webui.translate import gettext

bp = Blueprint("cases", __name__)
MOST = 1_000  # counted no further


def _lines(asked: Asked) -> Page[CaseLine]:
    return case_lines(db.session(), actor(), lens(), (asked.filters, asked.order), asked.turn)


@bp.get("/cases")
def find() -> str:
    """List the cases one may read, under the filters of the address."""
    asked = read_asked(request.args)
    lines, offices = _lines(asked), listing.places()
    known = listing.named(offices, (), (line.standing for line in lines.rows))
    found = chips(asked, "cases.find", known)
    return render_template(
        "cases/find.html",
        asked=asked,
        page=KeyPagination(lines, count_cases(db.session(), actor(), asked.filters, MOST)),
        most=MOST,
        chips=found,
        hiding=None if lines.rows else listing.hidden(asked, found, _count),
        places=listing.place_choices(offices),
        anonymous=actor().roles == {Role.ADMINISTRATOR},
        urgeable=urging(line.code for line in lines.rows if is_red(line.standing)),
    )


def _count(filters: Filters) -> int:
    return count_cases(db.session(), actor(), filters, MOST)


@bp.get("/cases.csv")
def export() -> Response:
    """Return exactly the rows of the page as a CSV file."""
    return case_sheet.file_of(_lines(read_asked(request.args)).rows)


def register_page(form: Filled = EMPTY) -> str:
    """Return the register form: fresh, or as it was filled in."""
    offices = offices_to_register(db.session(), actor())
    typed = form.typed if form.refused else first_typed(offices[0].office_id if offices else None)
    return render_template(
        "cases/new.html",
        form=Filled(typed, form.faults, refused=True, why=form.why),
        sent=bool(form.faults or form.why),
        rows=party_rows(typed),
        names=field_names(typed),
        offices=[(office.office_id, office.name) for office in offices],
        places=listing.place_choices(listing.places()),
        proposal=propose(typed),
        allowed=bool(REGISTRARS & actor().roles and offices),
    )


@bp.get("/cases/new")
def new() -> str:
    """Show the register form."""
    return register_page()


@bp.post("/cases/new")
@back_to(register_page)
def register() -> ResponseReturnValue:
    """Put the dispute on record; or, for a button inside the form, show it again changed."""
    changed = _changed(request.form.get("_act", ""))
    if changed is not None:
        return register_page(Filled(changed, {}, refused=True))
    given = new_case(request.form)
    try:
        code = register_case(desk(), actor(), given)
    except Invalid as error:
        raise by_the_form(error, request.form) from error
    flash(gettext("已登记，编码 %(code)s。", code=code))
    return redirect(case_url(code), 303)


def _changed(act: str) -> MultiDict[str, str] | None:
    """Return the form after one of its own buttons; None for the one that registers."""
    verb, _, object_ = act.partition(":")
    if verb == "add":
        return with_row(request.form, object_)[0]
    if verb == "remove" and isinstance(number := whole(object_), int):
        return without_row(request.form, number)
    return MultiDict(request.form) if verb == "score" else None


@bp.post("/cases/new/score")
def score() -> str:
    """Return score, grade and proposed route of the form as it stands."""
    return render_template(
        "cases/_scored.html",
        form=Filled(request.form, {}, refused=True),
        proposal=propose(request.form),
        part=request.args.get("part", ""),
    )


@bp.post("/cases/new/parties")
def parties() -> str:
    """Return the rows of parties after one was added or taken away."""
    act = request.form.get("_act", "")
    typed = _changed(act) or MultiDict(request.form)
    rows = party_rows(typed)
    return render_template(
        "cases/_parties.html",
        form=Filled(typed, {}, refused=True),
        rows=rows,
        fresh=rows[-1].number if rows and act.startswith("add") else None,
    )
