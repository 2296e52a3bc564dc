"""Bringing a database's tables to the revision this release wants, and refusing any other."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from engine.rules.errors import Conflict
from engine.storage.database import Database, to_write
from engine.storage.refusals import translated

_TURN = 4_837_201  # key of the advisory lock migrations take turns by on PostgreSQL


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def head() -> str:
    """Return the revision this release wants."""
    newest = ScriptDirectory.from_config(_config()).get_current_head()
    assert newest is not None  # noqa: S101  # the package ships at least one revision
    return newest


def revision_of(database: Database) -> str | None:
    """Return the revision of *database*; None when it has no tables of ours."""
    with translated(), database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def is_current(database: Database) -> bool:
    """Say whether *database* has exactly the tables this release wants."""
    return revision_of(database) == head()


def require_current(database: Database) -> None:
    """Return if *database* can be used by this release.

    Raises:
        Conflict: ``schema.missing`` (a new database), ``schema.old`` (run ``heshi migrate``) or
            ``schema.newer`` (the database was used by a later release).

    """
    found = revision_of(database)
    if found == head():
        return
    if found is None:
        raise Conflict("schema.missing", wanted=head())
    known = {each.revision for each in ScriptDirectory.from_config(_config()).walk_revisions()}
    raise Conflict("schema.old" if found in known else "schema.newer", found=found, wanted=head())


def migrate(database: Database, to: str = "head") -> None:
    """Bring *database* up (or, for an earlier revision or ``base``, down) to revision *to*.

    All of it or nothing. Two programs doing this at once take turns.

    Raises:
        Locked: the database is in use by a writer.

    """
    with translated(), database.alone(), database.engine.connect() as connection:
        if database.is_sqlite:
            _on_sqlite(connection, to)
        else:
            with connection.begin():
                for limit in ("lock", "statement", "idle_in_transaction_session"):
                    connection.exec_driver_sql(f"SET LOCAL {limit}_timeout = 0")
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_TURN})")
                move_to(connection, to)
    if not database.is_sqlite:
        database.dispose()  # what was prepared on its connections spoke of the tables before


def _on_sqlite(connection: Connection, to: str) -> None:
    # Batch mode drops and rebuilds tables; with foreign keys on, the drop would delete rows
    # elsewhere. The pragma does nothing inside a transaction, hence the bare connection.
    bare = connection.connection.driver_connection
    assert bare is not None  # noqa: S101  # a connection just taken from the pool
    bare.execute("PRAGMA foreign_keys=OFF")
    try:
        with to_write():
            transaction = connection.begin()
        with transaction:
            move_to(connection, to)
            orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if orphans:
                raise Conflict("schema.orphans", tables=sorted({row[0] for row in orphans}))
    finally:
        bare.execute("PRAGMA foreign_keys=ON")


def move_to(connection: Connection, to: str) -> None:
    """Bring the tables to revision *to* inside the connection's own transaction."""
    config = _config(connection)
    script = ScriptDirectory.from_config(config)
    current = MigrationContext.configure(connection).get_current_revision()
    target = script.get_current_head() if to == "head" else to
    if current == target:
        return
    later = current is not None and (target == "base" or _is_before(script, target, current))
    (command.downgrade if later else command.upgrade)(config, to)


def _is_before(script: ScriptDirectory, target: str | None, current: str) -> bool:
    before = {each.revision for each in script.iterate_revisions(current, "base")}
    return target in before


def draft(database: Database, message: str, revision: str) -> Any:
    """Write a new revision from what the models have and *database* (at head) has not.

    For developers; read what it wrote, it is a draft.
    """
    with database.engine.connect() as connection:
        return command.revision(
            _config(connection), message=message, autogenerate=True, rev_id=revision
        )
