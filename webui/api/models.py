"""Drafts of procedures, what is wrong with them, their publication; published versions."""

from base64 import b64encode

from engine.queries.bundles import BundleLine, bundle_lines
from engine.queries.drafts import (
    DraftLine,
    FileLine,
    draft_files,
    draft_line,
    draft_lines,
    draft_set,
    may_consent,
    require_reader,
)
from engine.rules.errors import Stale
from engine.rules.permissions import Action, Place, may
from engine.usecases.consenting import consent_draft, submit_draft
from engine.usecases.draft_checks import draft_findings
from engine.usecases.drafts import Opening, Saved, open_draft, open_filled, save_files
from engine.workflow.packing import pack
from webui.api.schemas.models import (
    ArchiveSchema,
    DraftFilesSchema,
    DraftListSchema,
    DraftOpenSchema,
    DraftSchema,
    DraftsSchema,
    FilesSchema,
    FindingsSchema,
    PublishedSchema,
    PublishSchema,
    SavedSchema,
    Sent,
    VersionsSchema,
)
from webui.api.section import Section
from webui.auth import actor, desk
from webui.database import db
from webui.finding_words import count_errors, finding_words

bp = Section("api_models", "Procedures")


@bp.acts("/bundles", DraftSchema, 201, takes=DraftOpenSchema)
def open_bundle(given: tuple[Opening, Sent]) -> DraftLine:
    """Open a draft: a copy of a published version, empty, or of the files sent.

    Nothing is in force before it is published.
    """
    opening, sent = given
    if sent.files is None:
        draft_id = open_draft(desk(), actor(), opening)
    else:
        draft_id = open_filled(desk(), actor(), opening, sent.files)
    return _line(draft_id)


@bp.reads("/bundles", DraftsSchema, asks=DraftListSchema)
def list_bundles(asked: dict[str, str | None]) -> dict[str, tuple[DraftLine, ...]]:
    """List drafts, the last saved first."""
    wanted = [asked["status"]] if asked["status"] else []
    return {"items": draft_lines(db.session(), actor(), wanted)}


@bp.reads("/bundles/<int:draft_id>", DraftFilesSchema)
def show_bundle(draft_id: int) -> dict[str, DraftLine | tuple[FileLine, ...]]:
    """Show a draft and its files."""
    files = draft_files(db.session(), actor(), draft_id)
    return {"draft": draft_line(db.session(), actor(), draft_id), "files": files}


@bp.reads("/bundles/<int:draft_id>/archive", ArchiveSchema)
def export_bundle(draft_id: int) -> dict[str, str]:
    """Give all files of a draft out as a .zip that opens in Camunda Modeler once unpacked."""
    packed = pack(draft_set(db.session(), actor(), draft_id))
    return {"name": f"heshi-draft-{draft_id}.zip", "zip": b64encode(packed).decode()}


@bp.acts("/bundles/<int:draft_id>/files", SavedSchema, takes=FilesSchema)
def save_bundle(draft_id: int, given: Sent) -> Saved:
    """Save files into a draft as one save, all of them or none."""
    return save_files(desk(), actor(), draft_id, given.files or {}, replace=given.replace)


@bp.reads("/bundles/<int:draft_id>/findings", FindingsSchema)
def list_findings(draft_id: int) -> dict[str, object]:
    """Check a draft and list everything wrong with it, errors first."""
    found = draft_findings(desk(), actor(), draft_id)
    return {"errors": count_errors(found), "items": finding_words(found)}


@bp.acts("/bundles/<int:draft_id>/publish", PublishedSchema, takes=PublishSchema)
def publish_bundle(draft_id: int, given: int) -> dict[str, object]:
    """Submit a draft; publish it if the caller may be the second person of it.

    A draft that waits already is published by whoever may consent. `409` if the draft has been
    saved since `revision`, `422` with `findings` if it does not pass.
    """
    line = _line(draft_id)
    if line.revision != given:
        raise Stale("draft.changed")
    if not line.waits:
        submit_draft(desk(), actor(), draft_id)
    if line.waits or _may_judge(draft_id):
        consent_draft(desk(), actor(), draft_id, given)
    line = _line(draft_id)
    return {"status": line.status, "version": line.published_version}


def _may_judge(draft_id: int) -> bool:
    db.session().rollback()
    alone = not desk().settings.two_person_publish and may(actor(), Action.EDIT_MODELS, Place())
    return alone or may_consent(db.session(), actor(), draft_id)


@bp.reads("/versions", VersionsSchema)
def list_versions() -> dict[str, tuple[BundleLine, ...]]:
    """List published versions, the newest first, with what runs by each."""
    require_reader(actor())
    return {"items": bundle_lines(db.session())}


def _line(draft_id: int) -> DraftLine:
    db.session().rollback()  # what was just written is to be read
    return draft_line(db.session(), actor(), draft_id)
