"""One file of a draft as text: its name, its removal."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from engine.queries.drafts import draft_file, draft_files, draft_line
from engine.rules.permissions import Action, Place, may
from engine.usecases.drafts import remove_file, rename_file
from webui import menu
from webui.auth import actor, desk
from webui.database import db
from webui.forms import EMPTY, Filled, back_to
from webui.gate import only_for
from webui.pages.studio_drafts import REFUSED, back_to_draft, number_of
from webui.studio_links import editor_url
from webui.studio_tree import file_title
from webui.translate import gettext

bp = Blueprint("studio_sources", __name__, url_prefix="/studio")
only_for(bp, menu.KEEPERS, hidden=True)
LONGEST_SHOWN = 200_000  # characters of a file on its page


def source_page(draft_id: int, path: str, form: Filled = EMPTY) -> str:
    """Return the page of one file: its text, its name."""
    session = db.session()
    session.rollback()
    draft = draft_line(session, actor(), draft_id)
    content, revision = draft_file(session, actor(), draft_id, path)
    text = content.decode("utf-8", "replace")
    files = draft_files(session, actor(), draft_id)
    return render_template(
        "studio/source.html",
        draft=draft,
        file=next((each for each in files if each.path == path), None),
        path=path,
        revision=revision,
        text=text[:LONGEST_SHOWN],
        cut=len(text) > LONGEST_SHOWN,
        file_title=file_title,
        editor_url=editor_url,
        form=form,
        edits=may(actor(), Action.EDIT_MODELS, Place()) and draft.open,
    )


@bp.get("/drafts/<int:draft_id>/source/<path:path>")
def source(draft_id: int, path: str) -> str:
    """Show one file of a draft as text."""
    return source_page(draft_id, path)


@bp.post("/drafts/<int:draft_id>/rename/<path:path>")
@back_to(source_page, REFUSED)
def rename(draft_id: int, path: str) -> ResponseReturnValue:
    """Give a file another name."""
    new = request.form.get("name", "").strip()
    rename_file(desk(), actor(), draft_id, (path, new), number_of("revision"))
    return back_to_draft(draft_id, gettext("%(old)s 已改名为 %(new)s。", old=path, new=new))


@bp.post("/drafts/<int:draft_id>/remove/<path:path>")
@back_to(source_page, REFUSED)
def remove(draft_id: int, path: str) -> ResponseReturnValue:
    """Remove a file; its saves stay."""
    remove_file(desk(), actor(), draft_id, path, number_of("revision"))
    return back_to_draft(draft_id, gettext("%(file)s 已从草稿里移除，历史里还能恢复。", file=path))
