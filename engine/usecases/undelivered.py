"""Messages that were given up: set on their way again by an administrator, or put away."""

from engine.desk import Desk
from engine.rules.errors import Invalid, NotAllowed, NotFound
from engine.rules.events import MessagesDiscarded, MessagesRetried
from engine.rules.permissions import Action, Actor, Place, may
from engine.storage import messages

MAX_REASON = 500


def retry(desk: Desk, actor: Actor, message_id: int | None = None) -> int:
    """Let a message that was given up go again, or all of them; return how many do.

    One that may have arrived goes exactly as it went, with what went along and under the same key.

    Raises:
        NotAllowed: ``message.retry``. NotFound: ``message.not_given_up``.

    """
    if not may(actor, Action.ADMINISTER, Place()):
        raise NotAllowed("message.retry")
    with desk.work(actor) as work:
        count = messages.revive(work.session, work.now, message_id)
        if message_id is not None and not count:
            raise NotFound("message.not_given_up")
        if count:
            work.record(MessagesRetried(count, message_id))
    return count


def discard(desk: Desk, actor: Actor, message_id: int, reason: str, *, older: bool = False) -> int:
    """Put away a message that was given up, for a reason on record; return how many went.

    What would go again together with it goes along. *older*: all that were given up and are not
    newer than it, so that what came in meanwhile stays. The inbox has them all the same.

    Raises:
        NotAllowed: ``message.retry``. Invalid: ``message.discard``: no reason, or too long.
        NotFound: ``message.not_given_up``.

    """
    if not may(actor, Action.ADMINISTER, Place()):
        raise NotAllowed("message.retry")
    reason = reason.strip()
    if not reason or len(reason) > MAX_REASON:
        fault = "too_long" if reason else "required"
        raise Invalid("message.discard", fields={"reason": fault})
    with desk.work(actor) as work:
        count = messages.discard(work.session, message_id, older=older)
        if not count:
            raise NotFound("message.not_given_up")
        work.record(MessagesDiscarded(count, None if older else message_id, reason))
    return count
