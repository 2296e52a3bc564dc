"""The files of a draft as the studio's editors read, save and check them, without a page.

Answers are bytes or JSON; refusals too, because scripts read them.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue

from engine.queries.drafts import draft_file
from engine.rules.errors import EngineError, Invalid, Stale
from engine.usecases.draft_checks import draft_findings, findings_with
from engine.usecases.drafts import Edit, save_file
from webui import formatting, menu
from webui.addresses import LARGEST_ID
from webui.auth import actor, desk
from webui.database import db
from webui.errors import status_of
from webui.finding_words import finding_words
from webui.gate import only_for
from webui.wording import sentence

bp = Blueprint("studio_files", __name__, url_prefix="/studio")
only_for(bp, menu.KEEPERS, hidden=True)

View = Callable[..., ResponseReturnValue]


def in_json(view: View) -> View:
    """Answer refusals of *view* as JSON: ``error`` (a sentence), ``code``, and for 409 who, when.

    Faults of ours go on to webui.errors.
    """

    @wraps(view)
    def spoken(**arguments: object) -> ResponseReturnValue:
        try:
            return view(**arguments)
        except EngineError as error:
            status = status_of(error)
            if status == 500:
                raise
            body: dict[str, object] = {"error": sentence(error), "code": error.code}
            if isinstance(error, Stale):
                at = error.facts.get("at")
                body |= {key: error.facts.get(key) for key in ("by", "revision")}
                body["at"] = (
                    formatting.full_instant(at, desk().zone) if isinstance(at, datetime) else None
                )
            return jsonify(body), status

    return spoken


@bp.get("/drafts/<int:draft_id>/files/<path:path>")
@in_json
def read(draft_id: int, path: str) -> ResponseReturnValue:
    """Return one file as it was saved; ``ETag`` is its revision."""
    content, revision = draft_file(db.session(), actor(), draft_id, path)
    response = Response(content, mimetype="application/octet-stream")
    response.set_etag(str(revision))
    response.headers["Content-Disposition"] = "attachment"
    return response


@bp.put("/drafts/<int:draft_id>/files/<path:path>")
@in_json
def write(draft_id: int, path: str) -> ResponseReturnValue:
    """Save one file over the revision named by ``If-Match`` ("0": a new file), and check all."""
    edit = Edit(path, request.get_data(), _expected())
    saved = save_file(desk(), actor(), draft_id, edit)
    found = draft_findings(desk(), actor(), draft_id)
    return jsonify(
        {"revision": saved.revision, "changed": saved.changed, "findings": finding_words(found)}
    )


def _expected() -> int:
    """Return the revision of ``If-Match``.

    Raises:
        Invalid: ``draft.no_match``: saving blindly is refused.

    """
    text = request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
    if not (text.isascii() and text.isdigit()) or int(text) > LARGEST_ID:
        raise Invalid("draft.no_match")
    return int(text)


@bp.post("/check")
@in_json
def check() -> ResponseReturnValue:
    """Check a draft with an unsaved text in it: ``{draft, path, text}``; without path: as saved."""
    asked = request.get_json(silent=True)
    given: dict[str, Any] = asked if isinstance(asked, dict) else {}
    draft_id, path, text = (given.get(key) for key in ("draft", "path", "text"))
    if not isinstance(draft_id, int) or not 0 < draft_id <= LARGEST_ID:
        raise Invalid("request.malformed")
    if path is None:
        return jsonify({"findings": finding_words(draft_findings(desk(), actor(), draft_id))})
    if not isinstance(path, str) or not isinstance(text, str):
        raise Invalid("request.malformed")
    content = text.encode("utf-8", "replace")
    found = findings_with(desk(), actor(), draft_id, path, content)
    return jsonify({"findings": finding_words(found)})
