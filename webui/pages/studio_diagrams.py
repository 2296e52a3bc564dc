"""流程图编辑: one diagram of a draft, drawn and changed in the browser.

The page carries the addresses its script reads and saves at; the files themselves are
``studio_files``. A frozen draft, and one whose reader may only look, is shown read-only.
"""

from datetime import date, datetime, time

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue

from engine.queries.drafts import draft_line, draft_set
from engine.queries.model_choices import due_if, rules_for
from engine.rules.deadline_rule import Unit
from engine.rules.errors import Invalid
from webui import approval_words, menu, reckoning_words
from webui.auth import actor, desk
from webui.database import db
from webui.formatting import day, instant
from webui.frame import today
from webui.gate import only_for
from webui.pages.studio_files import in_json
from webui.studio_choices import choices_json
from webui.studio_editing import drawing_page

bp = Blueprint("studio_diagrams", __name__, url_prefix="/studio/drafts/<int:draft_id>")
only_for(bp, menu.KEEPERS, hidden=True)
ENDING = ".bpmn"


@bp.get("/diagram/<path:path>")
def show(draft_id: int, path: str) -> Response:
    """Show the editor of one diagram."""
    return drawing_page("studio/diagram.html", draft_id, path, ENDING)


@bp.get("/choices")
@in_json
def choices(draft_id: int) -> ResponseReturnValue:
    """Return what may be picked in the diagrams of a draft, with its words."""
    files = draft_set(db.session(), actor(), draft_id)
    return jsonify(choices_json(files, rules_for(db.session(), today())))


@bp.get("/due")
@in_json
def due(draft_id: int) -> ResponseReturnValue:
    """Return when a clock of ``rule`` would end, had it started on the day ``on`` (or today)."""
    session = db.session()
    draft_line(session, actor(), draft_id)
    started = _day(request.args.get("on", ""))
    key = request.args.get("rule", "")
    calendar = desk().calendar(session)
    begin = datetime.combine(started, time(9), desk().zone)
    rule, computed = due_if(session, calendar, key, begin)
    end = computed.due_at if rule.unit is Unit.HOUR else computed.due_on
    return jsonify(
        {
            "due": end.isoformat() if end else None,
            "words": "" if end is None else _named(end, started),
            "length": approval_words.length(rule.length, rule.unit),
            "article": approval_words.article(rule),
            "why": [
                {"title": said.title, "text": said.text, "law": said.law}
                for said in map(reckoning_words.line, computed.steps)
            ],
        }
    )


def _day(text: str) -> date:
    if not text:
        return today()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid("request.malformed") from None


def _named(end: date | datetime, started: date) -> str:
    return instant(end, started) if isinstance(end, datetime) else day(end, started)
