"""Which files a run on trial, or a replay, plays on: a draft among what it would stand beside."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from engine.rules.bundle import Bundle
from engine.rules.errors import NotFound
from engine.rules.model_paths import is_law
from engine.storage import drafts
from engine.storage.models import DraftRow
from engine.storage.published import bundle_of, law_files, newest_bundle


@dataclass(frozen=True, slots=True)
class Subject:
    """A draft at a revision, a published version, or both: a law draft beside that version."""

    draft_id: int | None = None
    revision: int | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Played:
    """A whole set: the bundle's own files, and all of them with the law tables."""

    bundle: Bundle
    whole: Mapping[str, bytes]


def settled(session: Session, subject: Subject) -> Subject:
    """Return *subject* with what it leaves open: the draft's newest revision, the newest version.

    Raises:
        NotFound: ``draft.unknown``, ``draft.no_revision``, ``bundle.unknown``, ``bundle.none``.

    """
    if subject.draft_id is None:
        if subject.version is None:
            return Subject(version=newest_bundle(session).version)
        return Subject(version=bundle_of(session, subject.version).version)
    draft = session.get(DraftRow, subject.draft_id)
    if draft is None:
        raise NotFound("draft.unknown")
    revision = draft.revision if subject.revision is None else subject.revision
    if not 0 <= revision <= draft.revision:
        raise NotFound("draft.no_revision", revision=revision)
    version = newest_bundle(session).version if draft.kind == drafts.LAW else None
    return Subject(draft.id, revision, version)


def played(session: Session, subject: Subject) -> Played:
    """Return the files of a settled *subject*, with every law table as it would be in force.

    Raises:
        NotFound: ``bundle.unknown``.

    """
    files: Mapping[str, bytes] = {}
    if subject.version is not None:
        files = bundle_of(session, subject.version).files
    if subject.draft_id is not None:
        files = {**files, **drafts.files_of(session, subject.draft_id, subject.revision)}
    own = {path: content for path, content in files.items() if not is_law(path)}
    return Played(Bundle.of(own), {**law_files(session), **files})
