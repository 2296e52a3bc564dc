"""迁移在办案件: what moving running cases to another version would do, doing it, undoing it."""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.queries.bundles import BundleLine, bundle_lines
from engine.queries.drafts import require_reader
from engine.queries.errands import ErrandView, errand_view
from engine.queries.move_preview import (
    Preview,
    Renamed,
    missing,
    preview_move,
    two_bundles,
    waiting_at,
)
from engine.queries.moves import move_lines, move_view, move_views
from engine.rules.errors import Conflict, Invalid, NotFound
from engine.rules.permissions import Action, Place, may
from engine.usecases.moves import ask_move, undo_move
from webui import menu, move_words
from webui.addresses import LARGEST_ID
from webui.auth import actor, desk
from webui.database import db
from webui.errand_pages import result_page
from webui.forms import EMPTY, Filled, back_to
from webui.gate import only_for
from webui.translate import gettext

bp = Blueprint("studio_moves", __name__, url_prefix="/studio/moves")
only_for(bp, menu.KEEPERS, hidden=True)
SHOWN = 50  # of those that were moved; all are counted
MAPPED = "map."  # before the id of an element of the old version
CONFIRMED = "迁移"  # the word that is typed to confirm, in whatever language the page is read


@dataclass(frozen=True, slots=True)
class Asked:
    """Which versions, which steps stand for which, and the one case to look at (or all)."""

    versions: tuple[int, int]
    mapping: dict[str, str]
    case: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a move would do: the steps to be assigned by hand, and the preview in words."""

    renamed: tuple[Renamed, ...]
    waiting: dict[str, int]
    preview: Preview
    reasons: tuple[move_words.Reason, ...]
    changes: tuple[move_words.Change, ...]
    names: move_words.Names


@bp.get("")
def show() -> str:
    """List the moves there have been."""
    require_reader(actor())
    lines = bundle_lines(db.session())
    return render_template(
        "studio/moves.html",
        moves=move_views(db.session()),
        running=[line for line in lines if line.running],
        moves_cases=_may_move(),
    )


def page(form: Filled = EMPTY) -> str:
    """Return the page that prepares a move; *form* says why it was not asked for."""
    require_reader(actor())
    lines = bundle_lines(db.session())
    asked = _asked(lines)
    known = {line.version for line in lines}
    chosen = asked.versions[0] != asked.versions[1] and known.issuperset(asked.versions)
    outcome = _outcome(asked) if chosen else None
    return render_template(
        "studio/move_new.html",
        lines=lines,
        asked=asked,
        outcome=outcome,
        form=form,
        word=CONFIRMED,
        mapped=MAPPED,
        moves_cases=_may_move(),
    )


@bp.get("/new")
def new() -> str:
    """Show what moving the cases of one version to another would do."""
    return page()


@bp.post("/new")
@back_to(page, (Invalid, Conflict, NotFound))
def begin() -> ResponseReturnValue:
    """Ask for a move, once its word has been typed."""
    if request.form.get("word", "").strip() != CONFIRMED:
        raise Invalid("invalid", fields={"word": "move.word"})
    asked = _asked(bundle_lines(db.session()))
    reason = request.form.get("reason", "")
    if not reason.strip():
        raise Invalid("invalid", fields={"reason": "required"})
    mapping = {element: to for element, to in asked.mapping.items() if to}
    move_id = ask_move(desk(), actor(), asked.versions, mapping, reason)
    flash(gettext("已经开始迁移，可以在这一页看进度。"))
    return redirect(url_for("studio_moves.move", move_id=move_id), 303)


def move_page(move_id: int, form: Filled = EMPTY) -> str:
    """Return the page of one move; *form* says why it was not undone."""
    require_reader(actor())
    session = db.session()
    view = move_view(session, move_id)
    names = move_words.names_of(*two_bundles(session, (view.from_version, view.to_version)))
    stayed = move_lines(session, move_id, ("refused", "kept"))
    moved = move_lines(session, move_id, ("moved", "undone"), SHOWN)
    return render_template(
        "studio/move.html",
        move=view,
        errand=errand_view(session, actor(), view.errand_id) if view.errand_id else None,
        reasons=move_words.reasons(stayed, names),
        moved=moved,
        names=names,
        statuses=move_words.STATUSES,
        process=move_words.process_words,
        form=form,
        moves_cases=_may_move(),
    )


@bp.get("/<int:move_id>")
def move(move_id: int) -> str:
    """Show how far a move is, what stayed and why, and how to undo it."""
    return move_page(move_id)


@bp.post("/<int:move_id>/undo")
@back_to(move_page, (Conflict,))
def undo(move_id: int) -> ResponseReturnValue:
    """Ask for a move to be undone."""
    undo_move(desk(), actor(), move_id)
    flash(gettext("已经开始撤销，可以在这一页看进度。"))
    return redirect(url_for("studio_moves.move", move_id=move_id), 303)


@result_page("move")
def _result(errand: ErrandView) -> str:
    return url_for("studio_moves.move", move_id=int(str(errand.subject["move"])))


result_page("move_back")(_result)


def _may_move() -> bool:
    return may(actor(), Action.MOVE_PROCESSES, Place())


def _asked(lines: tuple[BundleLine, ...]) -> Asked:
    """Return what the address or the form asks for.

    What it does not say is proposed: from the version with most running cases that is not the
    newest, to the newest.
    """
    newest = next((line.version for line in lines if line.newest), 0)
    older = [line for line in lines if line.running and not line.newest]
    fullest = max(older, key=lambda line: line.running, default=None)
    versions = (
        _number("from") or (fullest.version if fullest else newest),
        _number("to") or newest,
    )
    told = {
        key.removeprefix(MAPPED): value
        for key, value in request.values.items()
        if key.startswith(MAPPED)
    }
    return Asked(versions, told, request.values.get("case", "").strip()[:40])


def _number(word: str) -> int:
    text = request.values.get(word, "")
    return int(text) if text.isascii() and text.isdecimal() and int(text) <= LARGEST_ID else 0


def _outcome(asked: Asked) -> Outcome:
    """Return what the move would do; guesses stand for steps the address says nothing of."""
    session, runner = db.session(), desk().runner
    bundles = two_bundles(session, asked.versions)
    renamed = missing(runner, *bundles)
    for each in renamed:
        asked.mapping.setdefault(each.element, each.to or "")
    drawn = {each.element: {key for key, _ in each.fit} for each in renamed}
    for element, to in list(asked.mapping.items()):
        if to not in drawn.get(element, ()):  # not assigned, or typed into the address
            del asked.mapping[element]
    preview = preview_move(session, runner, bundles, asked.mapping, asked.case)
    old, fresh = (move_words.names_of(one) for one in bundles)
    waiting = waiting_at(session, asked.versions[0])
    return Outcome(
        renamed=tuple(sorted(renamed, key=lambda each: -waiting.get(each.element, 0))),
        waiting=dict(waiting),
        preview=preview,
        reasons=move_words.reasons(preview.outlooks, old),
        changes=move_words.changes(preview.outlooks, (old, fresh)),
        names=move_words.names_of(*bundles),
    )
