"""试运行: run a draft or a published version without a case, on a clock of its own."""

from datetime import datetime, timedelta

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.queries.diagrams import diagrams_of
from engine.queries.drafts import draft_line
from engine.queries.trial_runs import RunView, run_lines, run_view
from engine.rules.errors import Conflict, Invalid, ModelRefused, NotAllowed, NotFound, Stale
from engine.storage.trial_sets import Subject, played, settled
from engine.usecases.trial_runs import (
    Beginning,
    act_on_run,
    restart_run,
    start_run,
    step_back,
)
from engine.usecases.trying.acts import COMPLETE, MOVE, SEND, Act
from engine.usecases.trying.given import given_for
from webui import menu, run_page, run_words
from webui.auth import actor, desk
from webui.database import db
from webui.finding_words import finding_words
from webui.forms import EMPTY, Filled, back_to
from webui.gate import only_for
from webui.graph_drawing import drawn
from webui.step_page import changed, labels, sent_values
from webui.translate import gettext, language_tag

bp = Blueprint("studio_runs", __name__, url_prefix="/studio")
only_for(bp, menu.KEEPERS, hidden=True)
REFUSED = (Invalid, Conflict, Stale, NotAllowed)


def _address(subject: Subject) -> str:
    if subject.draft_id is not None:
        return url_for("studio_runs.show", draft_id=subject.draft_id)
    return url_for("studio_runs.of_bundle", version=subject.version)


def list_page(subject: Subject, form: Filled = EMPTY, findings: object = ()) -> str:
    """Return the runs of a draft or version, and the form a new one begins with."""
    session = db.session()
    session.rollback()
    whole = settled(session, subject)
    draft = draft_line(session, actor(), subject.draft_id) if subject.draft_id else None
    diagrams = diagrams_of(played(session, whole).bundle)
    process = request.values.get("process", "")
    process = process if process in diagrams else next(iter(_main_first(diagrams)), "")
    return render_template(
        "studio/runs.html",
        here=_address(subject),
        draft=draft,
        subject=whole,
        runs=run_lines(session, actor(), subject),
        diagrams=diagrams,
        process=process,
        order=_main_first(diagrams),
        given=run_words.value_lines(given_for(process)),
        began=_local(desk().now()),
        form=form,
        findings=findings,
    )


def _main_first(diagrams: object) -> list[str]:
    keys = list(diagrams)  # type: ignore[call-overload]  # a mapping by process
    return sorted(keys, key=lambda each: each != "dispute")


def _local(at: datetime) -> str:
    """Return an instant as a field of kind datetime-local holds it."""
    return at.astimezone(desk().zone).strftime("%Y-%m-%dT%H:%M")


def _instant(text: str, field: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise Invalid("trial.values", fields={field: "not_a_datetime"}) from error
    if not 1900 <= at.year <= 2200:  # as the API has it
        raise Invalid("trial.values", fields={field: "out_of_range"})
    return at if at.tzinfo else at.replace(tzinfo=desk().zone)


@bp.get("/drafts/<int:draft_id>/runs")
def show(draft_id: int) -> str:
    """Show the runs of a draft."""
    return list_page(Subject(draft_id))


@bp.get("/bundles/<int:version>/runs")
def of_bundle(version: int) -> str:
    """Show the runs of a published version."""
    return list_page(Subject(version=version))


def _begin(subject: Subject) -> ResponseReturnValue:
    try:
        given = run_words.read_lines(request.form.get("given", ""), "given")
        at = _instant(request.form.get("at", ""), "at")
        process = request.form.get("process", "")
        run_id = start_run(desk(), actor(), Beginning(subject, process, given, at))
    except ModelRefused as refused:
        found = refused.facts["findings"]
        return list_page(subject, findings=finding_words(found)), 422  # type: ignore[arg-type]
    return redirect(url_for("studio_runs.run", run_id=run_id), 303)


@bp.post("/drafts/<int:draft_id>/runs")
@back_to(lambda draft_id, form: list_page(Subject(draft_id), form), REFUSED)
def begin(draft_id: int) -> ResponseReturnValue:
    """Run a draft as it is saved now."""
    return _begin(Subject(draft_id))


@bp.post("/bundles/<int:version>/runs")
@back_to(lambda version, form: list_page(Subject(version=version), form), REFUSED)
def begin_bundle(version: int) -> ResponseReturnValue:
    """Run a published version."""
    return _begin(Subject(version=version))


def _view(run_id: int) -> RunView:
    db.session().rollback()
    return run_view(db.session(), actor(), run_id)


def page(run_id: int, form: Filled = EMPTY) -> str:
    """Return a run's page; *form* is what was typed into one of its forms."""
    run = _view(run_id)
    step = run_page.chosen(run, request.values.get("step", ""), form)
    known = labels(step.page, language_tag() == "en") if step and step.page else {}
    return render_template(
        "studio/run.html",
        run=run,
        draft=draft_line(db.session(), actor(), run.line.subject.draft_id)
        if run.line.subject.draft_id
        else None,
        home=_address(run.line.subject),
        diagram=run_page.drawing(run, request.args.get("drawing", "")),
        step=step,
        form=form,
        labels=known,
        parts=run_page,
        words=run_words,
        local=_local,
    )


@bp.get("/runs/<int:run_id>")
def run(run_id: int) -> str:
    """Show where a run stands."""
    return page(run_id)


@bp.get("/runs/<int:run_id>/diagrams/<process_id>.bpmn")
def diagram(run_id: int, process_id: str) -> Response:
    """Return one drawing of what the run plays on."""
    found = {each.process_id: each for each in _view(run_id).diagrams}.get(process_id)
    if found is None:
        raise NotFound("page.unknown")
    return Response(drawn(found), mimetype="application/xml")


def _done(run_id: int, act: Act) -> ResponseReturnValue:
    version = request.form.get("_version", "")
    act_on_run(desk(), actor(), run_id, act, int(version) if version.isdigit() else None)
    return redirect(url_for("studio_runs.run", run_id=run_id), 303)


@bp.post("/runs/<int:run_id>/step")
@back_to(page, REFUSED)
def complete(run_id: int) -> ResponseReturnValue:
    """Finish a step of the run."""
    seen = _view(run_id)
    step = run_page.find_step(seen, request.values.get("step", ""))
    if step is None:
        raise Conflict("trial.over")
    if "_refresh" in request.form:
        return page(run_id, Filled(request.form, {}, refused=True))
    values = sent_values(step.form, request.form) if step.form else {}
    more = run_words.read_lines(request.form.get("_routing", ""), "_routing")
    return _done(run_id, Act(COMPLETE, step.element, step.nth, values, more))


@bp.post("/runs/<int:run_id>/fields")
def fields(run_id: int) -> str:
    """Return the fields that come or go after an answer, and what follows on sending."""
    whole = run_page.changed(_view(run_id), request.args.get("step", ""), request.form)
    return render_template("steps/_changes.html", page=whole, slots=changed(whole, request.form))


@bp.post("/runs/<int:run_id>/clock")
@back_to(page, REFUSED)
def move(run_id: int) -> ResponseReturnValue:
    """Move the run's clock: to the next due instant, by days, or to an instant."""
    by = request.form.get("by", "")
    if by == "due":
        return _done(run_id, Act(MOVE))
    if by.isascii() and by.isdigit() and len(by) < 5:  # days
        return _done(run_id, Act(MOVE, to=_view(run_id).line.at + timedelta(days=int(by))))
    return _done(run_id, Act(MOVE, to=_instant(request.form.get("to", ""), "to")))


@bp.post("/runs/<int:run_id>/message")
@back_to(page, REFUSED)
def send(run_id: int) -> ResponseReturnValue:
    """Send the run a message."""
    more = run_words.read_lines(request.form.get("told", ""), "told")
    return _done(run_id, Act(SEND, message=request.form.get("message", "")[:64], routing=more))


@bp.post("/runs/<int:run_id>/back")
@back_to(page, REFUSED)
def back(run_id: int) -> ResponseReturnValue:
    """Take the last act back, or all of them."""
    whole = request.form.get("whole") == "yes"
    (restart_run if whole else step_back)(desk(), actor(), run_id)
    flash(gettext("已经从头再来。") if whole else gettext("已退回一步。"))
    return redirect(url_for("studio_runs.run", run_id=run_id), 303)
