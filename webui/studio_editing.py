"""What the pages of the editors share: the frame around one file, and why it may be read only."""

from flask import Response, make_response, render_template

from engine.queries.drafts import DraftLine, draft_file, draft_files, draft_line
from engine.rules.errors import NotFound
from engine.rules.permissions import Action, Place, may
from webui.auth import actor
from webui.database import db
from webui.studio_links import editor_url
from webui.studio_tree import file_title, grouped
from webui.translate import gettext


def drawing_page(template: str, draft_id: int, path: str, ending: str) -> Response:
    """Return the page of an editor that draws with a library, for a file that ends in *ending*.

    Raises:
        NotFound: ``draft.no_file``; as ``draft_line`` and ``draft_file``.

    """
    session = db.session()
    draft = draft_line(session, actor(), draft_id)
    if not path.endswith(ending):
        raise NotFound("draft.no_file", file=path[:120])
    draft_file(session, actor(), draft_id, path)
    files = draft_files(session, actor(), draft_id)
    page = render_template(
        template,
        draft=draft,
        file=next(each for each in files if each.path == path),
        groups=grouped(files),
        file_title=file_title,
        editor_url=editor_url,
        readonly=why_readonly(draft),
    )
    response = make_response(page)
    response.headers["X-Heshi-Drawing"] = "1"  # the library writes style attributes
    return response


def why_readonly(draft: DraftLine) -> str:
    """Return why a draft cannot be changed by the reader, empty if it can."""
    if not may(actor(), Action.EDIT_MODELS, Place()):
        return gettext("您可以查看，不能修改。")
    if draft.waits:
        return gettext("草稿已提交，等待另一人同意，不能修改。")
    return "" if draft.open else gettext("草稿已结束，不能修改。")
