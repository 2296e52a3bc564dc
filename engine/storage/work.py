"""A piece of work: one transaction, one instant, one person.

Use cases hold a ``Work`` and speak its verbs; reaching the end of the block commits, anything
raised rolls everything back.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from engine.rules.errors import NotFound
from engine.rules.permissions import Actor
from engine.storage.database import Database
from engine.storage.facts import plain
from engine.storage.models import (
    Base,
    CaseRow,
    CounterRow,
    EventRow,
    LeaseRow,
    MessageRow,
    NoticeRow,
    OfficeRow,
    TickRow,
)

Row = TypeVar("Row", bound=Base)
INBOX = "inbox"
EVER = 2  # a lease that runs out later than this many lengths from now is of another clock


@dataclass(frozen=True, slots=True)
class Message:
    """One thing to tell one person by one channel.

    ``key`` is what makes telling twice harmless. ``next_at`` is when it leaves (aware); a
    message of channel ``inbox`` does not travel and is there at once.
    """

    recipient_id: int
    channel: str
    kind: str
    key: str
    facts: Mapping[str, object] = field(default_factory=dict)
    urgent: bool = False
    next_at: datetime | None = None


class Work:
    """An open transaction with its instant and its person.

    ``now`` is the instant all of it counts as happened (a fired clock's due instant);
    ``recorded_at`` is when it is written down. ``actor`` is None when the clock acts.
    """

    def __init__(
        self, session: Session, now: datetime, recorded_at: datetime, actor: Actor | None
    ) -> None:
        self.session = session
        self.now = now
        self.recorded_at = recorded_at
        self.actor = actor

    @property
    def actor_id(self) -> int | None:
        """The acting person's user id; None when the clock acts."""
        return self.actor.user_id if self.actor else None

    def record(self, event: object, case: CaseRow | None = None) -> EventRow:
        """Write *event* (a dataclass instance) into the log; its class's name is its kind.

        The row gets its id with the next flush (``id_of``). Facts become plain JSON: dates and
        Decimals as text, enums as values.
        """
        row = EventRow(
            case_id=case.id if case else None,
            at=self.now,
            recorded_at=self.recorded_at,
            actor_id=self.actor_id,
            kind=type(event).__name__,
            facts=plain(asdict(event)),  # type: ignore[call-overload]  # any dataclass
        )
        self.session.add(row)
        return row

    def id_of(self, row: EventRow) -> int:
        """Return the id of an event just recorded."""
        if not row.id:
            self.session.flush()
        return row.id

    def case(self, code: str, *, lock: bool = False) -> CaseRow:
        """Return the case of that code; *lock* keeps other writers from it till the end.

        Raises:
            NotFound: ``case.unknown``.

        """
        query = select(CaseRow).where(CaseRow.code == code)
        row = self.session.scalar(query.with_for_update() if lock else query)
        if row is None:
            raise NotFound("case.unknown", case=code)
        return row

    def get(self, table: type[Row], key: object, *, lock: bool = False) -> Row:
        """Return the row of *table* with primary key *key* (a tuple if it has several parts).

        Raises:
            NotFound: ``record.unknown``.

        """
        row = self.session.get(table, key, with_for_update=True if lock else None)
        if row is None:
            raise NotFound("record.unknown", table=table.__tablename__, key=key)
        return row

    def office(self, office_id: int) -> OfficeRow:
        """Return an office; read once per piece of work."""
        return self.get(OfficeRow, office_id)

    def add(self, row: Row) -> Row:
        """Add *row* and return it with its id."""
        self.session.add(row)
        self.session.flush()
        return row

    def allot_serial(self, kind: str, office_id: int, year: int) -> int:
        """Return the next number, from 1, of *kind* in that office and Beijing year.

        The counter stays locked until this work ends: no gap, no number twice.
        """
        counter = self._insert(CounterRow).values(kind=kind, office_id=office_id, year=year, last=1)
        taken = counter.on_conflict_do_update(
            index_elements=["kind", "office_id", "year"], set_={"last": CounterRow.last + 1}
        )
        number: int = self.session.execute(taken.returning(CounterRow.last)).scalar_one()
        return number

    def queue(self, event: EventRow | None, message: Message) -> bool:
        """Put *message* about *event* into the outbox; say whether it is new.

        A key that is already there is left alone, without harm to the transaction.
        """
        self.session.flush()
        arrived = message.channel == INBOX
        values = {
            "event_id": self.id_of(event) if event else None,
            "case_id": event.case_id if event else None,
            "recipient_id": message.recipient_id,
            "channel": message.channel,
            "kind": message.kind,
            "facts": plain(message.facts),
            "key": message.key,
            "urgent": message.urgent,
            "state": "sent" if arrived else "queued",
            "next_at": None if arrived else message.next_at or self.now,
            "created_at": self.recorded_at,
            "sent_at": self.recorded_at if arrived else None,
        }
        statement = (
            self._insert(MessageRow).values(values).on_conflict_do_nothing(index_elements=["key"])
        )
        return self.session.execute(statement.returning(MessageRow.id)).first() is not None

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
        statement = self._insert(LeaseRow).values(name=name, holder=holder, until=until)
        taken = statement.on_conflict_do_update(
            index_elements=["name"], set_={"holder": holder, "until": until}, where=free
        )
        return self.session.execute(taken.returning(LeaseRow.name)).first() is not None

    def renew_lease(self, name: str, holder: str, length: timedelta) -> bool:
        """Prolong a lease *holder* still has; False when somebody else has taken it."""
        renewed = (
            update(LeaseRow)
            .where(LeaseRow.name == name, LeaseRow.holder == holder)
            .values(until=self.recorded_at + length)
            .returning(LeaseRow.name)
            .execution_options(synchronize_session=False)
        )
        return self.session.execute(renewed).first() is not None

    def release_lease(self, name: str, holder: str) -> None:
        """Give the lease back, if *holder* has it."""
        self.session.execute(
            delete(LeaseRow).where(LeaseRow.name == name, LeaseRow.holder == holder)
        )

    def notice(self, name: str) -> dict[str, Any] | None:
        """Return what is noted about the installation under *name*, or None."""
        return notice(self.session, name)

    def set_notice(self, name: str, value: Mapping[str, object]) -> None:
        """Note *value* about the installation under *name*."""
        self.session.merge(NoticeRow(name=name, value=plain(value)))
        self.session.flush()

    def note_tick(self, name: str, lag_seconds: float, handled: int, fault: str | None) -> None:
        """Note that tick *name* has run, how late it was and how much it did."""
        self.session.merge(
            TickRow(
                name=name,
                ran_at=self.recorded_at,
                lag_seconds=lag_seconds,
                handled=handled,
                fault=fault,
            )
        )
        self.session.flush()

    def _insert(self, table: type[Base]) -> Any:  # the two dialects' inserts have no common type
        dialect = self.session.get_bind().dialect.name
        return (sqlite_insert if dialect == "sqlite" else pg_insert)(table)


@contextmanager
def unit_of_work(
    database: Database, now: datetime, recorded_at: datetime, actor: Actor | None
) -> Iterator[Work]:
    """Open a transaction; commit if the block ends, roll back if it raises.

    Raises:
        Stale: another transaction changed one of our rows first.
        Locked: the database was taken for too long.
        Conflict: ``record.exists``, a unique key was taken meanwhile.

    """
    with database.write() as session:
        yield Work(session, now, recorded_at, actor)


def notice(session: Session, name: str) -> dict[str, Any] | None:
    """Return what is noted about the installation under *name*, or None."""
    value: dict[str, Any] | None = session.scalar(
        select(NoticeRow.value).where(NoticeRow.name == name)
    )
    return value
