"""Drafts as they lie in the database: every save a row, the content the newest row of each path.

Nothing is ever changed or taken away, so that history and undo are the table itself.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from engine.rules.holdable import holdable
from engine.storage.models import DraftFileRow, DraftRow
from engine.storage.work import Work

WAITS = "trial"  # frozen: submitted, not yet consented to or refused
OPEN = "draft"
PUBLISHED = "published"
DISCARDED = "discarded"
BUNDLE = "bundle"
LAW = "law"


@dataclass(frozen=True, slots=True)
class FileMark:
    """The newest save of one path; ``size`` in bytes is None where the file was removed."""

    path: str
    revision: int
    saved_by: int | None
    saved_at: datetime
    size: int | None


def files_of(session: Session, draft_id: int, revision: int | None = None) -> Mapping[str, bytes]:
    """Return the files of a draft by path, as they are now or were at *revision*."""
    newest = _newest(draft_id, revision).subquery()
    query = (
        select(DraftFileRow.path, DraftFileRow.content)
        .join(
            newest,
            and_(DraftFileRow.path == newest.c.path, DraftFileRow.revision == newest.c.revision),
        )
        .where(DraftFileRow.draft_id == draft_id, DraftFileRow.content.is_not(None))
        .order_by(DraftFileRow.path)
    )
    return {path: bytes(content or b"") for path, content in session.execute(query)}


def file_of(session: Session, draft_id: int, path: str) -> tuple[bytes | None, int]:
    """Return content and revision of one path; (None, 0) where there never was such a file."""
    if not holdable(path):  # PostgreSQL would stumble over the question
        return None, 0
    query = (
        select(DraftFileRow.content, DraftFileRow.revision)
        .where(DraftFileRow.draft_id == draft_id, DraftFileRow.path == path)
        .order_by(DraftFileRow.revision.desc())
        .limit(1)
    )
    found = session.execute(query).first()
    if found is None:
        return None, 0
    return (None if found.content is None else bytes(found.content)), found.revision


def marks_of(session: Session, draft_id: int) -> Mapping[str, FileMark]:
    """Return the newest save of every path, removed ones too, without reading any content."""
    newest = _newest(draft_id).subquery()
    query = (
        select(
            DraftFileRow.path,
            DraftFileRow.revision,
            DraftFileRow.saved_by,
            DraftFileRow.saved_at,
            func.length(DraftFileRow.content),
        )
        .join(
            newest,
            and_(DraftFileRow.path == newest.c.path, DraftFileRow.revision == newest.c.revision),
        )
        .where(DraftFileRow.draft_id == draft_id)
        .order_by(DraftFileRow.path)
    )
    return {row[0]: FileMark(*row) for row in session.execute(query)}


def saves_of(session: Session, draft_id: int) -> Iterator[tuple[int, str, bool, int | None]]:
    """Yield (revision, path, whether there is content, who saved) of every save, oldest first."""
    query = (
        select(
            DraftFileRow.revision,
            DraftFileRow.path,
            DraftFileRow.content.is_not(None),
            DraftFileRow.saved_by,
        )
        .where(DraftFileRow.draft_id == draft_id)
        .order_by(DraftFileRow.revision, DraftFileRow.path)
    )
    for revision, path, there, saved_by in session.execute(query):
        yield revision, path, bool(there), saved_by


def authors_of(session: Session, draft: DraftRow) -> frozenset[int]:
    """Return everybody who opened, saved or submitted any of a draft."""
    query = select(DraftFileRow.saved_by).where(DraftFileRow.draft_id == draft.id).distinct()
    hands = {*session.scalars(query), draft.opened_by, draft.submitted_by}
    return frozenset(each for each in hands if each is not None)


def save(work: Work, draft: DraftRow, changed: Mapping[str, bytes | None]) -> int:
    """Save *changed* files (None: removed) as the next revision of *draft*; return it."""
    draft.revision += 1
    draft.saved_by, draft.saved_at = work.actor_id, work.recorded_at
    for path, content in sorted(changed.items()):
        work.session.add(
            DraftFileRow(
                draft_id=draft.id,
                path=path,
                revision=draft.revision,
                content=content,
                saved_by=work.actor_id,
                saved_at=work.recorded_at,
            )
        )
    work.session.flush()
    return draft.revision


def _newest(draft_id: int, revision: int | None = None) -> Select[str, int]:
    query = select(DraftFileRow.path, func.max(DraftFileRow.revision).label("revision"))
    query = query.where(DraftFileRow.draft_id == draft_id).group_by(DraftFileRow.path)
    return query if revision is None else query.where(DraftFileRow.revision <= revision)
