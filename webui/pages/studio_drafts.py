"""A draft's page: its files, what is wrong with them, its history, and the way to publication."""

from collections.abc import Sequence

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.queries.drafts import (
    WAITING,
    DraftLine,
    draft_files,
    draft_history,
    draft_line,
    draft_lines,
    draft_set,
    may_consent,
)
from engine.rules.errors import Conflict, Invalid, ModelRefused, NotAllowed, NotFound, Stale
from engine.rules.permissions import Action, Place, may
from engine.usecases.blank_files import blank_file
from engine.usecases.consenting import consent_draft, refuse_draft, submit_draft, take_back
from engine.usecases.draft_checks import draft_findings
from engine.usecases.drafts import (
    Edit,
    describe_draft,
    discard_draft,
    restore_revision,
    save_file,
    save_files,
)
from engine.workflow import Finding
from engine.workflow.packing import pack
from webui import menu
from webui.addresses import LARGEST_ID
from webui.auth import actor, desk
from webui.database import db
from webui.errors import status_of
from webui.finding_words import count_errors, finding_words
from webui.forms import EMPTY, Filled, back_to, refilled
from webui.gate import only_for
from webui.pages.studio import download
from webui.studio_consent import would_change
from webui.studio_links import editor_url
from webui.studio_tree import file_title, grouped
from webui.studio_uploads import sent_files
from webui.translate import gettext, ngettext

bp = Blueprint("studio_drafts", __name__, url_prefix="/studio")
only_for(bp, menu.KEEPERS, hidden=True)
REFUSED = (Invalid, Conflict, NotAllowed, Stale)


def page(draft_id: int, form: Filled = EMPTY, refused: ModelRefused | None = None) -> str:
    """Return the page of a draft; *form* is what was typed into one of its forms.

    What a publication was *refused* for may be more than the checks find: trials that fail.
    """
    session = db.session()
    session.rollback()
    draft = draft_line(session, actor(), draft_id)
    found = _found(draft, refused)
    return render_template(
        "studio/draft.html",
        draft=draft,
        groups=grouped(draft_files(session, actor(), draft_id)),
        file_title=file_title,
        editor_url=editor_url,
        found=finding_words(found),
        errors=count_errors(found),
        changes=would_change(draft) if draft.waits else None,
        history=draft_history(session, actor(), draft_id),
        edits=may(actor(), Action.EDIT_MODELS, Place()) and draft.open,
        keeps=may(actor(), Action.EDIT_MODELS, Place()),
        judges=_judges(draft),
        own=not may_consent(session, actor(), draft_id),
        two=desk().settings.two_person_publish,
        form=form,
    )


def _found(draft: DraftLine, refused: ModelRefused | None) -> Sequence[Finding]:
    listed = refused.facts.get("findings") if refused else None
    if isinstance(listed, tuple):
        return listed
    return draft_findings(desk(), actor(), draft.draft_id) if draft.open or draft.waits else ()


def _not_passed(draft_id: int, refused: ModelRefused) -> ResponseReturnValue:
    return page(draft_id, refilled(refused, request.form), refused), status_of(refused)


def _judges(draft: DraftLine) -> bool:
    """Say whether the reader's post may consent to this draft, were it not their own work."""
    alone = not desk().settings.two_person_publish and may(actor(), Action.EDIT_MODELS, Place())
    return draft.waits and (alone or may(actor(), Action.CONSENT_MODELS, Place()))


def back_to_draft(draft_id: int, said: str) -> ResponseReturnValue:
    """Say what was done on the draft's page."""
    flash(said)
    return redirect(url_for("studio_drafts.show", draft_id=draft_id), 303)


@bp.get("/drafts/<int:draft_id>")
def show(draft_id: int) -> str:
    """Show a draft."""
    return page(draft_id)


@bp.get("/approvals")
def approvals() -> str:
    """Show the drafts that wait for a second person."""
    waiting = draft_lines(db.session(), actor(), WAITING)
    mine = {each.draft_id: may_consent(db.session(), actor(), each.draft_id) for each in waiting}
    return render_template("studio/approvals.html", drafts=waiting, mine=mine)


@bp.get("/drafts/<int:draft_id>.zip")
def export(draft_id: int) -> Response:
    """Return a draft as a .zip, now or at ``?revision=``."""
    revision = request.args.get("revision", type=int)
    if revision is not None and not 0 < revision <= LARGEST_ID:
        raise NotFound("draft.no_revision", revision=revision)
    files = draft_set(db.session(), actor(), draft_id, revision)
    return download(pack(files), f"heshi-draft-{draft_id}.zip")


@bp.post("/drafts/<int:draft_id>/upload")
@back_to(page, REFUSED)
def upload(draft_id: int) -> ResponseReturnValue:
    """Take files into a draft, all of them or none."""
    draft = draft_line(db.session(), actor(), draft_id)
    files = sent_files(request.files.getlist("file"), draft.law)
    replace = request.form.get("replace") == "yes" and draft.law is None
    saved = save_files(desk(), actor(), draft_id, files, replace=replace)
    if not saved.changed:
        return back_to_draft(draft_id, gettext("上传的内容与草稿相同，没有改动。"))
    said = ngettext("已收下 %(num)d 个文件。", "已收下 %(num)d 个文件。", len(files))
    return back_to_draft(draft_id, said)


@bp.post("/drafts/<int:draft_id>/new")
@back_to(page, REFUSED)
def add(draft_id: int) -> ResponseReturnValue:
    """Put a new file into a draft."""
    typed = [request.form.get(key, "").strip() for key in ("kind", "key", "title")]
    path, content = blank_file(typed[0], typed[1], typed[2])
    save_file(desk(), actor(), draft_id, Edit(path, content, 0))
    return back_to_draft(draft_id, gettext("已新增 %(file)s。", file=path))


@bp.post("/drafts/<int:draft_id>/describe")
@back_to(page, REFUSED)
def describe(draft_id: int) -> ResponseReturnValue:
    """Change a draft's name and its reason."""
    title, note = (request.form.get(key, "") for key in ("title", "note"))
    describe_draft(desk(), actor(), draft_id, title, note)
    return back_to_draft(draft_id, gettext("名称和说明已保存。"))


@bp.post("/drafts/<int:draft_id>/restore")
@back_to(page, (*REFUSED, NotFound))
def restore(draft_id: int) -> ResponseReturnValue:
    """Make a draft what it was at an earlier save."""
    revision = number_of("revision")
    restore_revision(desk(), actor(), draft_id, revision)
    return back_to_draft(
        draft_id, gettext("草稿已恢复到第 %(number)d 次保存的样子。", number=revision)
    )


@bp.post("/drafts/<int:draft_id>/submit")
@back_to(page, REFUSED)
def submit(draft_id: int) -> ResponseReturnValue:
    """Freeze a draft and wait for the second person."""
    try:
        submit_draft(desk(), actor(), draft_id)
    except ModelRefused as refused:
        return _not_passed(draft_id, refused)
    if desk().settings.two_person_publish:
        return back_to_draft(draft_id, gettext("草稿已提交，等安全管理员同意后发布。"))
    return back_to_draft(draft_id, gettext("草稿已提交，可以发布。"))


@bp.post("/drafts/<int:draft_id>/take-back")
@back_to(page, REFUSED)
def withdraw(draft_id: int) -> ResponseReturnValue:
    """Take a submitted draft back."""
    take_back(desk(), actor(), draft_id)
    return back_to_draft(draft_id, gettext("已撤回提交，可以继续修改。"))


@bp.post("/drafts/<int:draft_id>/consent")
@back_to(page, REFUSED)
def consent(draft_id: int) -> ResponseReturnValue:
    """Publish a draft as the second person."""
    try:
        version = consent_draft(desk(), actor(), draft_id, number_of("revision"))
    except ModelRefused as refused:
        return _not_passed(draft_id, refused)
    return back_to_draft(draft_id, gettext("已发布为第 %(version)d 版。", version=version))


@bp.post("/drafts/<int:draft_id>/refuse")
@back_to(page, REFUSED)
def refuse(draft_id: int) -> ResponseReturnValue:
    """Send a submitted draft back."""
    refuse_draft(desk(), actor(), draft_id, request.form.get("reason", ""))
    return back_to_draft(draft_id, gettext("草稿已退回，提交人会看到您写的理由。"))


@bp.post("/drafts/<int:draft_id>/discard")
@back_to(page, REFUSED)
def discard(draft_id: int) -> ResponseReturnValue:
    """Put a draft away for good."""
    discard_draft(desk(), actor(), draft_id, request.form.get("reason", ""))
    return back_to_draft(draft_id, gettext("草稿已作废，仍可查看。"))


def number_of(key: str) -> int:
    """Return a number the page itself sent along; 0 if it did not, which matches nothing."""
    text = request.form.get(key, "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 11 else 0
    return number if number <= LARGEST_ID else 0
