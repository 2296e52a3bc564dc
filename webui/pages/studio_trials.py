"""试例: runs that were kept and must come to the same end before anything is published."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.queries.diagrams import Diagram, diagrams_of
from engine.queries.drafts import IN_HAND, draft_lines
from engine.queries.trial_runs import run_view
from engine.queries.trials import trial_lines
from engine.rules.errors import Conflict, Invalid, NotAllowed
from engine.rules.permissions import Action, Place, may
from engine.storage.trial_sets import Subject, played, settled
from engine.usecases.trials import failing_trials, keep_trial, retire_trial
from webui import menu, run_words
from webui.auth import actor, desk
from webui.database import db
from webui.finding_words import finding_words
from webui.forms import EMPTY, Filled, back_to
from webui.gate import only_for
from webui.naming import reader_name
from webui.translate import gettext

bp = Blueprint("studio_trials", __name__, url_prefix="/studio")
only_for(bp, menu.KEEPERS, hidden=True)


@bp.get("/trials")
def show() -> str:
    """Show the trials; with ``?draft=`` or ``?version=`` also which of them that set breaks."""
    session = db.session()
    draft_id = request.args.get("draft", type=int)
    tried = None
    if draft_id is not None and 0 <= draft_id < 2**31:
        subject = settled(session, Subject(draft_id or None))
        tried = finding_words(failing_trials(desk(), played(session, subject).whole))
    newest = diagrams_of(played(session, settled(session, Subject())).bundle)
    return render_template(
        "studio/trials.html",
        named=lambda element: _name(newest, element),
        trials=trial_lines(session, actor(), retired=request.args.get("retired") == "yes"),
        retired=request.args.get("retired") == "yes",
        drafts=draft_lines(session, actor(), IN_HAND),
        draft_id=draft_id,
        tried=tried,
        words=run_words,
        edits=may(actor(), Action.EDIT_MODELS, Place()),
    )


def _name(diagrams: Mapping[str, Diagram], element: str) -> str:
    """Return what the version in use calls a process or an element; its id if it has none."""
    if element in diagrams:
        return diagrams[element].name or element
    names = (each.names[element] for each in diagrams.values() if element in each.names)
    chinese, english = next(names, (element, ""))
    return reader_name(chinese, english)


def keep_page(run_id: int, form: Filled = EMPTY) -> str:
    """Return the question what the trial is to be called."""
    db.session().rollback()
    run = run_view(db.session(), actor(), run_id)
    return render_template("studio/trial_keep.html", run=run, form=form, words=run_words)


@bp.get("/runs/<int:run_id>/keep")
def ask(run_id: int) -> str:
    """Ask what the trial made of a run is to be called."""
    return keep_page(run_id)


@bp.post("/runs/<int:run_id>/keep")
@back_to(keep_page, (Invalid, Conflict, NotAllowed))
def keep(run_id: int) -> ResponseReturnValue:
    """Keep a run as a trial."""
    keep_trial(desk(), actor(), run_id, request.form.get("title", ""))
    flash(gettext("已存为试例，以后每次发布前都要走得通。"))
    return redirect(url_for("studio_trials.show"), 303)


@bp.post("/trials/<int:trial_id>/retire")
def retire(trial_id: int) -> ResponseReturnValue:
    """Put a trial away."""
    retire_trial(desk(), actor(), trial_id)
    flash(gettext("试例已停用，发布前不再试它。"))
    return redirect(url_for("studio_trials.show"), 303)
