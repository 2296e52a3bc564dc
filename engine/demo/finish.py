"""After the year has been played: quiet inboxes, a tidy database, and the mark of a demo."""

from datetime import datetime, timedelta

from sqlalchemy import text, update

from engine.desk import Desk, declare_demo
from engine.storage.database import Database
from engine.storage.models import MessageRow

UNREAD_DAYS = 3


def quieten(desk: Desk, now: datetime) -> None:
    """Mark old messages as read and all e-mail as sent: a newcomer is not flooded."""
    old = now - timedelta(days=UNREAD_DAYS)
    with desk.work(None) as work:
        work.session.execute(
            update(MessageRow)
            .where(MessageRow.created_at <= old, MessageRow.channel == "inbox")
            .values(read_at=MessageRow.created_at)
        )
        work.session.execute(
            update(MessageRow)
            .where(MessageRow.state == "queued")
            .values(state="sent", sent_at=MessageRow.created_at, next_at=None)
        )


def mark_as_demo(desk: Desk) -> None:
    """Note that this is a demo database, whose clock may be moved."""
    declare_demo(desk)


def tidy(database: Database) -> None:
    """Let the database learn what it holds, so that its plans are good from the first page on."""
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
