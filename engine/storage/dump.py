"""A PostgreSQL database written to one file and brought back, with nothing but its own rights.

Each table as ``COPY`` writes it, in one snapshot, in a zip with a list of contents. ``pg_dump``
would do for the database, but its version must fit the server's and it must be installed beside
the program; this needs neither, and the file says which release wrote it.
"""

import json
import zipfile
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

from engine.rules.errors import Conflict, Invalid, Locked, NotFound
from engine.storage.backup import Copy, Told, begin_file
from engine.storage.database import Database
from engine.storage.migrations.migrate import move_to
from engine.storage.models import Base
from engine.storage.tallies import DERIVED

FORMAT = 1
CONTENTS = "contents.json"
OURS = [table.name for table in Base.metadata.sorted_tables]
QUEUE = "procrastinate_jobs"  # of a cluster
_LIMITS = ("lock", "statement", "idle_in_transaction_session")


def dump(database: Database, target: Path, told: Told = lambda done, of: None) -> Copy:
    """Write all our tables to the new file *target*; return what it holds.

    Raises:
        NotFound: ``backup.no_database``. As ``engine.storage.backup.begin_file``.

    """
    begin_file(target)
    try:
        with database.engine.connect() as connection, connection.begin():
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            _take_time(connection)
            _write(connection, target, told)
        return look_into(target)
    except BaseException:
        target.unlink(missing_ok=True)
        raise


def _take_time(connection: Connection) -> None:
    for limit in _LIMITS:
        connection.exec_driver_sql(f"SET LOCAL {limit}_timeout = 0")


def _write(connection: Connection, target: Path, told: Told) -> None:
    there = set(_tables(connection))
    if "alembic_version" not in there:
        raise NotFound("backup.no_database")
    revision = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()
    names = [name for name in OURS if name in there and name not in DERIVED]
    contents: dict[str, Any] = {"format": FORMAT, "revision": revision, "tables": {}}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
        for number, name in enumerate(names):
            contents["tables"][name] = _write_table(connection, archive, name)
            told(number + 1, len(names))
        archive.writestr(CONTENTS, json.dumps(contents, indent=1))


def _write_table(connection: Connection, archive: zipfile.ZipFile, name: str) -> dict[str, Any]:
    columns = [row[0] for row in connection.execute(_COLUMNS, {"name": name})]
    spelled = ", ".join(f'"{column}"' for column in columns)
    digest = sha256()
    with archive.open(f"tables/{name}", "w", force_zip64=True) as file, _cursor(connection) as cur:
        with cur.copy(f'COPY "{name}" ({spelled}) TO STDOUT') as rows:
            for block in rows:
                digest.update(block)
                file.write(block)
        count = cur.rowcount
    return {"columns": columns, "rows": count, "sha256": digest.hexdigest()}


_COLUMNS = text(
    "SELECT column_name FROM information_schema.columns"
    " WHERE table_schema = current_schema() AND table_name = :name ORDER BY ordinal_position"
)


def _tables(connection: Connection) -> list[str]:
    query = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
    return [name for (name,) in connection.exec_driver_sql(query)]


def _cursor(connection: Connection) -> Any:
    bare = connection.connection.driver_connection
    assert bare is not None  # noqa: S101  # a connection just taken from the pool
    return bare.cursor()


def look_into(path: Path) -> Copy:
    """Read a dump again: every table's rows and digest are those in its list of contents.

    Raises:
        Invalid: ``backup.damaged``. NotFound: ``restore.no_file``.

    """
    if not path.is_file():
        raise NotFound("restore.no_file", file=str(path))
    try:
        with zipfile.ZipFile(path) as archive:
            contents = json.loads(archive.read(CONTENTS))
            for name, table in contents["tables"].items():
                if _digest(archive, f"tables/{name}") != table["sha256"]:
                    raise Invalid("backup.damaged", file=str(path))
            rows = {name: int(table["rows"]) for name, table in contents["tables"].items()}
            revision = str(contents["revision"])
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, TypeError) as error:
        raise Invalid("backup.damaged", file=str(path)) from error
    with path.open("rb") as file:
        whole = sha256()
        while block := file.read(1 << 20):
            whole.update(block)
    return Copy(path, revision, rows, whole.hexdigest())


def _digest(archive: zipfile.ZipFile, name: str) -> str:
    digest = sha256()
    with archive.open(name) as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def bring_back(
    database: Database, source: Path, *, force: bool, told: Told = lambda done, of: None
) -> Copy:
    """Make the database what *source* holds, all of it or nothing; return what it now is.

    Raises:
        NotFound, Invalid: as ``look_into``.
        Conflict: ``restore.exists``: there are tables and not *force*; ``restore.not_equal``.
        Locked: ``restore.in_use``: somebody is connected to this database.

    """
    wanted = look_into(source)
    with database.engine.connect() as connection, connection.begin():
        _take_time(connection)
        if (there := _tables(connection)) and not force:
            raise Conflict("restore.exists", file=database.url.database)
        _require_alone(connection)
        for name in {*OURS, "alembic_version"} & set(there):
            connection.exec_driver_sql(f'DROP TABLE "{name}" CASCADE')
        if QUEUE in there:  # its jobs speak of what was there before
            connection.exec_driver_sql(f"TRUNCATE {QUEUE} CASCADE")
        connection.exec_driver_sql("DROP FUNCTION IF EXISTS heshi_never() CASCADE")
        move_to(connection, wanted.revision)
        counts = _fill(connection, source, told)
        if counts != dict(wanted.rows):
            raise Conflict("restore.not_equal", file=str(source))
    return replace(wanted, rows=counts)


def _require_alone(connection: Connection) -> None:
    """Refuse while anybody else is connected: a server, on whatever machine."""
    query = (
        "SELECT coalesce(max(host(client_addr)), 'local') FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        " AND backend_type = 'client backend' HAVING count(*) > 0"
    )
    other = connection.exec_driver_sql(query).scalar()
    if other is not None:
        raise Locked("restore.in_use", holder=other)


def _fill(connection: Connection, source: Path, told: Told) -> dict[str, int]:
    counts: dict[str, int] = {}
    with zipfile.ZipFile(source) as archive:
        tables = json.loads(archive.read(CONTENTS))["tables"]
        for number, (name, table) in enumerate(tables.items()):
            spelled = ", ".join(f'"{column}"' for column in table["columns"])
            with archive.open(f"tables/{name}") as file, _cursor(connection) as cursor:
                with cursor.copy(f'COPY "{name}" ({spelled}) FROM STDIN') as rows:
                    while block := file.read(1 << 20):
                        rows.write(block)
                counts[name] = cursor.rowcount
            if table["columns"][:1] == ["id"]:
                _go_on_counting(connection, name)
            told(number + 1, len(tables))
    return counts


def _go_on_counting(connection: Connection, name: str) -> None:
    """Let the next row of a table take the key after the highest."""
    last = f'SELECT max(id) FROM "{name}"'  # noqa: S608  # a name of ours
    sequence = f"pg_get_serial_sequence('\"{name}\"', 'id')"
    connection.exec_driver_sql(f"SELECT setval({sequence}, ({last})) WHERE ({last}) IS NOT NULL")
