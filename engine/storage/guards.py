"""Triggers that forbid changing and deleting events, seals and points, on both databases.

They guard against slips and against people with a database client, not against the owner of the
database: what gets past them, the chain shows. Whoever must rebuild a guarded table (a migration,
a restore) does so inside ``lifted``; nothing else in the program lifts them.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

PROOF = ("event", "seal")
GUARDED = (*PROOF, "point_entry")
_REFUSED = "heshi: rows of % are never changed or deleted"

_PG_FUNCTION = f"""
CREATE OR REPLACE FUNCTION heshi_never() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{_REFUSED}', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def guard(connection: Connection, tables: tuple[str, ...] = GUARDED) -> None:
    """Make the triggers of *tables*, and of no others; those that are there are made anew."""
    unguard(connection)
    sqlite = connection.dialect.name == "sqlite"
    if not sqlite:
        connection.exec_driver_sql(_PG_FUNCTION.replace("%", "%%"))
    for table in tables:
        for statement in _on_sqlite(table) if sqlite else _on_postgresql(table):
            connection.exec_driver_sql(statement)


def unguard(connection: Connection) -> None:
    """Take the triggers away."""
    if connection.dialect.name == "sqlite":
        for table in GUARDED:
            for act in ("update", "delete", "replace"):
                connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {table}_never_{act}")
        return
    for table in GUARDED:
        for act in ("changed", "emptied"):
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {table}_never_{act} ON {table}")
    connection.exec_driver_sql("DROP FUNCTION IF EXISTS heshi_never()")


@contextmanager
def lifted(connection: Connection) -> Iterator[None]:
    """Take the triggers away for a block in one transaction, and put them back."""
    unguard(connection)
    yield
    guard(connection)


def _on_sqlite(table: str) -> Iterator[str]:
    refused = f"SELECT RAISE(ABORT, '{_REFUSED.replace('%', table)}');"
    for act in ("update", "delete"):
        yield (
            f"CREATE TRIGGER {table}_never_{act} BEFORE {act.upper()} ON {table}"
            f" BEGIN {refused} END"
        )
    key = "position" if table == "seal" else "id"
    # INSERT OR REPLACE deletes without asking the trigger above
    there = f"EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key})"  # noqa: S608
    yield (
        f"CREATE TRIGGER {table}_never_replace BEFORE INSERT ON {table}"
        f" WHEN {there} BEGIN {refused} END"
    )


def _on_postgresql(table: str) -> Iterator[str]:
    yield (
        f"CREATE TRIGGER {table}_never_changed BEFORE UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION heshi_never()"
    )
    yield (
        f"CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION heshi_never()"
    )
