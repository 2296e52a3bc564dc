"""The queue's own tables, beside ours in one PostgreSQL database; ``heshi migrate`` lays them.

They are Procrastinate's, not ours: our revisions and models know nothing of them. A new database
gets its whole schema; one that has an earlier schema gets what was added since, in order.
"""

from pathlib import Path

from procrastinate.schema import SchemaManager
from sqlalchemy import Connection, text

from engine.rules.errors import Conflict
from engine.storage.database import Database
from engine.storage.refusals import translated

_TURN = 4_837_202  # key of the advisory lock by which two programs take turns
_THERE = text("SELECT to_regclass('procrastinate_jobs') IS NOT NULL")
# The last of Procrastinate's steps this database has stands in the table's comment.
_STEP = text(r"SELECT coalesce(obj_description('procrastinate_jobs'\:\:regclass, 'pg_class'), '')")
_NOTE = "COMMENT ON TABLE procrastinate_jobs IS '{step}'"


def lay_queue(database: Database) -> str:
    """Make or bring up to date the queue's tables on PostgreSQL; return the step reached.

    All of it or nothing. Our own tables must be there already.
    """
    steps = _steps()
    with translated(), database.engine.connect() as connection, connection.begin():
        connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_TURN})")
        if not connection.scalar(_THERE):
            _run(connection, SchemaManager.get_schema())
        else:
            reached = connection.scalar(_STEP) or ""
            for name, step in steps.items():
                if name > reached:
                    _run(connection, step)
        connection.exec_driver_sql(_NOTE.format(step=max(steps)))
    return max(steps)


def require_queue(database: Database) -> None:
    """Return if the queue's tables are there.

    Raises:
        Conflict: ``schema.queue``.

    """
    with translated(), database.engine.connect() as connection:
        if not connection.scalar(_THERE):
            raise Conflict("schema.queue")


def _steps() -> dict[str, str]:
    """Return Procrastinate's schema changes by name, which is their order."""
    folder = Path(SchemaManager.get_migrations_path())
    return {path.stem: path.read_text("utf-8") for path in sorted(folder.glob("*.sql"))}


def _run(connection: Connection, sql: str) -> None:
    # Straight through the driver: several statements at once, and a lone % stays one.
    raw = connection.connection.driver_connection
    assert raw is not None  # noqa: S101  # a connection just taken from the pool
    raw.execute(sql)
