"""流程设计: the published versions and the drafts, opening a draft, putting a version away."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.queries.bundles import bundle_line, bundle_lines, bundle_set
from engine.queries.counting import Number
from engine.queries.diagrams import diagrams_of
from engine.queries.drafts import ENDED, IN_HAND, draft_lines, file_lines, waiting_number
from engine.rules.errors import Conflict, Invalid, NotFound
from engine.rules.permissions import Action, Actor, Place, may
from engine.usecases.drafts import Opening, open_draft, open_filled
from engine.usecases.retiring import reinstate_bundle, retire_bundle
from engine.workflow import Bundle
from engine.workflow.packing import pack
from webui import menu
from webui.auth import actor, desk
from webui.database import db
from webui.forms import EMPTY, Filled, back_to
from webui.frame import count
from webui.gate import only_for
from webui.graph_drawing import drawn
from webui.studio_tree import file_title, grouped
from webui.studio_uploads import sent_files
from webui.translate import gettext

bp = Blueprint("studio", __name__, url_prefix="/studio")
only_for(bp, menu.KEEPERS, hidden=True)


def page(form: Filled = EMPTY) -> str:
    """Return the page; *form* is what was typed for a new draft."""
    session = db.session()
    ended = request.args.get("drafts") == "ended"
    return render_template(
        "studio/show.html",
        bundles=bundle_lines(session),
        drafts=draft_lines(session, actor(), ENDED if ended else IN_HAND),
        ended=ended,
        two=desk().settings.two_person_publish,
        form=form,
        edits=may(actor(), Action.EDIT_MODELS, Place()),
    )


@bp.get("")
def show() -> str:
    """Show drafts and published versions."""
    return page()


@bp.post("/open")
@back_to(page, (Invalid, NotFound))
def begin() -> ResponseReturnValue:
    """Open a draft: as a copy, empty, or of files sent in."""
    source, _, version = request.form.get("source", "newest").partition(":")
    opening = Opening(
        title=request.form.get("title", ""),
        note=request.form.get("note", ""),
        source="newest" if source == "files" else source,
        version=int(version) if version.isdecimal() and len(version) < 10 else None,
    )
    if source == "files":
        files = sent_files(request.files.getlist("file"))
        draft_id = open_filled(desk(), actor(), opening, files)
    else:
        draft_id = open_draft(desk(), actor(), opening)
    flash(gettext("草稿已新建。"))
    return redirect(url_for("studio_drafts.show", draft_id=draft_id), 303)


def bundle_page(version: int, form: Filled = EMPTY) -> str:
    """Return the page of a published version."""
    session = db.session()
    line = bundle_line(session, actor(), version)
    files = bundle_set(session, actor(), version)
    diagrams = diagrams_of(Bundle(version, line.sha, files))
    shown = diagrams.get(request.args.get("process", "")) or diagrams.get("dispute")
    return render_template(
        "studio/bundle.html",
        line=line,
        groups=grouped(file_lines(files)),
        file_title=file_title,
        diagram=shown or next(iter(diagrams.values()), None),
        diagrams=diagrams,
        in_use=sum(each.retired_at is None for each in bundle_lines(session)),
        form=form,
        edits=may(actor(), Action.EDIT_MODELS, Place()),
        judges=may(actor(), Action.CONSENT_MODELS, Place()),
    )


@bp.get("/bundles/<int:version>")
def bundle(version: int) -> str:
    """Show a published version: files, diagrams, what runs by it."""
    return bundle_page(version)


@bp.get("/bundles/<int:version>/diagrams/<process_id>.bpmn")
def diagram(version: int, process_id: str) -> Response:
    """Return one drawing of a published version."""
    line = bundle_line(db.session(), actor(), version)
    files = bundle_set(db.session(), actor(), version)
    found = diagrams_of(Bundle(version, line.sha, files)).get(process_id)
    if found is None:
        raise NotFound("page.unknown")
    return Response(drawn(found), mimetype="application/xml")


@bp.get("/bundles/<int:version>/files/<path:path>")
def bundle_file(version: int, path: str) -> Response:
    """Return one file of a published version, byte for byte."""
    content = bundle_set(db.session(), actor(), version).get(path)
    if content is None:
        raise NotFound("draft.no_file", file=path[:120])
    return download(content, path.rpartition("/")[2])


@bp.get("/bundles/<int:version>.zip")
def export(version: int) -> Response:
    """Return a published version as a .zip that Camunda Modeler's users can unpack and open."""
    files = bundle_set(db.session(), actor(), version)
    return download(pack(files), f"heshi-{version}.zip")


def download(content: bytes, name: str) -> Response:
    """Return bytes to be kept as a file called *name*, never shown as a page."""
    response = Response(content, mimetype="application/octet-stream")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@bp.post("/bundles/<int:version>/retire")
@back_to(bundle_page, (Invalid, Conflict))
def retire(version: int) -> ResponseReturnValue:
    """Put a version away."""
    retire_bundle(desk(), actor(), version, request.form.get("reason", ""))
    flash(gettext("第 %(version)d 版已停用，新案件不再使用。", version=version))
    return redirect(url_for("studio.bundle", version=version), 303)


@bp.post("/bundles/<int:version>/reinstate")
@back_to(bundle_page, (Conflict,))
def reinstate(version: int) -> ResponseReturnValue:
    """Take a version up again."""
    reinstate_bundle(desk(), actor(), version)
    flash(gettext("第 %(version)d 版已恢复使用。", version=version))
    return redirect(url_for("studio.bundle", version=version), 303)


@count("studio")
def waiting(person: Actor) -> Number | None:
    """Count the drafts that wait for this person's consent."""
    return waiting_number(person)
