"""Leases: rows that say who does something on this database, and until when."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, or_, select
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from engine.storage.models import LeaseRow

EVER = 2  # a lease that runs out later than this many lengths from now is of another clock


def is_sqlite(session: Session) -> bool:
    """Say whether *session* writes to SQLite, where a writer is alone."""
    return session.get_bind().dialect.name == "sqlite"


def insert(session: Session, table: Any) -> Any:  # the dialects' inserts have no common type
    """Return an INSERT into *table* that may say what happens on a conflict."""
    return (sqlite_insert if is_sqlite(session) else pg_insert)(table)


class Leases:
    """What a piece of work can do with leases."""

    session: Session
    recorded_at: datetime

    def take_lease(self, name: str, holder: str, length: timedelta) -> bool:
        """Take or renew the lease *name* for *holder*; say whether it is ours now.

        One that runs out absurdly late was taken under a clock since set back: it is free.
        """
        until = self.recorded_at + length
        free = (
            (LeaseRow.until <= self.recorded_at)
            | (LeaseRow.holder == holder)
            | (LeaseRow.until > self.recorded_at + EVER * length)
        )
        statement = insert(self.session, LeaseRow).values(name=name, holder=holder, until=until)
        taken = statement.on_conflict_do_update(
            index_elements=["name"], set_={"holder": holder, "until": until}, where=free
        )
        return self.session.execute(taken.returning(LeaseRow.name)).first() is not None

    def release_lease(self, name: str, holder: str) -> None:
        """Give the lease back, if *holder* has it."""
        self.session.execute(
            delete(LeaseRow).where(LeaseRow.name == name, LeaseRow.holder == holder)
        )

    def lease_holder(self, name: str, *, lock: bool = False) -> str | None:
        """Return who has the lease *name*, also one that has run out; None if nobody.

        *lock* keeps others from it till the end of this work.
        """
        query = select(LeaseRow.holder).where(LeaseRow.name == name)
        return self.session.scalar(query.with_for_update() if lock else query)

    def leases_running(self, prefixes: Iterable[str]) -> int:
        """Return how many leases whose names begin with one of *prefixes* have not run out."""
        named = or_(*(LeaseRow.name.startswith(prefix) for prefix in prefixes))
        query = select(func.count()).where(named, LeaseRow.until > self.recorded_at)
        return self.session.scalar(query) or 0
