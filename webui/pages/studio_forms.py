"""表单设计: one form of a draft, changed in the browser, shown as the person at the step sees it.

The page carries the addresses its script reads and saves at; the files themselves are
``studio_files``, what may be picked is ``studio_diagrams.choices``. Nothing here writes but
``copy``: a preview only draws what it is sent.
"""

import json

import orjson
from flask import Blueprint, Response, flash, make_response, redirect, render_template, request
from flask import url_for as url
from flask.typing import ResponseReturnValue

from engine.queries.drafts import DraftLine, draft_file, draft_files, draft_line, draft_set
from engine.queries.form_uses import Place, form_uses
from engine.rules.errors import Conflict, Invalid, NotFound, Stale, WorkflowFault
from engine.rules.model_paths import FileKind, kind_of
from engine.usecases.blank_files import blank_file
from engine.usecases.drafts import Edit, save_file
from engine.workflow import Form
from webui import menu
from webui.auth import actor, desk
from webui.database import db
from webui.form_preview import GIVEN, SOURCE, TRIED, changed_preview, form_in, given_in, preview
from webui.form_preview import tried as tried_form
from webui.form_words import RECORDS, TYPES
from webui.forms import EMPTY, Filled, back_to
from webui.gate import only_for
from webui.security import framed
from webui.step_page import StepPage, changed, labels
from webui.studio_editing import why_readonly
from webui.studio_tree import file_title, grouped
from webui.translate import gettext, language_tag

bp = Blueprint("studio_forms", __name__, url_prefix="/studio/drafts/<int:draft_id>")
only_for(bp, menu.KEEPERS, hidden=True)


def form_page(draft_id: int, path: str, form: Filled = EMPTY) -> str:
    """Return the designer's page; *form* is what was typed to copy the form."""
    session = db.session()
    session.rollback()
    draft = _form_of(draft_id, path)
    files = draft_files(session, actor(), draft_id)
    file = next(each for each in files if each.path == path)
    forms = next((group for group in grouped(files) if file in group.files), None)
    uses = form_uses(draft_set(session, actor(), draft_id), _key(path))
    return render_template(
        "studio/form.html",
        draft=draft,
        file=file,
        forms=forms.files if forms else (),
        file_title=file_title,
        uses=uses,
        asked={name: [_used(place) for place in found] for name, found in uses.asked.items()},
        types=[{"value": code, "label": str(words)} for code, words in TYPES.items()],
        records=[{"value": code, "label": str(words)} for code, words in RECORDS.items()],
        readonly=why_readonly(draft),
        form=form,
    )


@bp.get("/form/<path:path>")
def show(draft_id: int, path: str) -> str:
    """Show the designer of one form."""
    return form_page(draft_id, path)


@bp.post("/form-copy/<path:path>")
@back_to(form_page, (Invalid, Conflict, Stale))
def copy(draft_id: int, path: str) -> ResponseReturnValue:
    """Put a copy of a form, as saved, beside it under another name."""
    _form_of(draft_id, path)
    typed = [request.form.get(key, "").strip() for key in ("key", "title")]
    target, blank = blank_file(FileKind.FORM, typed[0], typed[1])
    content, _revision = draft_file(db.session(), actor(), draft_id, path)
    try:
        copied = {**json.loads(content), **{k: json.loads(blank)[k] for k in ("key", "title")}}
    except (ValueError, TypeError) as error:
        raise Invalid("draft.form_unreadable") from error
    text = orjson.dumps(copied, option=orjson.OPT_INDENT_2)
    save_file(desk(), actor(), draft_id, Edit(target, text + b"\n", 0))
    flash(gettext("已复制为 %(file)s。", file=target))
    return redirect(url("studio_forms.show", draft_id=draft_id, path=target), 303)


@bp.post("/form-preview/<path:path>")
def show_preview(draft_id: int, path: str) -> Response:
    """Draw the form that was sent, for a frame; ``_tried``: with what would be refused."""
    _form_of(draft_id, path)
    form = form_in(request.form, path)
    page = _preview(form, draft_id, path) if form else None
    fine = page is not None and page.form.refused and not page.form.faults
    text = render_template(
        "studio/form_preview.html",
        page=page,
        labels=labels(page, language_tag() == "en") if page else {},
        form=page.form if page else EMPTY,
        fine=fine,
        sent={key: request.form.get(key, "") for key in (SOURCE, GIVEN)},
        tried=TRIED,
    )
    return framed(make_response(text))


@bp.post("/form-fields/<path:path>")
def fields(draft_id: int, path: str) -> str:
    """Return the fields of the preview that come or go after an answer."""
    _form_of(draft_id, path)
    form = form_in(request.form, path)
    if form is None:
        return ""
    page = changed_preview(form, given_in(request.form, form), _fields_url(draft_id, path),
                           request.form)  # fmt: skip
    return render_template("steps/_changes.html", page=page, slots=changed(page, request.form))


def _preview(form: Form, draft_id: int, path: str) -> StepPage | None:
    given = given_in(request.form, form)
    filled = tried_form(form, given, request.form) if TRIED in request.form else EMPTY
    try:
        return preview(form, given, _fields_url(draft_id, path), filled)
    except WorkflowFault:
        return None


def _fields_url(draft_id: int, path: str) -> str:
    return url("studio_forms.fields", draft_id=draft_id, path=path)


def _form_of(draft_id: int, path: str) -> DraftLine:
    """Return the draft, if *path* is a form of it.

    Raises:
        NotFound: ``draft.unknown``, ``draft.no_file``.

    """
    draft = draft_line(db.session(), actor(), draft_id)
    if kind_of(path) is not FileKind.FORM:
        raise NotFound("draft.no_file", file=path[:120])
    draft_file(db.session(), actor(), draft_id, path)
    return draft


def _key(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".json")


def _used(place: Place) -> str:
    return gettext("%(file)s“%(name)s”", file=place.path, name=place.name)
