"""The small county, settled once for each worker and day, then copied: SQL is quicker than we are.

SQLite: a file kept aside. PostgreSQL: tables of a schema beside ``public``.
"""

import sqlite3
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import text

from engine.desk import Desk
from engine.resources import shipped_workflows
from engine.storage import calendars
from engine.storage.database import Database
from engine.storage.published import publish
from engine.workflow import read_folder
from tests.databases import put_file
from tests.journeys.world import settle_county

KEEP = text(r"""
DO $$
DECLARE name text; filled boolean; last bigint;
BEGIN
  CREATE SCHEMA settled;
  CREATE TABLE settled.numbering (sequence text, last bigint);
  FOR name IN SELECT tablename FROM pg_tables
      WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM public.%I)', name) INTO filled;
    IF filled THEN
      EXECUTE format('CREATE TABLE settled.%1$I AS TABLE public.%1$I', name);
    END IF;
  END LOOP;
  INSERT INTO settled.numbering SELECT sequencename, last_value FROM pg_sequences
    WHERE schemaname = 'public' AND last_value IS NOT NULL;
END $$
""")
BRING_BACK = text(r"""
DO $$
DECLARE name text;
BEGIN
  SET LOCAL session_replication_role = replica;  -- rows refer to each other in any order
  FOR name IN SELECT tablename FROM pg_tables
      WHERE schemaname = 'settled' AND tablename <> 'numbering' LOOP
    EXECUTE format('INSERT INTO public.%1$I SELECT * FROM settled.%1$I', name);
  END LOOP;
  PERFORM setval(format('public.%I', sequence)\:\:regclass, last) FROM settled.numbering;
END $$
""")


@dataclass
class Settled:
    """What this worker has settled already, by database and instant."""

    folder: Path
    _kept: dict[tuple[str, datetime], Path] = field(default_factory=dict)

    def settle(self, desk: Desk) -> None:
        """Fill the empty database of *desk* with the county as it is at the desk's instant."""
        database = desk.database
        name = "sqlite" if database.is_sqlite else str(database.url)
        known = self._kept.get((name, desk.now()))
        if known is not None:
            _bring_back(database, known)
            return
        _write(desk)
        if database.is_sqlite or name not in {kept for kept, _ in self._kept}:
            path = self.folder / f"{len(self._kept)}.db"
            _keep(database, path)
            self._kept[name, desk.now()] = path


def _write(desk: Desk) -> None:
    with desk.work(None) as work:
        calendars.seed(work)
        publish(work, read_folder(shipped_workflows()))
        settle_county(work)


def _keep(database: Database, path: Path) -> None:
    with database.engine.begin() as connection:
        if database.is_sqlite:
            with sqlite3.connect(path) as aside:
                connection.connection.driver_connection.backup(aside)
            aside.close()
        else:
            connection.execute(KEEP)


def _bring_back(database: Database, path: Path) -> None:
    if database.is_sqlite:
        put_file(database, path)
    else:
        with database.engine.begin() as connection:
            connection.execute(BRING_BACK)
