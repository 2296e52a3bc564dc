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
    for moment, noted in (("after_insert", _noted), ("after_update", _noted_if_moved)):
        if not event.contains(ClockRow, moment, noted):
            event.listen(ClockRow, moment, noted)


def cases_due(session: Session) -> dict[int, datetime]:
    """Return case → earliest next instant (aware UTC) of what was written, and forget it."""
    due: dict[int, datetime] = session.info.pop(DUE, {})
    return due


def _noted_if_moved(mapper: Mapper[ClockRow], link: Connection, clock: ClockRow) -> None:
    if inspect(clock).attrs.next_at.history.has_changes():
        _noted(mapper, link, clock)


def _noted(_: Mapper[ClockRow], __: Connection, clock: ClockRow) -> None:
    session = object_session(clock)
    if session is None or clock.next_at is None:
        return
    due: dict[int, datetime] = session.info.setdefault(DUE, {})
    due[clock.case_id] = min(clock.next_at, due.get(clock.case_id, clock.next_at))
