"""One door to the database, the same for SQLite and PostgreSQL.

Writers are strict: on SQLite a write begins with ``BEGIN IMMEDIATE``, behind a lock of this
process (SQLite's own waiting sleeps up to 100 ms; a mutex wakes at once). Readers never take
that lock: a deferred ``BEGIN`` on SQLite (one snapshot), AUTOCOMMIT on PostgreSQL.
"""

import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.orm import Session, sessionmaker

from engine.rules.errors import Invalid, Locked
from engine.settings import Settings
from engine.storage.facts import json_text
from engine.storage.keyring import KeyChest, chest_of
from engine.storage.reading import LINK
from engine.storage.refusals import translated
from engine.storage.sealed import CHEST, chest_in
from engine.storage.trips import save_trips
from engine.storage.writing import WriteSession

WAIT_MS = 5_000  # for a lock somebody else holds, before we say Locked
STATEMENT_MS = 30_000  # no statement of ours may take longer (PostgreSQL)
IDLE_MS = 60_000  # no transaction may stand open with nothing asked (PostgreSQL)
# A peer that has gone without a word is noticed within a minute, also while nothing is asked.
KEEP_ALIVE = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}

_begin: ContextVar[str] = ContextVar("begin", default="BEGIN")
_writers: dict[str, threading.Lock] = {}
_writers_guard = threading.Lock()


class ReadSession(Session):
    """A session that refuses to write."""

    def flush(self, objects: Sequence[Any] | None = None) -> None:
        """Refuse: rows read for a screen are never changed.

        Raises:
            RuntimeError: always; somebody changed a row outside ``desk.work``.

        """
        raise RuntimeError("a read session was asked to write")


class Database:
    """A pool of connections and the two ways to use it.

    Args:
        url: ``sqlite:///path`` or ``postgresql://…`` (psycopg 3).
        wait_ms: how long a writer waits for a lock, in milliseconds.
        durable: False while a database is being made that is thrown away if the power fails:
            SQLite then does not wait for the disk.
        limits: PostgreSQL's ``statement_timeout`` and ``idle_in_transaction_session_timeout``,
            in milliseconds. SQLite knows neither.

    """

    def __init__(
        self,
        url: str,
        wait_ms: int = WAIT_MS,
        *,
        durable: bool = True,
        limits: tuple[int, int] = (STATEMENT_MS, IDLE_MS),
    ) -> None:
        self.durable = durable
        self.limits = limits
        self.url = read_url(url)
        self.wait_ms = wait_ms
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        # Called with every writing session just before it commits (engine.cluster).
        self.before_commit: Callable[[Session], None] | None = None
        self.engine = self._connect()
        self._mutex = _writer_of(self.url) if self.is_sqlite else None
        self.read_engine: Engine = (
            self.engine
            if self.is_sqlite
            else self.engine.execution_options(isolation_level="AUTOCOMMIT")
        )
        self._writes = sessionmaker(self.engine, class_=WriteSession, expire_on_commit=False)
        self._reads = sessionmaker(
            self.read_engine, class_=ReadSession, autoflush=False, expire_on_commit=False
        )

    def _connect(self) -> Engine:
        spelling: Any = {"json_serializer": json_text, "json_deserializer": orjson.loads}
        if self.is_sqlite:
            if self.url.database and not self.url.database.startswith("file:"):
                Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
            engine = create_engine(self.url, **spelling)
            event.listen(engine, "connect", self._prepare_sqlite)
            # Not by an event: an engine with a listener looks for listeners at every statement.
            engine.dialect.do_begin = _begin_sqlite  # type: ignore[assignment]
            return engine
        statement_ms, idle_ms = self.limits
        options = {
            "lock_timeout": self.wait_ms,
            "statement_timeout": statement_ms,
            "idle_in_transaction_session_timeout": idle_ms,
            "timezone": "UTC",
        }
        spelled = " ".join(f"-c {name}={value}" for name, value in options.items())
        engine = create_engine(
            self.url,
            **spelling,
            isolation_level="READ COMMITTED",
            pool_pre_ping=True,
            pool_size=10,
            max_overflow=10,
            pool_timeout=10,
            connect_args={"options": spelled, "connect_timeout": 10, **KEEP_ALIVE},
        )
        save_trips(engine)
        return engine

    def _prepare_sqlite(self, connection: sqlite3.Connection, _: object) -> None:
        # The driver must not begin transactions by itself; ``_begin_sqlite`` does.
        connection.isolation_level = None
        for pragma in (
            f"busy_timeout={self.wait_ms}",  # first: switching to WAL may have to wait
            "journal_mode=WAL",
            "foreign_keys=ON",
            "synchronous=FULL" if self.durable else "synchronous=OFF",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Open a transaction; commit if the block ends, roll back if it raises.

        Rows stay readable after the commit.

        Raises:
            Stale: another transaction changed one of our rows first.
            Locked: the database was taken for longer than ``wait_ms``.
            Conflict: ``record.exists``, a unique key was taken meanwhile.

        """
        with translated(), self.alone(), self._writes.begin() as session:
            with to_write():
                session.info[LINK] = session.connection()  # begins now, not at the first statement
            yield session
            if self.before_commit is not None:
                self.before_commit(session)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Open a session that only reads; it never waits for a writer.

        Raises:
            Locked: the database could not be read in time.

        """
        with translated(), self._reads() as session:
            yield session

    def alone(self) -> AbstractContextManager[None]:
        """Hold this process's turn to write (SQLite only; elsewhere nothing).

        Raises:
            Locked: ``database.busy`` when it took longer than ``wait_ms``.

        """
        return _turn(self._mutex, self.wait_ms) if self._mutex else nullcontext()

    @property
    def keys(self) -> KeyChest:
        """The keys of its encrypted columns and of the chain over its events."""
        return chest_in(self.engine.dialect)

    def keep_keys(self, chest: KeyChest) -> None:
        """Use *chest*; without one the keys end with the program, as a test's database does."""
        setattr(self.engine.dialect, CHEST, chest)

    def dispose(self) -> None:
        """Close all connections; the pool refills when used again."""
        self.engine.dispose()


def database_of(settings: Settings, *, durable: bool = True) -> Database:
    """Return the installation's database, waiting no longer than its settings say."""
    limits = (settings.statement_seconds * 1_000, settings.idle_transaction_seconds * 1_000)
    wait_ms = settings.lock_seconds * 1_000
    made = Database(settings.database_url, wait_ms, durable=durable, limits=limits)
    made.keep_keys(chest_of(settings))
    return made


def read_url(url: str) -> URL:
    """Read the address of a database; PostgreSQL is spoken to through psycopg 3.

    Raises:
        Invalid: ``database.url_unreadable``.

    """
    try:
        parsed = make_url(url)
    except Exception as error:
        raise Invalid("database.url_unreadable") from error
    if parsed.drivername == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    return parsed


def _writer_of(url: URL) -> threading.Lock:
    """One lock per file and process, however many ``Database`` objects are open on it."""
    path = str(Path(url.database).resolve()) if url.database else ""
    with _writers_guard:
        return _writers.setdefault(path, threading.Lock())


@contextmanager
def to_write() -> Iterator[None]:
    """Let a transaction that begins in this block take SQLite's write lock at once."""
    token = _begin.set("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        _begin.reset(token)


def _begin_sqlite(connection: Any) -> None:  # the driver's connection; PEP 249 has no type
    connection.execute(_begin.get())


@contextmanager
def _turn(mutex: threading.Lock, wait_ms: int) -> Iterator[None]:
    if not mutex.acquire(timeout=wait_ms / 1000):
        raise Locked("database.busy")
    try:
        yield
    finally:
        mutex.release()
