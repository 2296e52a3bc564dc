"""决策表编辑: one table of a draft, edited, tried and looked through in the browser.

The file itself is read, saved and checked by ``studio_files``; here are the page, and what the
table as it stands in the editor would decide and leaves out. Nothing here writes.
"""

from typing import Any

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue

from engine.feel import FeelError, Table, read_dmn
from engine.feel.coverage import cover
from engine.feel.explaining import explain
from engine.feel.limits import MAX_FILE_BYTES
from engine.queries.drafts import draft_file
from engine.rules.errors import Invalid
from webui import menu, table_words
from webui.auth import actor, desk
from webui.database import db
from webui.feel_words import fault_words
from webui.gate import only_for
from webui.pages.studio_files import in_json
from webui.studio_editing import drawing_page
from webui.wording import field_sentences

bp = Blueprint("studio_tables", __name__, url_prefix="/studio/drafts/<int:draft_id>/table")
only_for(bp, menu.KEEPERS, hidden=True)
ENDING = ".dmn"


@bp.get("/<path:path>")
def show(draft_id: int, path: str) -> Response:
    """Show the editor of one table."""
    return drawing_page("studio/table.html", draft_id, path, ENDING)


@bp.post("/<path:path>")
@in_json
def ask(draft_id: int, path: str) -> ResponseReturnValue:
    """Answer what the table as sent decides and leaves out: ``{text, values}``.

    Returns ``questions`` (what a case must say), ``coverage``, and with ``values`` the ``answer``
    or ``faults`` by field; ``unreadable`` alone where the text is no table just now.
    """
    asked = request.get_json(silent=True)
    given: dict[str, Any] = asked if isinstance(asked, dict) else {}
    try:
        table = _table(draft_id, path, given.get("text"))
    except FeelError as error:  # it is being typed: no refusal, but nothing to answer yet
        return jsonify({"unreadable": fault_words(error)})
    body: dict[str, object] = {"questions": table_words.questions(table)}
    values = given.get("values")
    if isinstance(values, dict):
        body |= _answer(table, values)
    else:
        body["coverage"] = table_words.coverage_words(table, cover(table))
    return jsonify(body)


def _answer(table: Table, values: dict[str, object]) -> dict[str, object]:
    now = desk().now().astimezone(desk().zone)
    try:
        found = explain(table, table_words.facts_of(table, values), now)
    except Invalid as error:
        return {"faults": field_sentences(error)}
    except FeelError as error:
        return {"answer": {"headline": fault_words(error), "outputs": [], "others": [], "rows": []}}
    return {"answer": table_words.answer(table, found)}


def _table(draft_id: int, path: str, text: object) -> Table:
    """Return the table as it stands in the editor, or as it was saved.

    Raises:
        NotFound: as ``draft_file``. Invalid: ``draft.file_too_large``. FeelError: no table.

    """
    content, _ = draft_file(db.session(), actor(), draft_id, path)
    if isinstance(text, str):
        content = text.encode("utf-8", "replace")
    if len(content) > MAX_FILE_BYTES:
        limit = MAX_FILE_BYTES // 1_000_000
        raise Invalid("draft.file_too_large", file=path, limit=limit)
    return read_dmn(content, path)
