"""Drafts as their pages show them: which there are, what is in them, how they came about.

For people who may see models; for anybody else no draft exists.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.queries.counting import Number
from engine.queries.gathering import user_names
from engine.queries.model_titles import Title, title_of
from engine.rules.errors import NotFound
from engine.rules.model_paths import FileKind, kind_of
from engine.rules.permissions import Action, Actor, Place, may
from engine.storage import drafts
from engine.storage.models import DraftFileRow, DraftRow

WAITING = (drafts.WAITS,)
IN_HAND = (drafts.OPEN, drafts.WAITS)
ENDED = (drafts.PUBLISHED, drafts.DISCARDED)
STATUSES = (*IN_HAND, *ENDED)


@dataclass(frozen=True, slots=True)
class Hand:
    """Who did something, and when (aware UTC); ``name`` None: the operator."""

    user_id: int | None
    name: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class DraftLine:
    """One draft.

    ``kind`` is bundle or law, ``law`` the table's name; ``status`` is of ``STATUSES``.
    ``decided`` is consent, refusal or discarding, with ``decision_note``.
    """

    draft_id: int
    kind: str
    law: str | None
    title: str
    note: str
    status: str
    based_on: int | None
    revision: int
    opened: Hand
    saved: Hand
    submitted: Hand | None
    decided: Hand | None
    decision_note: str | None
    published_version: int | None

    @property
    def open(self) -> bool:
        """Whether it may be worked on."""
        return self.status == drafts.OPEN

    @property
    def waits(self) -> bool:
        """Whether it waits for the second person."""
        return self.status == drafts.WAITS


@dataclass(frozen=True, slots=True)
class FileLine:
    """One file of a set; ``saved`` is None in a published one, ``revision`` then 0."""

    path: str
    kind: FileKind
    title: Title
    size: int
    revision: int = 0
    saved: Hand | None = None


@dataclass(frozen=True, slots=True)
class RevisionLine:
    """One save of a draft: which paths were added, changed, removed."""

    revision: int
    by: Hand
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]


def require_reader(actor: Actor) -> None:
    """Return if *actor* may see models.

    Raises:
        NotFound: ``page.unknown``.

    """
    if not may(actor, Action.SEE_MODELS, Place()):
        raise NotFound("page.unknown")


def draft_lines(
    session: Session, actor: Actor, statuses: Iterable[str] = (), kind: str = ""
) -> tuple[DraftLine, ...]:
    """Return drafts in one of *statuses* (none: all) and of *kind*, last saved first.

    Raises:
        NotFound: ``page.unknown``.

    """
    require_reader(actor)
    query = select(DraftRow).order_by(DraftRow.saved_at.desc(), DraftRow.id.desc())
    if wanted := list(statuses):
        query = query.where(DraftRow.status.in_(wanted))
    if kind:
        query = query.where(DraftRow.kind == kind)
    return _lines(session, session.scalars(query).all())


def draft_line(session: Session, actor: Actor, draft_id: int) -> DraftLine:
    """Return one draft.

    Raises:
        NotFound: ``page.unknown``, ``draft.unknown``.

    """
    require_reader(actor)
    row = session.get(DraftRow, draft_id)
    if row is None:
        raise NotFound("draft.unknown")
    return _lines(session, [row])[0]


def waiting_number(actor: Actor) -> Number | None:
    """Return the query that counts the drafts which wait for a second person; None for others."""
    if not may(actor, Action.CONSENT_MODELS, Place()):
        return None
    return select(func.count()).where(DraftRow.status == drafts.WAITS)


def may_consent(session: Session, actor: Actor, draft_id: int) -> bool:
    """Say whether *actor* could be the second person of a draft: no hand of theirs is in it."""
    row = session.get(DraftRow, draft_id)
    judge = may(actor, Action.CONSENT_MODELS, Place())
    return bool(row and judge and actor.user_id not in drafts.authors_of(session, row))


def draft_files(session: Session, actor: Actor, draft_id: int) -> tuple[FileLine, ...]:
    """Return the files of a draft as they are now, by path.

    Raises:
        NotFound: as ``draft_line``.

    """
    draft_line(session, actor, draft_id)
    marks = drafts.marks_of(session, draft_id)
    names = user_names(session, (mark.saved_by for mark in marks.values()))
    found = []
    for line in file_lines(drafts.files_of(session, draft_id)):
        mark = marks[line.path]
        hand = Hand(mark.saved_by, names.get(mark.saved_by or 0), mark.saved_at)
        found.append(FileLine(line.path, line.kind, line.title, line.size, mark.revision, hand))
    return tuple(found)


def file_lines(files: Mapping[str, bytes]) -> tuple[FileLine, ...]:
    """Return the files of any set by path; what is none of ours is left out."""
    return tuple(
        FileLine(path, kind, title_of(path, content), len(content))
        for path, content in sorted(files.items())
        if (kind := kind_of(path)) is not None
    )


def draft_set(
    session: Session, actor: Actor, draft_id: int, revision: int | None = None
) -> Mapping[str, bytes]:
    """Return all files of a draft by path, now or at *revision*.

    Raises:
        NotFound: as ``draft_line``.

    """
    draft_line(session, actor, draft_id)
    return drafts.files_of(session, draft_id, revision)


def draft_file(session: Session, actor: Actor, draft_id: int, path: str) -> tuple[bytes, int]:
    """Return one file of a draft and its revision.

    Raises:
        NotFound: as ``draft_line``; ``draft.no_file``.

    """
    draft_line(session, actor, draft_id)
    content, revision = drafts.file_of(session, draft_id, path)
    if content is None:
        raise NotFound("draft.no_file", file=path[:120])
    return content, revision


def draft_history(session: Session, actor: Actor, draft_id: int) -> tuple[RevisionLine, ...]:
    """Return every save of a draft, the newest first.

    Raises:
        NotFound: as ``draft_line``.

    """
    draft_line(session, actor, draft_id)
    query = select(DraftFileRow.revision, func.min(DraftFileRow.saved_at))
    query = query.where(DraftFileRow.draft_id == draft_id).group_by(DraftFileRow.revision)
    when = {revision: at for revision, at in session.execute(query)}
    saves: dict[int, dict[str, list[str]]] = {}
    hands: dict[int, int | None] = {}
    there: set[str] = set()
    for revision, path, present, saved_by in drafts.saves_of(session, draft_id):
        word = ("changed" if path in there else "added") if present else "removed"
        saves.setdefault(revision, {}).setdefault(word, []).append(path)
        hands[revision] = saved_by
        there = there | {path} if present else there - {path}
    names = user_names(session, hands.values())
    return tuple(
        RevisionLine(
            revision,
            Hand(hands[revision], names.get(hands[revision] or 0), when[revision]),
            *(tuple(saves[revision].get(word, ())) for word in ("added", "changed", "removed")),
        )
        for revision in sorted(saves, reverse=True)
    )


def _lines(session: Session, rows: Iterable[DraftRow]) -> tuple[DraftLine, ...]:
    found = list(rows)
    people = [
        person
        for row in found
        for person in (row.opened_by, row.saved_by, row.submitted_by, row.decided_by)
    ]
    names = user_names(session, people)

    def hand(user_id: int | None, at: datetime) -> Hand:
        return Hand(user_id, names.get(user_id or 0), at)

    return tuple(
        DraftLine(
            draft_id=row.id,
            kind=row.kind,
            law=row.law,
            title=row.title,
            note=row.note,
            status=row.status,
            based_on=row.based_on,
            revision=row.revision,
            opened=hand(row.opened_by, row.opened_at),
            saved=hand(row.saved_by, row.saved_at),
            submitted=hand(row.submitted_by, row.submitted_at) if row.submitted_at else None,
            decided=hand(row.decided_by, row.decided_at) if row.decided_at else None,
            decision_note=row.decision_note,
            published_version=row.published_version,
        )
        for row in found
    )
