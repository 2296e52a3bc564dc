"""Which cases a transaction has given something to do soon: heard from the rows themselves.

Only a cluster's programs listen (``listen``); elsewhere a clock that is written costs nothing more.
"""

from datetime import datetime

from sqlalchemy import Connection, event, inspect
from sqlalchemy.orm import Mapper, Session, object_session

from engine.storage.models import ClockRow

DUE = "cases due"


def listen() -> None:
    """Hear from now on of every clock written in this program."""
    for moment in ("after_insert", "after_update"):
        if not event.contains(ClockRow, moment, _noted):
            event.listen(ClockRow, moment, _noted)


def cases_due(session: Session) -> dict[int, datetime]:
    """Return case → earliest next instant (aware UTC) of what was written, and forget it."""
    due: dict[int, datetime] = session.info.pop(DUE, {})
    return due


def _noted(_: Mapper[ClockRow], __: Connection, clock: ClockRow) -> None:
    session = object_session(clock)
    changed = inspect(clock).attrs.next_at.history.has_changes()
    if session is None or clock.next_at is None or not changed:
        return
    due: dict[int, datetime] = session.info.setdefault(DUE, {})
    due[clock.case_id] = min(clock.next_at, due.get(clock.case_id, clock.next_at))
