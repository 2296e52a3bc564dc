"""移交 of one case: what was handed to whom and what became of it, and sending a package."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engine.queries.case_records import handoffs_of
from engine.usecases.handoffs import send_handoff
from webui import handing as form_of
from webui.auth import actor, desk
from webui.case_frame import render_tab, sheet_of
from webui.database import db
from webui.forms import EMPTY, Filled, back_to
from webui.translate import gettext

bp = Blueprint("case_handoffs", __name__, url_prefix="/cases/<code>/handoffs")
bp.add_app_template_global(form_of.consent_party)
bp.add_app_template_global(form_of.consent_way)


@bp.get("")
def show(code: str) -> str:
    """Show the packages of the case, the newest first."""
    packages = handoffs_of(db.session(), actor(), code)
    return render_tab(code, "handoffs", "case_handoffs/show.html", packages=packages)


def form_page(code: str, form: Filled = EMPTY) -> str:
    """Return the form; receivers are listed once the channel is chosen."""
    handing = form_of.handing(sheet_of(code), str(form.value("to_channel")))
    return render_tab(
        code,
        "handoffs",
        "case_handoffs/new.html",
        form=form,
        handing=handing,
        labels=form_of.labels_of(handing.parties),
        ways=form_of.CONSENT_WAYS.items(),
        rows=form_of.PAPER_ROWS,
    )


@bp.get("/new")
def new(code: str) -> str:
    """Ask to whom the case goes, why and with what."""
    return form_page(code)


@bp.post("/new")
@back_to(form_page)
def send(code: str) -> ResponseReturnValue:
    """Send the package, or list the offices of the chosen channel."""
    if "_refresh" in request.form:
        return form_page(code, Filled(request.form, {}, refused=True))
    package = form_of.package_of(request.form, form_of.parties_of(sheet_of(code)))
    send_handoff(desk(), actor(), code, package)
    flash(gettext("已发出移交，等对方签收；签收以前案件仍由本单位负责。"))
    return redirect(url_for("case_handoffs.show", code=code), 303)
