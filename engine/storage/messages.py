"""Finding and marking messages: the outbox of each channel, the inbox of each person.

States of a message: ``queued`` waits for its ``next_at``; ``sending`` has been taken by a
deliverer, and if nothing more is heard of it, is sent again at ``next_at`` exactly as it was;
``sent``; ``superseded`` by a worse message about the same clock; ``off``: there was no way to
send it (channel not set up, no address, not wanted); ``dead``: given up, until somebody sets it
on its way again; ``discarded``: somebody decided that it will not be sent.

What goes out together is a lot: its messages share ``lot``, the key by which the other side can
tell that something was sent twice.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, or_, select, update
from sqlalchemy.orm import Session

from engine.storage.leases import insert
from engine.storage.models import MessageRow, NoticeRow, UserRow

ROBOT_TEST = "RobotTest"
QUEUED, SENDING, DEAD, DISCARDED = "queued", "sending", "dead", "discarded"
WAITING = (QUEUED, SENDING)
MOST_AT_ONCE = 500  # in one mail; what is left follows in the next


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


def waiting_for(session: Session, recipient_id: int, channel: str) -> Sequence[MessageRow]:
    """Return all that waits for a person in a channel, locked."""
    query = select(MessageRow).where(
        MessageRow.recipient_id == recipient_id,
        MessageRow.channel == channel,
        MessageRow.state.in_(WAITING),
    )
    return session.scalars(query.with_for_update()).all()


def only_trials(session: Session, recipient_id: int, channel: str) -> bool:
    """Say whether all that waits for a person in a channel is a trial of its robot."""
    if ":" not in channel:
        return False
    return all(row.kind == ROBOT_TEST for row in waiting_for(session, recipient_id, channel))


def interrupted_for(
    session: Session, recipient_id: int, channel: str, now: datetime
) -> Sequence[MessageRow]:
    """Return the oldest lot for a person that was taken and never heard of, as it was, locked."""
    first = session.execute(
        select(MessageRow.lot, MessageRow.next_at)
        .where(
            MessageRow.recipient_id == recipient_id,
            MessageRow.channel == channel,
            MessageRow.state == SENDING,
        )
        .order_by(MessageRow.next_at, MessageRow.id)
        .limit(1)
    ).first()
    if first is None or first.next_at > now:
        return ()
    return lot_of(session, first.lot, SENDING)


def lot_of(session: Session, lot: str, state: str) -> Sequence[MessageRow]:
    """Return the messages of a lot that are in *state*, in their order, locked."""
    query = (
        select(MessageRow)
        .where(MessageRow.lot == lot, MessageRow.state == state)
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


def oldest_waiting(session: Session, now: datetime) -> datetime | None:
    """Return since when the oldest due message has been waiting, or None."""
    query = select(func.min(MessageRow.next_at)).where(*_is_due(now))
    return session.scalar(query)


def due_channels(session: Session, now: datetime) -> tuple[str, ...]:
    """Return the channels in which something is due."""
    query = select(MessageRow.channel).where(*_is_due(now)).distinct()
    return tuple(sorted(session.scalars(query)))


def due_in(session: Session, channel: str, now: datetime) -> Sequence[MessageRow]:
    """Return what is due in a channel, locked; at most ``MOST_AT_ONCE``."""
    query = select(MessageRow).where(MessageRow.channel == channel, *_is_due(now))
    query = query.order_by(MessageRow.id).limit(MOST_AT_ONCE)
    return session.scalars(query.with_for_update(skip_locked=True)).all()


def _is_due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return MessageRow.state.in_(WAITING), MessageRow.next_at <= now


def revive(session: Session, now: datetime, message_id: int | None = None) -> int:
    """Set what was given up on its way again, all of it or one message with its lot; count it."""
    given_up = [MessageRow.state == DEAD]
    if message_id is not None:
        given_up.append(_with_its_lot(message_id))
    again = case((MessageRow.lot.is_(None), QUEUED), else_=SENDING)
    revived = (
        update(MessageRow)
        .where(*given_up)
        .values(state=again, next_at=now, tries=0, fault=None)
        .returning(MessageRow.id)
        .execution_options(synchronize_session=False)
    )
    return len(session.execute(revived).all())


def discard(session: Session, message_id: int, *, older: bool) -> int:
    """Put away a message that was given up and its lot, or with all *older* ones; count them."""
    chosen = MessageRow.id <= message_id if older else _with_its_lot(message_id)
    discarded = (
        update(MessageRow)
        .where(MessageRow.state == DEAD, chosen)
        .values(state=DISCARDED, next_at=None)
        .returning(MessageRow.id)
        .execution_options(synchronize_session=False)
    )
    return len(session.execute(discarded).all())


def _with_its_lot(message_id: int) -> ColumnElement[bool]:
    lot = select(MessageRow.lot).where(MessageRow.id == message_id).scalar_subquery()
    return or_(MessageRow.id == message_id, MessageRow.lot == lot)


def pace_of(session: Session, channel: str) -> NoticeRow:
    """Return the note on how fast *channel* may go on, locked; made if there is none."""
    name = f"channel:{channel}"
    there = insert(session, NoticeRow).values(name=name, value={}).on_conflict_do_nothing()
    session.execute(there)
    return session.get_one(NoticeRow, name, with_for_update=True)


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
