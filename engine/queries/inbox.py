"""What a person has been told: their own messages, the newest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.queries.counting import Number
from engine.queries.gathering import Sides, sides_of
from engine.queries.paging import FIRST, Found, Newest, Page, Turn, fetch, refine
from engine.queries.scope import Condition, parties_readable, readable
from engine.rules.permissions import Actor
from engine.storage.models import CaseRow, MessageRow

INBOX = "inbox"
ORDER = Newest(MessageRow.id)


@dataclass(frozen=True, slots=True)
class MessageLine:
    """One message: its kind, plain facts, and the case it is about.

    ``case_code`` is None where there is no case or the person may no longer know of it.
    """

    message_id: int
    kind: str
    facts: Mapping[str, object]
    urgent: bool
    created_at: datetime
    read_at: datetime | None
    case_code: str | None
    parties: Sides | None


def messages(
    session: Session, actor: Actor, *, unread_only: bool = False, turn: Turn = FIRST
) -> Page[MessageLine]:
    """Return a page of the actor's messages.

    Raises:
        Invalid: ``page.cursor``.

    """
    query = (
        select(
            MessageRow,
            CaseRow.id.label("case_id"),
            CaseRow.code,
            readable(actor).label("known"),
            parties_readable(actor).label("sees"),
        )
        .outerjoin(CaseRow, CaseRow.id == MessageRow.case_id)
        .where(*_mine(actor))
    )
    if unread_only:
        query = query.where(MessageRow.read_at.is_(None))
    return refine(fetch(session, query, ORDER, turn), lambda rows: _read(session, rows))


def unread_number(actor: Actor) -> Number:
    """Return the query that counts the messages which wait to be read."""
    query = select(func.count()).select_from(MessageRow)
    return query.where(*_mine(actor), MessageRow.read_at.is_(None))


def unread_count(session: Session, actor: Actor) -> int:
    """Return how many messages wait to be read."""
    return session.scalar(unread_number(actor)) or 0


def _mine(actor: Actor) -> list[Condition]:
    return [MessageRow.recipient_id == actor.user_id, MessageRow.channel == INBOX]


def _read(session: Session, rows: Sequence[Found]) -> Sequence[MessageLine]:
    named = [row for row in rows if row.case_id and row.known and row.sees]
    sides = sides_of(session, (row.case_id for row in named))
    return [
        MessageLine(
            message_id=row.MessageRow.id,
            kind=row.MessageRow.kind,
            facts=row.MessageRow.facts,
            urgent=row.MessageRow.urgent,
            created_at=row.MessageRow.created_at,
            read_at=row.MessageRow.read_at,
            case_code=row.code if row.known else None,
            parties=sides.get(row.case_id, Sides()) if row in named else None,
        )
        for row in rows
    ]
