"""A database of its own for each contender, all alike: copies of one small county."""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg
from sqlalchemy import text
from sqlalchemy.engine import URL

from benchmarks._figures import postgres_county, sqlite_county
from benchmarks._ledgers import TABLE
from tests.journeys.world import County

Places = dict[str, str]  # contender → the address of its database


def _fill(county: County, cases: int) -> URL:
    """Put *cases* on record and the bare table beside them; let go of the database."""
    for _ in range(cases):
        county.register()
    database = county.desk.database
    with database.engine.begin() as link:
        link.execute(text(TABLE))
    database.dispose()  # on SQLite it writes the WAL back into the file
    return database.url


@contextmanager
def on_sqlite(names: Sequence[str], cases: int) -> Iterator[Places]:
    """Yield a file for each of *names*."""
    with sqlite_county() as county, tempfile.TemporaryDirectory(prefix="heshi-bench-") as folder:
        made = str(_fill(county, cases).database)
        paths = {name: Path(folder) / f"{name}.db" for name in names}
        for path in paths.values():
            shutil.copyfile(made, path)
        yield {name: f"sqlite:///{path}" for name, path in paths.items()}


@contextmanager
def on_postgres(
    names: Sequence[str], cases: int, empty: Sequence[str] = ()
) -> Iterator[Places | None]:
    """Yield a database for each of *names*, and an empty one for each of *empty*.

    All on one cluster; None where there is no PostgreSQL.
    """
    with postgres_county() as county:
        if county is None:
            yield None
            return
        url = _fill(county, cases)
        plain = url.set(drivername="postgresql")
        administrator = plain.set(database="postgres").render_as_string(hide_password=False)
        own = {name: f"{url.database}_{name}".replace("-", "_") for name in (*names, *empty)}
        with psycopg.connect(administrator, autocommit=True) as link:
            for name, database in own.items():
                template = url.database if name in names else "template0"
                link.execute(f'CREATE DATABASE "{database}" TEMPLATE "{template}"'.encode())
        try:
            yield {
                name: plain.set(database=database).render_as_string(hide_password=False)
                for name, database in own.items()
            }
        finally:
            with psycopg.connect(administrator, autocommit=True) as link:
                for database in own.values():
                    link.execute(f'DROP DATABASE "{database}" WITH (FORCE)'.encode())
