"""Moving a whole installation from a SQLite file into an empty PostgreSQL database.

All of it or nothing: one transaction there, while nobody may write here. Every table is read
again from its new place, and is the same when the number of rows and the sum of their hashes
are. Values go over as they are kept: what is encrypted stays so, under the same keys.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Column, Connection, MetaData, Table, func, insert, inspect, select, text
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.types import TypeDecorator

from engine.rules.errors import Conflict, Invalid, Locked
from engine.storage.database import Database
from engine.storage.migrations import migrate, require_current, revision_of
from engine.storage.models import Base, LeaseRow
from engine.storage.models.base import UtcDateTime
from engine.storage.tallies import DERIVED, fold, settle

BATCH = 1_000  # rows sent at a time
MODULUS = 2**256
OWN = frozenset({"alembic_version"})  # in every database, and not moved
RELEASE = "release"  # the notice ``heshi migrate`` leaves in an otherwise empty database

Told = Callable[[int, int], None]

_KEYS = text(
    "SELECT conrelid\\:\\:regclass\\:\\:text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE contype = 'f' AND connamespace = current_schema()\\:\\:regnamespace"
)
_SEQUENCE = text("SELECT pg_get_serial_sequence(:name, 'id')")


@dataclass(frozen=True, slots=True)
class Moved:
    """One table as it is at both ends: its rows, and the sum of their SHA-256 in hex."""

    table: str
    rows: int
    digest: str


def move(source: Database, target: Database, now: datetime, told: Told) -> tuple[Moved, ...]:
    """Move everything from *source* to *target*; *told* hears rows done and of how many.

    Raises:
        Conflict: ``move.direction`` (not from SQLite to PostgreSQL), ``move.not_empty``,
            ``move.unknown_table``, ``move.not_equal`` (nothing was kept), ``schema.…``.
        Locked: ``move.in_use``: a server uses the source; ``database.busy``.
        Invalid: ``move.unreadable``: a table has what PostgreSQL cannot hold.

    """
    if not source.is_sqlite or target.is_sqlite:
        raise Conflict("move.direction")
    require_current(source)
    if revision_of(target) is None:
        migrate(target)
    require_current(target)
    with source.write() as session, target.engine.begin() as there:  # nobody writes meanwhile
        here = session.connection()
        _require_unused(here, now)
        tables = _tables(here)
        _require_empty(there, tables)
        for limit in ("lock", "statement", "idle_in_transaction_session"):
            there.exec_driver_sql(f"SET LOCAL {limit}_timeout = 0")
        keys = _loosen(there)
        moved = tuple(_copied(here, there, tables, told))
        settle(there)
        fold(there)
        for table, name, words in keys:  # which proves them all over again
            there.exec_driver_sql(f"ALTER TABLE {table} ADD CONSTRAINT {name} {words}")
        for each in tables:
            _number_on(there, each)
    return moved


def _require_unused(here: Connection, now: datetime) -> None:
    query = select(LeaseRow.holder).where(LeaseRow.until > now).limit(1)
    holder = here.scalar(query)
    if holder is not None:
        raise Locked("move.in_use", holder=holder)


def _tables(here: Connection) -> list[Table]:
    """Return every table of ours with its columns as they are kept, not as we read them."""
    unknown = set(inspect(here).get_table_names()) - Base.metadata.tables.keys() - OWN
    if unknown:
        raise Conflict("move.unknown_table", tables="、".join(sorted(unknown)))
    plain = MetaData()
    return [
        Table(each.name, plain, *(Column(column.name, _kept(column)) for column in each.columns))
        for each in Base.metadata.sorted_tables
        if each.name not in DERIVED  # its triggers make it there, too
    ]


def _kept(column: Column[Any]) -> Any:  # a column type; SQLAlchemy's own are generic in nothing
    kind = column.type
    if isinstance(kind, TypeDecorator) and not isinstance(kind, UtcDateTime):
        return kind.impl_instance
    return kind


def _require_empty(there: Connection, tables: Sequence[Table]) -> None:
    there.execute(text("DELETE FROM notice WHERE name = :name"), {"name": RELEASE})
    for table in tables:
        if there.execute(select(table).limit(1)).first() is not None:
            raise Conflict("move.not_empty", table=table.name)


def _loosen(there: Connection) -> list[tuple[str, str, str]]:
    """Take away every foreign key, so that rows may come in any order; return how they were."""
    keys = [(str(table), str(name), str(words)) for table, name, words in there.execute(_KEYS)]
    for table, name, _ in keys:
        there.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    return keys


def _copied(
    here: Connection, there: Connection, tables: Sequence[Table], told: Told
) -> Iterator[Moved]:
    counts = [here.scalar(select(func.count()).select_from(table)) or 0 for table in tables]
    done, whole = 0, sum(counts)
    for table, count in zip(tables, counts, strict=True):
        digest = _Digest()
        for rows in _batches(here, table):
            digest.take(rows)
            _send(there, table, rows)
            done += len(rows)
            told(done, whole)
        _require_equal(there, table, digest, count)
        yield Moved(table.name, digest.rows, digest.hex())


def _send(there: Connection, table: Table, rows: Sequence[Sequence[Any]]) -> None:
    names = [column.name for column in table.columns]
    try:
        there.execute(insert(table), [dict(zip(names, row, strict=True)) for row in rows])
    except (DataError, IntegrityError) as error:
        raise Invalid("move.unreadable", table=table.name) from error


def _require_equal(there: Connection, table: Table, sent: "_Digest", count: int) -> None:
    arrived = _Digest()
    for rows in _batches(there, table):
        arrived.take(rows)
    if (arrived.rows, arrived.hex()) != (sent.rows, sent.hex()) or sent.rows != count:
        raise Conflict("move.not_equal", table=table.name)


def _batches(connection: Connection, table: Table) -> Iterator[Sequence[Sequence[Any]]]:
    with connection.execute(select(table).execution_options(yield_per=BATCH)) as result:
        yield from result.partitions()


def _number_on(there: Connection, table: Table) -> None:
    """Let the table's own numbering go on after its last row."""
    if "id" not in table.columns:
        return
    last = there.scalar(select(func.max(table.c.id)))
    sequence = there.scalar(_SEQUENCE, {"name": f'"{table.name}"'})
    if last is not None and sequence is not None:
        there.execute(select(func.setval(sequence, last)))


class _Digest:
    """The sum of the rows' hashes: the same in whatever order they come."""

    def __init__(self) -> None:
        self.rows = 0
        self._sum = 0

    def take(self, rows: Sequence[Sequence[Any]]) -> None:
        for row in rows:
            spelled = json.dumps([_spelled(each) for each in row], ensure_ascii=False)
            self._sum += int.from_bytes(hashlib.sha256(spelled.encode()).digest())
        self.rows += len(rows)
        self._sum %= MODULUS

    def hex(self) -> str:
        return f"{self._sum:064x}"


def _spelled(value: Any) -> object:
    """Return a value as text that does not depend on which database it came from."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return hashlib.sha256(value).hexdigest()
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value
