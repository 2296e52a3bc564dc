"""Copying a SQLite database whole, while it is in use, and bringing it back.

SQLite's own backup reads one consistent state without stopping anybody. A copy is worth something
only when it has been read again: both ways the result is opened, checked and counted.
PostgreSQL has its own tools; see docs/operations.md.
"""

import hashlib
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.engine import make_url

from engine.rules.errors import Conflict, Invalid, Locked, NotFound

PAGES = 256  # copied at a time, so that progress can be told
WAIT_SECONDS = 5.0
SUFFIXES = ("", "-wal", "-shm")
FILE_MODE = 0o600  # personal facts: the owner's eyes only
BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)

Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Copy:
    """A database file that has been read again: rows by table, its schema, its SHA-256."""

    path: Path
    revision: str
    rows: Mapping[str, int]
    sha: str

    @property
    def total(self) -> int:
        """How many rows it holds."""
        return sum(self.rows.values())


def sqlite_path(url: str) -> Path:
    """Return the file of a ``sqlite:///…`` URL.

    Raises:
        Conflict: ``backup.not_sqlite``: a PostgreSQL, or a database in memory.

    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        raise Conflict("backup.not_sqlite")
    return Path(parsed.database)


def begin_file(target: Path) -> None:
    """Make the new, empty file *target*, for its owner only.

    No folder is made for it: a missing one is mostly a disk that is not mounted or a name
    mistyped, and the copy would lie where nobody looks for it.

    Raises:
        As ``require_place``. Conflict: ``backup.not_written``: no right, no space.

    """
    require_place(target)
    try:
        target.touch(mode=FILE_MODE)
    except OSError as error:
        raise _not_written(target, error) from error


def require_place(target: Path) -> None:
    """Refuse a place where a copy cannot be written.

    Raises:
        NotFound: ``backup.no_folder``.
        Conflict: ``backup.is_folder``, or ``backup.exists``: *target* is there already;
            ``backup.not_written``: no right to look, a name too long.

    """
    try:
        folder, there = target.is_dir(), target.exists()
        around = target.parent.is_dir()
    except OSError as error:
        raise _not_written(target, error) from error
    if there:
        raise Conflict("backup.is_folder" if folder else "backup.exists", file=str(target))
    if not around:
        raise NotFound("backup.no_folder", folder=str(target.parent))


def _not_written(target: Path, error: Exception) -> Conflict:
    reason = getattr(error, "strerror", None) or str(error)
    return Conflict("backup.not_written", file=str(target), reason=reason)


def back_up(url: str, target: Path, told: Told = lambda done, of: None) -> Copy:
    """Copy the database into the new file *target* and read the copy again.

    *told* hears pages done and of how many.

    Raises:
        Conflict: ``backup.not_sqlite``. NotFound: ``backup.no_database``.
        As ``begin_file``. Invalid: ``backup.damaged``.

    """
    source = sqlite_path(url)
    if not source.is_file():
        raise NotFound("backup.no_database", file=str(source))
    begin_file(target)
    try:
        _copy(source, target, told)
        with _opened(target) as copy:
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, to be carried anywhere
        return inspect(target)
    except BaseException:
        _remove(target)
        raise


def restore(
    url: str,
    source: Path,
    now: datetime,
    *,
    force: bool = False,
    told: Told = lambda done, of: None,
) -> tuple[Copy, Path | None]:
    """Make the database what *source* holds; return what it now is and where the old one went.

    The old database is first copied beside itself (``….before-restore-…``), and only *force*
    lets it be replaced at all. Nobody may be serving it.

    Raises:
        NotFound: ``restore.no_file``. Invalid: ``backup.damaged``.
        Conflict: ``restore.exists`` without *force*; ``restore.not_equal`` if the count differs.
        Locked: ``restore.in_use``: a server still holds the lease on this database.

    """
    target = sqlite_path(url)
    if not source.is_file():
        raise NotFound("restore.no_file", file=str(source))
    wanted = inspect(source)
    kept: Path | None = None
    if target.exists() and target.stat().st_size:
        if not force:
            raise Conflict("restore.exists", file=str(target))
        _require_unused(target, now)
        kept = target.with_name(f"{target.name}.before-restore-{now:%Y%m%d-%H%M%S}")
        kept.touch(mode=FILE_MODE)
        _copy(target, kept, lambda done, of: None)
    target.parent.mkdir(parents=True, exist_ok=True)
    # Into the database, not over its file: whoever still has it open sees the new content.
    _copy(source, target, told)
    found = inspect(target)
    if (found.rows, found.revision) != (wanted.rows, wanted.revision):
        raise Conflict("restore.not_equal", file=str(target))
    return found, kept


def inspect(path: Path) -> Copy:
    """Check a database file and count its rows.

    Raises:
        Invalid: ``backup.damaged``: not a database of ours, or not whole.

    """
    try:
        with _opened(path, write=False) as database:
            sound = database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            orphans = database.execute("PRAGMA foreign_key_check").fetchone()
            (revision,) = database.execute("SELECT version_num FROM alembic_version").fetchone()
            rows = {name: _count(database, name) for name in sorted(_tables(database))}
    except (sqlite3.DatabaseError, TypeError) as error:
        raise Invalid("backup.damaged", file=str(path)) from error
    if not sound or orphans:
        raise Invalid("backup.damaged", file=str(path))
    return Copy(path, str(revision), rows, _digest(path))


@contextmanager
def _opened(path: Path, *, write: bool = True) -> Iterator[sqlite3.Connection]:
    mode = "rwc" if write else "ro"
    uri = f"{path.resolve().as_uri()}?mode={mode}"
    with closing(sqlite3.connect(uri, uri=True, timeout=WAIT_SECONDS)) as connection:
        yield connection


def _copy(source: Path, target: Path, told: Told) -> None:
    def progress(_: int, remaining: int, total: int) -> None:
        told(total - remaining, total)

    try:
        with _opened(source, write=False) as origin, _opened(target) as copy:
            origin.backup(copy, pages=PAGES, progress=progress)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode in BUSY:
            raise Locked("database.busy") from error
        raise _not_written(target, error) from error


def _require_unused(path: Path, now: datetime) -> None:
    """Refuse while a server's lease (engine.scheduler) runs; its times are UTC without a zone."""
    with _opened(path, write=False) as database:
        try:
            row = database.execute("SELECT holder, until FROM lease WHERE name='ticks'").fetchone()
        except sqlite3.DatabaseError:
            return  # damaged or foreign: nobody can be serving it
    if row and datetime.fromisoformat(row[1]).replace(tzinfo=now.tzinfo) > now:
        raise Locked("restore.in_use", holder=row[0])


def _tables(database: sqlite3.Connection) -> list[str]:
    query = "SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite_%'"
    return [name for (name,) in database.execute(query)]


def _count(database: sqlite3.Connection, table: str) -> int:
    quoted = table.replace('"', '""')
    (count,) = database.execute(f'SELECT count(*) FROM "{quoted}"').fetchone()  # noqa: S608
    return int(count)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _remove(path: Path) -> None:
    for suffix in SUFFIXES:
        path.with_name(path.name + suffix).unlink(missing_ok=True)
