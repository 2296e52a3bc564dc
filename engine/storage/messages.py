"""Finding and marking messages: the outbox of each channel, the inbox of each person.

States of a message: ``queued`` waits for its ``next_at``; ``sending`` has been taken by a
deliverer, and if nothing more is heard of it, is sent again at ``next_at`` exactly as it was;
``sent``; ``superseded`` by a worse message about the same clock; ``off``: there was no way to
send it (no mail server, no address); ``dead``: given up.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from engine.storage.models import MessageRow, UserRow

QUEUED, SENDING = "queued", "sending"
WAITING = (QUEUED, SENDING)
MOST_AT_ONCE = 500  # in one e-mail; what is left follows in the next


def next_recipient(session: Session, channel: str, now: datetime) -> UserRow | None:
    """Return somebody for whom a message of *channel* is due, locked; None if nobody waits.

    Two deliverers never get the same person: whoever is locked is passed over (on SQLite a
    writer is alone anyway). The weaker lock leaves rows that refer to the person free.
    """
    due = select(MessageRow.id).where(
        MessageRow.recipient_id == UserRow.id,
        MessageRow.channel == channel,
        MessageRow.state.in_(WAITING),
        MessageRow.next_at <= now,
    )
    query = select(UserRow).where(due.exists()).order_by(UserRow.id).limit(1)
    return session.scalars(query.with_for_update(key_share=True, skip_locked=True)).first()


def queued_for(session: Session, recipient_id: int, channel: str) -> Sequence[MessageRow]:
    """Return what is queued for a person, due or not, the first due first, locked."""
    query = (
        select(MessageRow)
        .where(
            MessageRow.recipient_id == recipient_id,
            MessageRow.channel == channel,
            MessageRow.state == QUEUED,
        )
        .order_by(MessageRow.next_at, MessageRow.id)
        .limit(MOST_AT_ONCE)
    )
    return session.scalars(query.with_for_update()).all()


def interrupted_for(
    session: Session, recipient_id: int, channel: str, now: datetime
) -> Sequence[MessageRow]:
    """Return the oldest lot for a person that was taken together and never heard of, locked.

    The messages of one lot share their ``next_at``; that is what keeps them together.
    """
    mine = (
        MessageRow.recipient_id == recipient_id,
        MessageRow.channel == channel,
        MessageRow.state == SENDING,
    )
    first = session.scalar(select(func.min(MessageRow.next_at)).where(*mine))
    if first is None or first > now:
        return ()
    query = select(MessageRow).where(*mine, MessageRow.next_at == first).order_by(MessageRow.id)
    return session.scalars(query.with_for_update()).all()


def still_sending(session: Session, ids: Iterable[int]) -> Sequence[MessageRow]:
    """Return those of *ids* whose sending is not settled yet, locked."""
    query = (
        select(MessageRow)
        .where(MessageRow.id.in_(list(ids)), MessageRow.state == SENDING)
        .order_by(MessageRow.id)
    )
    return session.scalars(query.with_for_update()).all()


def switch_off(session: Session, channel: str, fault: str) -> int:
    """Mark everything waiting in *channel* as not to be sent; return how many that were."""
    turned = (
        update(MessageRow)
        .where(MessageRow.channel == channel, MessageRow.state.in_(WAITING))
        .values(state="off", next_at=None, fault=fault)
        .returning(MessageRow.id)
        .execution_options(synchronize_session=False)
    )
    return len(session.execute(turned).all())


def oldest_waiting(session: Session, channel: str, now: datetime) -> datetime | None:
    """Return since when the oldest due message of *channel* has been waiting, or None."""
    query = select(func.min(MessageRow.next_at)).where(
        MessageRow.channel == channel, MessageRow.state.in_(WAITING), MessageRow.next_at <= now
    )
    return session.scalar(query)


def count_unread(session: Session, user_id: int) -> int:
    """Return how many messages in a person's inbox nobody has opened yet."""
    query = (
        select(func.count())
        .select_from(MessageRow)
        .where(
            MessageRow.recipient_id == user_id,
            MessageRow.channel == "inbox",
            MessageRow.read_at.is_(None),
        )
    )
    return session.scalar(query) or 0


def mark_opened(session: Session, user_id: int, now: datetime, ids: Sequence[int] | None) -> int:
    """Mark a person's unread inbox messages as read, all or those of *ids*; return how many."""
    turned = update(MessageRow).where(
        MessageRow.recipient_id == user_id,
        MessageRow.channel == "inbox",
        MessageRow.read_at.is_(None),
    )
    if ids is not None:
        turned = turned.where(MessageRow.id.in_(ids))
    marked = turned.values(read_at=now).returning(MessageRow.id)
    return len(session.execute(marked.execution_options(synchronize_session=False)).all())
