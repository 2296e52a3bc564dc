"""Messages that were given up, set on their way again by an administrator."""

from engine.desk import Desk
from engine.rules.errors import NotAllowed, NotFound
from engine.rules.events import MessagesRetried
from engine.rules.permissions import Action, Actor, Place, may
from engine.storage.messages import revive


def retry(desk: Desk, actor: Actor, message_id: int | None = None) -> int:
    """Let a message that was given up go again, or all of them; return how many do.

    One that may have arrived goes exactly as it went, with what went along and under the same key.

    Raises:
        NotAllowed: ``message.retry``. NotFound: ``message.not_given_up``.

    """
    if not may(actor, Action.ADMINISTER, Place()):
        raise NotAllowed("message.retry")
    with desk.work(actor) as work:
        count = revive(work.session, work.now, message_id)
        if message_id is not None and not count:
            raise NotFound("message.not_given_up")
        if count:
            work.record(MessagesRetried(count, message_id))
    return count
