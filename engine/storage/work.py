"""A piece of work: one transaction, one instant, one person.

Use cases hold a ``Work`` and speak its verbs; reaching the end of the block commits, anything
raised rolls everything back.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar, cast

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from engine.rules.errors import NotFound
from engine.rules.permissions import Actor
from engine.storage.database import Database
from engine.storage.facts import plain, told
from engine.storage.keys import into_outbox, next_key, next_number, write_events
from engine.storage.leases import Leases, insert, is_sqlite
from engine.storage.letters import Message, envelope
from engine.storage.models import (
    Base,
    CaseRow,
    ClockRow,
    EventRow,
    MessageRow,
    NoticeRow,
    OfficeRow,
    ProcessRow,
    TickRow,
    WorkItemRow,
)
from engine.storage.reading import ask, connection_of, find
from engine.storage.trips import post

Row = TypeVar("Row", bound=Base)
Keyed = TypeVar("Keyed", CaseRow, ClockRow, ProcessRow, WorkItemRow)
Happened = Callable[[], object] | None  # an event that is made when all keys are known
Letter = Callable[[], Message]
NOTED = select(NoticeRow.value).where(NoticeRow.name == bindparam("name"))
NEW_EVENT = EventRow.__mapper__.class_manager.new_instance
QUIET = {"autoflush": False}  # for reading what this work does not change


class Work(Leases):
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
        self.gathered: dict[Hashable, list[Any]] = {}  # lists a use case reads once (caseload)
        # a session forgets rows nobody holds, and reads them again
        self._kept: dict[tuple[type[Base], object], Base] = {}
        self._book: list[tuple[EventRow, Happened]] = []
        self._letters: list[tuple[EventRow | None, Letter]] = []

    @property
    def actor_id(self) -> int | None:
        """The acting person's user id; None when the clock acts."""
        return self.actor.user_id if self.actor else None

    def record(self, event: object, case: CaseRow | None = None) -> EventRow:
        """Write *event* (a dataclass instance) into the log; its class's name is its kind.

        An event about a row that has no key yet is given as a function that makes it. All are
        written together, in order, when the work ends or an id is asked for (``id_of``). Facts
        become plain JSON: dates and Decimals as text, enums as values.
        """
        row: EventRow = NEW_EVENT()  # in no session: nobody listens to it
        vars(row).update(id=None, case_id=case.id if case else None, actor_id=self.actor_id)
        vars(row).update(at=self.now, recorded_at=self.recorded_at)
        late = event if callable(event) else None
        if late is None:
            vars(row).update(told(event))
        self._book.append((row, late))
        return row

    def id_of(self, row: EventRow) -> int:
        """Return the id of an event just recorded."""
        if not row.id:
            self._enter()
        return row.id

    def _enter(self) -> None:
        book, self._book = self._book, []
        self.session.flush()  # gives the rows these events speak of their keys
        for row, late in book:
            if late is not None:
                vars(row).update(told(late()))
        write_events(self.session, [row for row, _ in book])

    def enter(self, row: Keyed) -> Keyed:
        """Give a new row of ``KEYED`` its key; it is written when this work ends, or before."""
        row.id = next_key(self.session, type(row))
        self.session.add(row)
        self._kept[type(row), row.id] = row
        return row

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
        if lock:
            row = self.session.get(table, key, with_for_update=True)
        elif (kept := self._kept.get((table, key))) is not None:
            return cast("Row", kept)
        else:  # what is still to be written and has a key is kept
            row = find(self.session, table, key)
        if row is None:
            raise NotFound("record.unknown", table=table.__tablename__, key=key)
        self._kept[table, key] = row
        return row

    def keep(self, row: Row) -> Row:
        """Keep a row that has just been read and has one key, so that ``get`` finds it."""
        self._kept[type(row), cast("Any", row).id] = row
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

        Offices that print the same word count together. The counter stays locked until this
        work ends: no gap, no number twice.
        """
        line = {"kind": kind, "office_id": office_id, "year": year}
        # past the session: there is nothing in it that the counter would have to wait for
        taken = connection_of(self.session).execute(next_number(is_sqlite(self.session)), line)
        number: int = taken.scalar_one()
        return number

    def queue(self, event: EventRow | None, message: Message) -> bool:
        """Put *message* about *event* into the outbox; say whether it is new.

        A key that is already there is left alone, without harm to the transaction.
        """
        self._enter()
        values = envelope(message, event, self.now, self.recorded_at)
        statement = (
            insert(self.session, MessageRow)
            .values(values)
            .on_conflict_do_nothing(index_elements=["key"])
        )
        return self.session.execute(statement.returning(MessageRow.id)).first() is not None

    def post(self, event: EventRow | None, letter: Letter) -> None:
        """Put a message about *event* into the outbox when this work ends, all in one go.

        *letter* makes the message then, when all keys are known. As for ``queue``, a message
        whose key is already there is left alone.
        """
        self._letters.append((event, letter))

    def finish(self) -> None:
        """Write what has been put off; the transaction may then be committed."""
        self._enter()
        letters, self._letters = self._letters, []
        if letters:
            rows = [
                envelope(letter(), event, self.now, self.recorded_at) for event, letter in letters
            ]
            outbox = into_outbox(is_sqlite(self.session))
            post(connection_of(self.session), outbox, rows)  # one statement for all

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
        work = Work(session, now, recorded_at, actor)
        yield work
        work.finish()


def notice(session: Session, name: str) -> dict[str, Any] | None:
    """Return what is noted about the installation under *name*, or None."""
    found = ask(session, NOTED, {"name": name})
    return found[0][0] if found else None
