"""What an office words differently in its messages: saved as revisions, gone back to, read.

Whether a text is fit to be sent, the messenger says (``EditableTexts``): it alone reads templates.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from engine.desk import Desk
from engine.rules.errors import Invalid, NotAllowed, NotFound, Stale
from engine.rules.events import TellingTextSaved
from engine.rules.permissions import Action, Actor, Place, may
from engine.storage.models import TellingTextRow, UserRow
from engine.storage.work import Work
from engine.usecases.texts import Sample

SHIPPED = 0  # the revision of the text that came with the program
LONGEST_REASON = 200
OwnTexts = Mapping[tuple[str, str], str]
Reading = Session  # one that only reads; the messenger speaks no SQL


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a text cannot be sent: a code of ``text.…``, the line, and what it is about."""

    code: str
    line: int
    about: str


@runtime_checkable
class EditableTexts(Protocol):
    """Whoever words messages and lets an office word them otherwise."""

    def refresh(self, session: Reading) -> None:
        """Take over what the office words differently, if that has changed."""

    def kinds(self) -> Sequence[str]:
        """Return every kind of message that has texts."""

    def shipped(self, kind: str, language: str) -> str:
        """Return the text that came with the program."""

    def names(self, kind: str) -> Sequence[str]:
        """Return the facts a text of *kind* may tell."""

    def faults(self, kind: str, content: str) -> Sequence[Fault]:
        """Return why *content* cannot be sent for *kind*; empty if it can."""

    def try_out(self, kind: str, contents: Mapping[str, str]) -> Sample:
        """Return what *contents*, by language, would say about made-up facts."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A text to be saved: of which message and language, over which revision, and why."""

    kind: str
    language: str
    content: str
    reason: str
    seen: int


@dataclass(frozen=True, slots=True)
class Revision:
    """One saved text; ``content`` None: back to what came with the program."""

    language: str
    revision: int
    content: str | None
    reason: str
    by: str | None
    at: datetime


def own_texts(session: Session) -> OwnTexts:
    """Return what the office words differently, by kind and language."""
    newest = (
        select(func.max(TellingTextRow.id))
        .group_by(TellingTextRow.kind, TellingTextRow.language)
        .scalar_subquery()
    )
    rows = session.scalars(select(TellingTextRow).where(TellingTextRow.id.in_(newest)))
    return {(row.kind, row.language): row.content for row in rows if row.content is not None}


def newest_change(session: Session) -> int:
    """Return what grows with every saved text."""
    return session.scalar(select(func.max(TellingTextRow.id))) or 0


def revisions(session: Session, actor: Actor, kind: str) -> tuple[Revision, ...]:
    """Return every saved text of a kind, the newest first.

    Raises:
        NotFound: ``page.unknown``, for those who do not look after texts.

    """
    if not may(actor, Action.CARE_FOR_TABLES, Place()):
        raise NotFound("page.unknown")
    query = (
        select(TellingTextRow, UserRow.name)
        .outerjoin(UserRow, UserRow.id == TellingTextRow.saved_by)
        .where(TellingTextRow.kind == kind)
        .order_by(TellingTextRow.id.desc())
    )
    return tuple(
        Revision(row.language, row.revision, row.content, row.reason, name, row.saved_at)
        for row, name in session.execute(query)
    )


def save_text(desk: Desk, actor: Actor, texts: EditableTexts, wording: Wording) -> None:
    """Save a text as the next revision; the next message is worded by it.

    Raises:
        Invalid: ``text.form``; what is wrong with the text stands in ``content`` with its line.
        NotFound: ``text.unknown``. Stale: ``text.changed``. NotAllowed: ``codes.care``.

    """
    _require(actor, texts, wording)
    content = wording.content.replace("\r\n", "\n").strip("\n") + "\n"
    found = texts.faults(wording.kind, content)
    if found:
        first = found[0]
        facts = {"line": first.line, "about": first.about, "language": wording.language}
        raise Invalid("text.form", fields={wording.language: first.code}, **facts)
    same = content == texts.shipped(wording.kind, wording.language)
    with desk.work(actor) as work:
        _write(work, wording, None if same else content)


def restore_text(
    desk: Desk, actor: Actor, texts: EditableTexts, wording: Wording, revision: int
) -> None:
    """Go back to an earlier revision (``SHIPPED``: the program's own), as a new one.

    ``wording.content`` does not matter.

    Raises:
        NotFound: ``text.unknown``. Invalid, Stale, NotAllowed: as ``save_text``.

    """
    _require(actor, texts, wording)
    with desk.work(actor) as work:
        content = None
        if revision != SHIPPED:
            query = _of(wording).where(TellingTextRow.revision == revision)
            row = work.session.scalars(query).first()
            if row is None:
                raise NotFound("text.unknown")
            content = row.content
        _write(work, wording, content)


def _write(work: Work, wording: Wording, content: str | None) -> None:
    last = work.session.scalars(_of(wording).order_by(TellingTextRow.revision.desc())).first()
    if (last.revision if last else SHIPPED) != wording.seen:
        raise Stale("text.changed")
    if (last.content if last else None) == content:
        return
    reason = wording.reason.strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise Invalid("text.form", fields={"reason": "too_long" if reason else "required"})
    facts = (wording.kind, wording.language, wording.seen + 1)
    work.record(TellingTextSaved(*facts, shipped=content is None, reason=reason))
    work.add(
        TellingTextRow(
            kind=wording.kind,
            language=wording.language,
            revision=wording.seen + 1,
            content=content,
            reason=reason,
            saved_by=work.actor_id,
            saved_at=work.now,
        )
    )


def _of(wording: Wording) -> Select[TellingTextRow]:
    return select(TellingTextRow).where(
        TellingTextRow.kind == wording.kind, TellingTextRow.language == wording.language
    )


def _require(actor: Actor, texts: EditableTexts, wording: Wording) -> None:
    if not may(actor, Action.CARE_FOR_TABLES, Place()):
        raise NotAllowed("codes.care")
    if wording.kind not in texts.kinds() or wording.language not in {"zh", "en"}:
        raise NotFound("text.unknown")
