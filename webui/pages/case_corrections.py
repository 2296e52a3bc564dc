"""更正: what was put right about a case; the form that shows all that follows, then does it."""

from dataclasses import asdict, replace

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engine.queries.corrections import case_corrections, correction_names
from engine.rules.errors import Conflict, NotAllowed, Stale
from engine.usecases.corrections import Corrected, correct_facts, preview_correction
from webui import correcting, meanwhile
from webui.auth import actor, desk
from webui.case_frame import render_tab, sheet_of
from webui.database import db
from webui.forms import EMPTY, Filled, back_to
from webui.meanwhile import Meanwhile
from webui.translate import gettext

bp = Blueprint("case_corrections", __name__, url_prefix="/cases/<code>/corrections")


@bp.get("")
def show(code: str) -> str:
    """Show every correction, the latest first."""
    lines = case_corrections(db.session(), actor(), code)
    return render_tab(
        code,
        "corrections",
        "case_corrections/show.html",
        lines=lines,
        names=correction_names(db.session(), actor(), code),
        words=correcting,
    )


def form_page(
    code: str,
    form: Filled = EMPTY,
    found: Corrected | None = None,
    others: tuple[Meanwhile, ...] | None = None,
) -> str:
    """Return the form; *found* is what the correction would change.

    *others*: what was changed since the form was opened; None where nobody asked.
    """
    sheet = sheet_of(code)
    act = sheet.acts["correct"]
    if not act.shown:
        raise NotAllowed("case.correct")
    if not act.allowed:
        raise Conflict("correction.archived")
    return render_tab(
        code,
        "corrections",
        "case_corrections/new.html",
        form=form,
        found=found,
        others=others,
        was=meanwhile.kept_in_form(sheet),
        changes=[asdict(each) for each in found.changes] if found else [],
        kept=correcting.on_record(sheet),
        names=correction_names(db.session(), actor(), code),
        words=correcting,
    )


def stale_page(code: str, form: Filled) -> str:
    """Return the form as it was typed, with what others changed since it was opened."""
    sheet = sheet_of(code)
    again = replace(form, typed=meanwhile.merged(form.typed, sheet))
    return form_page(code, again, others=meanwhile.changes(form.typed, sheet))


@bp.get("/new")
def ask(code: str) -> str:
    """Ask what is to stand on record, and why."""
    return form_page(code)


@bp.post("/new")
@back_to(form_page)
@back_to(stale_page, (Stale,))
def correct(code: str) -> ResponseReturnValue:
    """Show what a correction would change, or make it."""
    asked = correcting.correction_of(request.form, sheet_of(code))
    db.session().rollback()  # the correction reads and writes by itself
    if correcting.tried():
        found = preview_correction(desk(), actor(), code, asked)
        return form_page(code, Filled(request.form, refused=True), found)
    done = correct_facts(desk(), actor(), code, asked)
    flash(gettext("已更正 %(count)d 项，原来的内容留在“更正”里。", count=len(done.changes)))
    return redirect(url_for("case_corrections.show", code=code), 303)
