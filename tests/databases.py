"""Databases for tests: made once, handed out clean.

SQLite: one migrated file, copied per test, under one pool per worker. PostgreSQL: one migrated
database per worker; before each test the tables that were touched are emptied and their numbering
starts again.
"""

import shutil
from pathlib import Path

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url

from engine.storage.database import Database
from engine.storage.keyring import passing_chest
from engine.storage.migrations import migrate

EMPTY = text(r"""
DO $$
DECLARE name text; swollen text[] \:= '{}'; filled boolean;
BEGIN
  SET LOCAL session_replication_role = replica;  -- a superuser's word: the guards keep still
  FOR name IN SELECT tablename FROM pg_tables
      WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I)', name) INTO filled;
    -- a new file for a table takes thirty times as long as to delete the few rows of a test;
    -- but nobody vacuums here, so what is dead must go in the end
    IF pg_total_relation_size(format('%I', name)) > 2000000 THEN
      swollen \:= swollen || format('%I', name);
    ELSIF filled THEN
      EXECUTE format('DELETE FROM %I', name);
    END IF;
  END LOOP;
  IF cardinality(swollen) > 0 THEN
    EXECUTE 'TRUNCATE ' || array_to_string(swollen, ', ') || ' CASCADE';
  END IF;
  FOR name IN SELECT sequencename FROM pg_sequences
      WHERE schemaname = 'public' AND last_value IS NOT NULL LOOP
    PERFORM setval(format('%I', name)\:\:regclass, 1, false);
  END LOOP;
END $$
""")


def sqlite_template(folder: Path) -> Path:
    """Return a migrated SQLite file without a WAL beside it."""
    path = folder / "template.db"
    database = Database(f"sqlite:///{path}")
    migrate(database)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.dispose()
    return path


def sqlite_copy(template: Path, folder: Path) -> Database:
    """Return a fresh database in *folder*; nobody waits for the disk."""
    path = folder / "heshi.db"
    shutil.copyfile(template, path)
    return Database(f"sqlite:///{path}", wait_ms=1_000, durable=False)


def put_file(database: Database, content: Path) -> None:
    """Let an SQLite database hold what the file *content* holds; whoever had it open lost it.

    A pool that stays keeps what SQLAlchemy has compiled: a fifth of the time of most tests.
    """
    database.dispose()
    path = Path(str(database.url.database))
    for each in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
        each.unlink(missing_ok=True)
    shutil.copyfile(content, path)


def as_new(database: Database) -> Database:
    """Return it without what a test may have hung on it."""
    database.before_commit = None
    database.keep_keys(passing_chest())
    return database


def _administrator(url: str) -> Engine:
    spelled = make_url(url).set(drivername="postgresql+psycopg")
    return create_engine(spelled, isolation_level="AUTOCOMMIT")


def create_postgres(cluster_url: str, name: str) -> str:
    """Create an empty database *name* on the cluster (anew if it is there); return its URL."""
    administrator = _administrator(cluster_url)
    with administrator.connect() as connection:
        connection.exec_driver_sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.exec_driver_sql(f'CREATE DATABASE "{name}" TEMPLATE template0')
    administrator.dispose()
    return make_url(cluster_url).set(database=name).render_as_string(hide_password=False)


def drop_postgres(cluster_url: str, name: str) -> None:
    """Remove the database *name*, whoever is still connected."""
    administrator = _administrator(cluster_url)
    with administrator.connect() as connection:
        connection.exec_driver_sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    administrator.dispose()


def renew(database: Database) -> None:
    """Give every table of PostgreSQL a new file: plans follow what dead rows have left behind."""
    with database.engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        names = "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'"
        tables = connection.scalars(text(f"{names} AND tablename <> 'alembic_version'")).all()
        connection.execute(text(f"TRUNCATE {', '.join(tables)}"))


def empty(database: Database) -> None:
    """Empty every table that was touched; numbering starts at 1 again."""
    with database.engine.begin() as connection:
        connection.execute(EMPTY)
