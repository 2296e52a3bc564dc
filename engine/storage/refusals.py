"""What a database refuses, in our words: a busy, full, damaged or lost database, a taken key."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError

from engine.rules.errors import Conflict, Locked, NotFound, Stale

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
    "25P03": "database.unreachable",  # idle_in_transaction_session_timeout
    "57P01": "database.unreachable",  # admin_shutdown
    "57P02": "database.unreachable",  # crash_shutdown
    "57P03": "database.unreachable",  # cannot_connect_now
}
# A quota or a limit on files has no code of its own; PostgreSQL's function that adds a page has
# a name in every language.
_PG_INTERNAL = "XX000"
_PG_EXTENDING = {"mdextend", "mdzeroextend"}


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
    where = getattr(getattr(error.orig, "diag", None), "source_function", None)
    if state == _PG_INTERNAL and where in _PG_EXTENDING:
        return "database.full"
    lost = error.connection_invalidated or (state is None and isinstance(error, OperationalError))
    return _PG_DOWN.get(state or "") or ("database.unreachable" if lost else None)


def _is_unique(error: BaseException | None) -> bool:
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorcode", 0) in _SQLITE_UNIQUE
    return getattr(error, "sqlstate", None) == _PG_UNIQUE
