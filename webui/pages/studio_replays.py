"""重放: closed cases run once more by a draft: which would go another way, which would be late."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.queries.drafts import draft_line
from engine.queries.errands import ErrandView
from engine.queries.replays import ReplayView, replay_view, replay_views
from engine.rules.errors import Invalid, ModelRefused, NotFound
from engine.storage.trial_sets import Subject, settled
from engine.usecases.replays import ask_replay, subject_of
from webui import menu, replay_words
from webui.auth import actor, desk
from webui.database import db
from webui.errand_pages import result_page
from webui.finding_words import finding_words
from webui.forms import EMPTY, Filled, back_to
from webui.gate import only_for
from webui.graph_drawing import drawn

bp = Blueprint("studio_replays", __name__, url_prefix="/studio")
only_for(bp, menu.KEEPERS, hidden=True)
USUAL = "200"


@result_page("replay")
def results(errand: ErrandView) -> str:
    """Return where a replay is shown."""
    return url_for("studio_replays.replay", errand_id=errand.errand_id)


def _here(subject: Subject) -> str:
    if subject.draft_id is not None:
        return url_for("studio_replays.show", draft_id=subject.draft_id)
    return url_for("studio_replays.of_bundle", version=subject.version)


def list_page(subject: Subject, form: Filled = EMPTY, findings: object = ()) -> str:
    """Return the replays of a draft or version, and the form for another."""
    session = db.session()
    session.rollback()
    whole = settled(session, subject)
    return render_template(
        "studio/replays.html",
        here=_here(subject),
        subject=whole,
        draft=draft_line(session, actor(), subject.draft_id) if subject.draft_id else None,
        replays=replay_views(session, actor(), subject),
        form=form,
        usual=USUAL,
        findings=findings,
    )


@bp.get("/drafts/<int:draft_id>/replays")
def show(draft_id: int) -> str:
    """Show the replays of a draft."""
    return list_page(Subject(draft_id))


@bp.get("/bundles/<int:version>/replays")
def of_bundle(version: int) -> str:
    """Show the replays of a published version."""
    return list_page(Subject(version=version))


def _ask(subject: Subject) -> ResponseReturnValue:
    text = request.form.get("cases", "")
    cases = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
    try:
        errand_id = ask_replay(desk(), actor(), subject, cases)
    except ModelRefused as refused:
        found = finding_words(refused.facts["findings"])  # type: ignore[arg-type]  # its errors
        return list_page(subject, findings=found), 422
    return redirect(url_for("studio_replays.replay", errand_id=errand_id), 303)


@bp.post("/drafts/<int:draft_id>/replays")
@back_to(lambda draft_id, form: list_page(Subject(draft_id), form), (Invalid,))
def ask(draft_id: int) -> ResponseReturnValue:
    """Ask for a replay by a draft."""
    return _ask(Subject(draft_id))


@bp.post("/bundles/<int:version>/replays")
@back_to(lambda version, form: list_page(Subject(version=version), form), (Invalid,))
def ask_bundle(version: int) -> ResponseReturnValue:
    """Ask for a replay by a published version."""
    return _ask(Subject(version=version))


def _view(errand_id: int) -> ReplayView:
    return replay_view(db.session(), actor(), errand_id)


@bp.get("/replays/<int:errand_id>")
def replay(errand_id: int) -> str:
    """Show one replay as far as it is."""
    view = _view(errand_id)
    name = request.args.get("drawing", "")
    return render_template(
        "studio/replay.html",
        view=view,
        errand=view.errand,
        home=_here(subject_of(view.errand.subject)),
        diagram=replay_words.drawing(view, name),
        words=replay_words,
    )


@bp.get("/replays/<int:errand_id>/diagrams/<process_id>.bpmn")
def diagram(errand_id: int, process_id: str) -> Response:
    """Return one drawing of what was replayed on."""
    found = {each.process_id: each for each in _view(errand_id).diagrams}.get(process_id)
    if found is None:
        raise NotFound("page.unknown")
    return Response(drawn(found), mimetype="application/xml")
