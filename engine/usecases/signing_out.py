"""Ending one session of a person; all of them end with the session version (``accounts``)."""

from datetime import datetime

from sqlalchemy import delete

from engine.desk import Desk
from engine.rules.errors import Conflict
from engine.rules.events import UserSignedOut
from engine.rules.permissions import Actor
from engine.storage.models import EndedSessionRow
from engine.storage.work import Work


def sign_out(desk: Desk, actor: Actor, name: str, until: datetime) -> None:
    """End the session *name* of *actor*, and remember so as long as a copy of it could be sent.

    A browser keeps a cookie for as long as the last answer said, and an answer that was on its
    way when somebody signed out brings the old one back: the next person at that desk would
    go on as the one before. What ended long ago is forgotten here, so nothing piles up.

    Args:
        desk: Where it happens.
        actor: Who signs out.
        name: The session's own name, drawn at random when it began.
        until: When its cookie expires, by the machine's clock, aware.

    """
    try:
        _end(desk, actor, name, until)
    except Conflict as error:
        if error.code != "record.exists":  # a second click at the same instant has ended it
            raise


def _end(desk: Desk, actor: Actor, name: str, until: datetime) -> None:
    with desk.work(actor) as work:
        if work.session.get(EndedSessionRow, name) is None:  # two clicks
            _forget(work)
            work.add(EndedSessionRow(name=name, until=until))
            work.record(UserSignedOut(user_id=actor.user_id))


def _forget(work: Work) -> None:
    over = EndedSessionRow.until < work.recorded_at
    work.session.execute(delete(EndedSessionRow).where(over))
