"""One door to the database, the same for SQLite and PostgreSQL.

Writers are strict: on SQLite a write begins with ``BEGIN IMMEDIATE``, behind a lock of this
process (SQLite's own waiting sleeps up to 100 ms; a mutex wakes at once). Readers never take
that lock: a deferred ``BEGIN`` on SQLite (one snapshot), AUTOCOMMIT on PostgreSQL.
"""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.orm.exc import StaleDataError

from engine.rules.errors import Conflict, Invalid, Locked, NotFound, Stale

WAIT_MS = 5_000  # for a lock somebody else holds, before we say Locked
STATEMENT_MS = 30_000  # no statement of ours may take longer
_SQLITE_BUSY = {5, 6}  # SQLITE_BUSY, SQLITE_LOCKED
_SQLITE_UNIQUE = {1555, 2067}  # SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_UNIQUE
_PG_BUSY = {"55P03", "40P01", "40001", "57014"}  # lock timeout, deadlock, serialization, timeout
_PG_UNIQUE = "23505"
_PG_TOO_WIDE = "22003"
_SQLITE_DOWN = {
    8: "database.readonly",  # SQLITE_READONLY
    10: "database.unreachable",  # SQLITE_IOERR
    11: "database.damaged",  # SQLITE_CORRUPT
    13: "database.full",  # SQLITE_FULL
    14: "database.unreachable",  # SQLITE_CANTOPEN
    26: "database.damaged",  # SQLITE_NOTADB
}
_PG_DOWN = {
    "25006": "database.readonly",  # read_only_sql_transaction
    "53100": "database.full",  # disk_full
    "53300": "database.unreachable",  # too_many_connections
    "57P01": "database.unreachable",  # admin_shutdown
    "57P02": "database.unreachable",  # crash_shutdown
    "57P03": "database.unreachable",  # cannot_connect_now
}

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

    """

    def __init__(self, url: str, wait_ms: int = WAIT_MS, *, durable: bool = True) -> None:
        self.durable = durable
        self.url = _normal(url)
        self.wait_ms = wait_ms
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = self._connect()
        self._mutex = _writer_of(self.url) if self.is_sqlite else None
        self._write_engine = self.engine.execution_options(heshi_write=True)
        self.read_engine: Engine = (
            self.engine
            if self.is_sqlite
            else self.engine.execution_options(isolation_level="AUTOCOMMIT")
        )
        self._writes = sessionmaker(self._write_engine, expire_on_commit=False)
        self._reads = sessionmaker(
            self.read_engine, class_=ReadSession, autoflush=False, expire_on_commit=False
        )

    def _connect(self) -> Engine:
        if self.is_sqlite:
            if self.url.database and not self.url.database.startswith("file:"):
                Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
            engine = create_engine(self.url)
            event.listen(engine, "connect", self._prepare_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
            return engine
        limits = f"-c lock_timeout={self.wait_ms} -c statement_timeout={STATEMENT_MS}"
        return create_engine(
            self.url,
            isolation_level="READ COMMITTED",
            pool_pre_ping=True,
            pool_size=10,
            max_overflow=10,
            pool_timeout=10,
            connect_args={"options": f"{limits} -c timezone=UTC", "connect_timeout": 10},
        )

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
            session.connection()  # begins now, not at the first statement
            yield session

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

    def dispose(self) -> None:
        """Close all connections; the pool refills when used again."""
        self.engine.dispose()


def _normal(url: str) -> URL:
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


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("heshi_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def _turn(mutex: threading.Lock, wait_ms: int) -> Iterator[None]:
    if not mutex.acquire(timeout=wait_ms / 1000):
        raise Locked("database.busy")
    try:
        yield
    finally:
        mutex.release()


@contextmanager
def translated() -> Iterator[None]:
    """Turn the database's refusals into ours; others pass unchanged.

    Raises:
        Stale, Locked, Conflict: as ``Database.write``.
        NotFound: a number no column can hold was asked for: there is no such record.

    """
    try:
        yield
    except StaleDataError as error:
        raise Stale("record.changed") from error
    except PoolTimeout as error:
        raise Locked("database.busy") from error
    except OverflowError as error:  # SQLite's driver: wider than any key
        raise NotFound("record.unknown") from error
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) == _PG_TOO_WIDE:
            raise NotFound("record.unknown") from error  # nothing has such a key
        if _is_busy(error.orig):
            raise Locked("database.busy") from error
        if isinstance(error, IntegrityError) and _is_unique(error.orig):
            raise Conflict("record.exists") from error
        if code := _down(error):
            raise Locked(code) from error
        raise


def _is_busy(error: BaseException | None) -> bool:
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorcode", 0) & 0xFF in _SQLITE_BUSY
    return getattr(error, "sqlstate", None) in _PG_BUSY


def _down(error: DBAPIError) -> str | None:
    """Return the code of a database that does not work now, whatever is asked of it."""
    if isinstance(error.orig, sqlite3.Error):
        return _SQLITE_DOWN.get(getattr(error.orig, "sqlite_errorcode", 0) & 0xFF)
    state = getattr(error.orig, "sqlstate", None)
    lost = error.connection_invalidated or (state is None and isinstance(error, OperationalError))
    return _PG_DOWN.get(state or "") or ("database.unreachable" if lost else None)


def _is_unique(error: BaseException | None) -> bool:
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorcode", 0) in _SQLITE_UNIQUE
    return getattr(error, "sqlstate", None) == _PG_UNIQUE
