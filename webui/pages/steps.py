"""步骤办理: a step's form, and taking a step, giving it back, giving it to somebody."""

from functools import partial

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.queries.case_records import Handoff
from engine.queries.handoff_desk import handoff
from engine.queries.step_form import StepForm, step_form
from engine.queries.users import candidates
from engine.queries.worklists import WorkLine, work_line
from engine.rules.errors import NotFound
from engine.usecases.steps import assign_step, claim_step, complete_step, release_step
from webui.answer_words import answered
from webui.auth import actor, desk, lens
from webui.bulk import back, candidate_words, may_assign
from webui.database import db
from webui.forms import EMPTY, Filled, back_to
from webui.naming import step_name
from webui.schemas import AssignmentSchema, ReasonSchema
from webui.step_page import (
    changed,
    labels,
    onward,
    refreshed,
    sent_values,
    step_page,
    version_of,
)
from webui.step_papers import papers
from webui.supervising import matter_of
from webui.translate import gettext, language_tag

bp = Blueprint("steps", __name__, url_prefix="/steps/<int:item_id>")
bp.add_app_template_global(papers)


def form_page(item_id: int, form: Filled = EMPTY) -> str:
    """Return a step's page."""
    page = step_page(item_id, form)
    known = labels(page, language_tag() == "en")
    return render_template(
        "steps/show.html",
        page=page,
        step=page.step,
        form=form,
        labels=known,
        answered=answered,
        assigns=may_assign(),
        package=_package(page.step),
        matter=matter_of(page.step),
    )


def _package(step: StepForm) -> Handoff | None:
    """Return what was handed over, where the step decides on a hand-off."""
    return handoff(db.session(), actor(), step.handoff_id)[1] if step.handoff_id else None


@bp.get("")
def show(item_id: int) -> str:
    """Show a step with its form."""
    return form_page(item_id)


@bp.post("")
@back_to(form_page)
def submit(item_id: int) -> ResponseReturnValue:
    """Finish the step with what was filled in; the case runs on."""
    step = step_form(db.session(), actor(), lens(), item_id)
    if "_refresh" in request.form:
        return form_page(item_id, Filled(request.form, {}, refused=True))
    values = sent_values(step.form, request.form) if step.form else {}
    code = complete_step(desk(), actor(), item_id, values, version_of(request.form))
    db.session().rollback()  # what follows is read after the step
    after = onward(step.name, code)
    flash(after.said)
    return redirect(after.url, 303)


@bp.post("/fields")
def fields(item_id: int) -> str:
    """Return the fields that come or go after an answer, and what follows on sending."""
    page = refreshed(partial(step_page, item_id), request.form)
    return render_template("steps/_changes.html", page=page, slots=changed(page, request.form))


def _line(item_id: int) -> WorkLine:
    found = work_line(db.session(), actor(), lens(), item_id)
    if found is None:
        raise NotFound("step.unknown", item=item_id)
    return found


@bp.post("/claim")
def claim(item_id: int) -> ResponseReturnValue:
    """Take the step; stay in the list or open it."""
    claim_step(desk(), actor(), item_id)
    db.session().rollback()
    opened = url_for("steps.show", item_id=item_id)
    if request.form.get("then") == "open":
        if "HX-Request" in request.headers:
            return make_response("", 200, {"HX-Redirect": opened})
        return redirect(opened, 303)
    if "HX-Request" in request.headers:
        return render_template("steps/_claimed.html", line=_line(item_id), back=back())
    flash(gettext("已认领“%(step)s”。", step=step_name(_line(item_id).step)))
    return redirect(back(), 303)


def release_page(item_id: int, form: Filled = EMPTY) -> str:
    """Return the question why a step is given back: a dialog, or a page without script."""
    whole = "HX-Request" not in request.headers
    return render_template(
        "steps/release.html", line=_line(item_id), form=form, back=back(), whole=whole
    )


@bp.get("/release")
def ask_release(item_id: int) -> str:
    """Ask why the step is given back."""
    return release_page(item_id)


@bp.post("/release")
@back_to(release_page)
def release(item_id: int) -> ResponseReturnValue:
    """Give the step back to the office, with the reason."""
    name = step_name(_line(item_id).step)
    release_step(desk(), actor(), item_id, ReasonSchema().load(request.form)["reason"])
    flash(gettext("已退回“%(step)s”，本单位的人可以认领。", step=name))
    return redirect(back(), 303)


def assign_page(item_id: int, form: Filled = EMPTY) -> str:
    """Return the question whom the step is given to: a dialog, or a page without script."""
    line = _line(item_id)
    people = candidates(db.session(), actor(), lens(), line.case_code, item_id)
    offered = [(person.user_id, candidate_words(person, line.office)) for person in people]
    whole = "HX-Request" not in request.headers
    return render_template(
        "steps/assign.html", line=line, form=form, people=offered, back=back(), whole=whole
    )


@bp.get("/assign")
def ask_assign(item_id: int) -> str:
    """Ask whom the step is given to."""
    return assign_page(item_id)


@bp.post("/assign")
@back_to(assign_page)
def assign(item_id: int) -> ResponseReturnValue:
    """Give the step to somebody of its office."""
    name = step_name(_line(item_id).step)
    assign_step(desk(), actor(), item_id, AssignmentSchema().load(request.form)["user_id"])
    db.session().rollback()
    now = work_line(db.session(), actor(), lens(), item_id)
    to = (now.assignee if now else None) or "…"
    flash(gettext("“%(step)s”已交给%(name)s。", step=name, name=to))
    return redirect(back(), 303)
