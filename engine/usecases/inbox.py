"""A person's inbox: how much is new, and opening it."""

from engine.desk import Desk
from engine.rules.errors import NotFound
from engine.rules.permissions import Actor
from engine.storage.messages import count_unread, mark_opened
from engine.storage.models import MessageRow


def unread_count(desk: Desk, actor: Actor) -> int:
    """Return how many messages the actor has not opened yet."""
    with desk.read() as session:
        return count_unread(session, actor.user_id)


def mark_read(desk: Desk, actor: Actor, message_id: int) -> None:
    """Mark one message of the actor's inbox as read; once read it stays as it was.

    Raises:
        NotFound: ``record.unknown``: no such message, or somebody else's.

    """
    with desk.work(actor) as work:
        row = work.session.get(MessageRow, message_id)
        if row is None or row.recipient_id != actor.user_id or row.channel != "inbox":
            raise NotFound("record.unknown", table="message", key=message_id)
        mark_opened(work.session, actor.user_id, work.recorded_at, [message_id])


def mark_all_read(desk: Desk, actor: Actor) -> int:
    """Mark everything in the actor's inbox as read; return how many that were."""
    with desk.work(actor) as work:
        return mark_opened(work.session, actor.user_id, work.recorded_at, None)
