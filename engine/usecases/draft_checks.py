"""Looking at a draft as it would be in force: its files among those it will stand beside.

A draft of procedures is checked with the law tables in force, a law table with the procedures
new cases use and the other law tables.
"""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from engine.desk import Desk
from engine.rules.errors import NotFound
from engine.rules.permissions import Actor
from engine.storage import drafts
from engine.storage.models import DraftRow
from engine.storage.published import law_files, newest_bundle
from engine.usecases.draft_guards import check_file, check_size, require_reader
from engine.usecases.publishing import findings
from engine.workflow import Finding


def draft_findings(desk: Desk, actor: Actor, draft_id: int) -> tuple[Finding, ...]:
    """Return everything wrong with a draft as it is saved, errors first.

    Raises:
        NotFound: ``page.unknown``, ``draft.unknown``.

    """
    require_reader(actor)
    with desk.read() as session:
        draft = _draft(session, draft_id)
        whole = whole_set(session, draft.kind, drafts.files_of(session, draft_id))
    return findings(whole)


def findings_with(
    desk: Desk, actor: Actor, draft_id: int, path: str, content: bytes
) -> tuple[Finding, ...]:
    """Return what would be wrong with a draft if *content* were saved at *path*; saves nothing.

    Raises:
        NotFound: as ``draft_findings``. Invalid: ``draft.path``, ``draft.file_too_large``,
            ``draft.too_large``.

    """
    require_reader(actor)
    with desk.read() as session:
        draft = _draft(session, draft_id)
        check_file(draft.kind, draft.law, path, content)
        files = {**drafts.files_of(session, draft_id), path: content}
        check_size(files)
        whole = whole_set(session, draft.kind, files)
    return findings(whole)


def whole_set(session: Session, kind: str, files: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """Return *files* of a draft among what they would be in force with."""
    if kind == drafts.BUNDLE:
        return {**law_files(session), **files}
    try:
        bundle = newest_bundle(session).files
    except NotFound:
        bundle = {}
    return {**bundle, **law_files(session), **files}


def _draft(session: Session, draft_id: int) -> DraftRow:
    row = session.get(DraftRow, draft_id)
    if row is None:
        raise NotFound("draft.unknown")
    return row
