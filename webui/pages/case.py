"""案件: the first tabs of a case's page, and the acts on a case that ask for a reason."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import fields

from engine.queries.case_records import agreements_of, dockets_of, notes_of, sittings_of
from engine.rules.errors import NotAllowed
from engine.usecases.endings import reopen_case, terminate_case, withdraw_case
from engine.usecases.notes import add_note as put_note
from engine.usecases.risks import Risk, report_risk
from webui import case_acts, case_words
from webui.auth import actor, desk
from webui.case_frame import render_tab, sheet_of, tab_links
from webui.database import db
from webui.forms import EMPTY, Filled, back_to
from webui.pages.case_papers import may_print, paper_links
from webui.schemas import FormSchema, ReasonSchema, text
from webui.translate import gettext

bp = Blueprint("case", __name__, url_prefix="/cases/<code>")
for _name in ("case_word", "case_name", "strongest", "offered", "whereabouts", "origin"):
    bp.add_app_template_global(getattr(case_words, _name), _name)
bp.add_app_template_global(case_acts.act_url, "act_url")


class NoteSchema(FormSchema):
    """A remark."""

    text = text(5_000)


class TerminationSchema(ReasonSchema):
    """Why mediation ends."""

    outcome = text(40)


class RiskSchema(FormSchema):
    """What was seen."""

    violence = text(40)
    account = fields.String(load_default="")


@bp.get("")
def show(code: str) -> str:
    """Show what the case is, where it stands, who does what next."""
    session, person = db.session(), actor()
    return render_tab(
        code,
        "overview",
        "case/overview.html",
        agreements=agreements_of(session, person, code),
        dockets=dockets_of(session, person, code),
        may_print=may_print(code),
        paper_links=paper_links(),
    )


def _only_for_readers(code: str) -> None:
    """Refuse those who may know of the case but not read what people said, as papers do.

    Raises:
        NotAllowed: an administrator sees codes, steps and days only.

    """
    if sheet_of(code).dispute is None:
        raise NotAllowed()


@bp.get("/sittings")
def sittings(code: str) -> str:
    """Show the sittings and what was written down."""
    found = sittings_of(db.session(), actor(), code)
    printed = may_print(code)
    return render_tab(code, "sittings", "case/sittings.html", sittings=found, may_print=printed)


def notes_page(code: str, form: Filled = EMPTY) -> str:
    """Return the remarks on a case."""
    _only_for_readers(code)
    found = notes_of(db.session(), actor(), code)
    return render_tab(code, "notes", "case/notes.html", notes=found, form=form)


@bp.get("/notes")
def notes(code: str) -> str:
    """Show the remarks."""
    return notes_page(code)


@bp.post("/notes")
@back_to(notes_page)
def add_note(code: str) -> ResponseReturnValue:
    """Put a remark on the case."""
    put_note(desk(), actor(), code, NoteSchema().load(request.form)["text"])
    flash(gettext("备注已记下。"))
    return redirect(url_for("case.notes", code=code), 303)


def _asking(code: str, act: case_acts.Asking, form: Filled) -> str:
    sheet = sheet_of(code)
    case_acts.refuse_idle(sheet, act)
    links = tab_links(sheet, "")
    return render_template(
        "case/act.html", sheet=sheet, tab="", tab_links=links, act=act, form=form
    )


def withdraw_page(code: str, form: Filled = EMPTY) -> str:
    """Return the question before an application is withdrawn."""
    return _asking(code, case_acts.withdrawing(), form)


@bp.get("/withdraw")
def ask_withdraw(code: str) -> str:
    """Ask why the application is withdrawn."""
    return withdraw_page(code)


@bp.post("/withdraw")
@back_to(withdraw_page)
def withdraw(code: str) -> ResponseReturnValue:
    """Withdraw the application."""
    withdraw_case(desk(), actor(), code, ReasonSchema().load(request.form)["reason"])
    return _done(code, gettext("申请已撤回，下一步结案。"))


def terminate_page(code: str, form: Filled = EMPTY) -> str:
    """Return the question before mediation is ended."""
    return _asking(code, case_acts.terminating(), form)


@bp.get("/terminate")
def ask_terminate(code: str) -> str:
    """Ask why mediation ends."""
    return terminate_page(code)


@bp.post("/terminate")
@back_to(terminate_page)
def terminate(code: str) -> ResponseReturnValue:
    """End mediation."""
    why = TerminationSchema().load(request.form)
    terminate_case(desk(), actor(), code, why["outcome"], why["reason"])
    return _done(code, gettext("调解已终止，下一步告知救济途径。"))


def report_page(code: str, form: Filled = EMPTY) -> str:
    """Return the question before a risk is reported."""
    return _asking(code, case_acts.reporting(), form)


@bp.get("/risk")
def ask_report(code: str) -> str:
    """Ask what was seen."""
    return report_page(code)


@bp.post("/risk")
@back_to(report_page)
def report(code: str) -> ResponseReturnValue:
    """Report a possible escalation."""
    seen = RiskSchema().load(request.form)
    report_risk(desk(), actor(), code, Risk(seen["violence"], seen["account"]))
    return _done(code, gettext("风险已报告，请马上办理“报告公安机关”。"))


def reopen_page(code: str, form: Filled = EMPTY) -> str:
    """Return the question before a closed case is taken up again."""
    return _asking(code, case_acts.reopening(), form)


@bp.get("/reopen")
def ask_reopen(code: str) -> str:
    """Ask why the case is taken up again."""
    return reopen_page(code)


@bp.post("/reopen")
@back_to(reopen_page)
def reopen(code: str) -> ResponseReturnValue:
    """Take a closed case up again."""
    reopen_case(desk(), actor(), code, ReasonSchema().load(request.form)["reason"])
    return _done(code, gettext("案件已重新办理，等待签收。"))


def _done(code: str, said: str) -> ResponseReturnValue:
    flash(said)
    return redirect(url_for("case.show", code=code), 303)
