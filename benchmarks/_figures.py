"""Medians and other figures, and a county to measure in."""

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, event

from engine.clock import FixedClock
from engine.desk import Desk
from engine.resources import shipped_workflows
from engine.settings import Settings
from engine.storage import calendars
from engine.storage.database import Database
from engine.storage.migrations import migrate
from engine.storage.published import publish
from engine.workflow import Runner, read_folder
from tests import postgres
from tests.databases import create_postgres, drop_postgres
from tests.journeys.world import County, settle_county

MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # 09:00 in Beijing


def p90(values: Sequence[float]) -> float:
    """Return the value nine in ten stay below."""
    return sorted(values)[int(len(values) * 0.9)]


def spread(seconds: Sequence[float], unit: float = 1e3, name: str = "ms") -> str:
    """Return median and p90 of *seconds*, in words."""
    return f"median {median(seconds) * unit:.2f} {name}, p90 {p90(seconds) * unit:.2f} {name}"


def load() -> str:
    """Return in words how busy the machine has been: a time measured on it says little alone."""
    return "load " + " ".join(f"{each:.1f}" for each in os.getloadavg())


class Statements:
    """Counts the statements an engine sends, and the seconds spent in them and in commits."""

    def __init__(self, engine: Engine) -> None:
        self.count, self.seconds, self.committing = 0, 0.0, 0.0
        event.listen(engine, "before_cursor_execute", self._before)
        event.listen(engine, "after_cursor_execute", self._after)
        self._real = engine.dialect.do_commit
        engine.dialect.do_commit = self._commit  # type: ignore[method-assign]

    def _before(self, *_: object) -> None:
        self.count += 1
        self._began = perf_counter()

    def _after(self, *_: object) -> None:
        self.seconds += perf_counter() - self._began

    def _commit(self, dbapi_connection: Any) -> None:
        began = perf_counter()
        self._real(dbapi_connection)
        self.committing += perf_counter() - began


@contextmanager
def county_on(url: str) -> Iterator[County]:
    """Yield a small county ready for work on an empty database."""
    database = Database(url, wait_ms=10_000)
    migrate(database)
    clock = FixedClock(MONDAY)
    settings = Settings(database_url=url, secret_key="b" * 32)
    desk = Desk(settings, clock, database, Runner(), ZoneInfo("Asia/Shanghai"))
    with desk.work(None) as work:
        calendars.seed(work)
        publish(work, read_folder(shipped_workflows()))
        settle_county(work)
    yield County(desk, clock)
    database.dispose()


@contextmanager
def sqlite_county() -> Iterator[County]:
    """Yield a county on a SQLite file of its own (WAL, synchronous=FULL)."""
    with tempfile.TemporaryDirectory(prefix="heshi-bench-") as folder:
        with county_on(f"sqlite:///{Path(folder) / 'bench.db'}") as county:
            yield county


@contextmanager
def postgres_county() -> Iterator[County | None]:
    """Yield a county on PostgreSQL, or None where there is none.

    The cluster is that of ``HESHI_TEST_POSTGRES_URL``, else one of our own, which waits for the
    disk as a real one does.
    """
    given = os.environ.get("HESHI_TEST_POSTGRES_URL")
    if not given and postgres.binaries() is None:
        yield None
        return
    own = None if given else _durable_cluster()
    cluster, name = given or (own.url if own else ""), f"heshi_bench_{os.getpid()}"
    try:
        with county_on(create_postgres(cluster, name)) as county:
            yield county
        drop_postgres(cluster, name)
    finally:
        if own:
            own.stop()


def _durable_cluster() -> postgres.Cluster:
    postgres.SETTINGS.update(fsync="on", synchronous_commit="on", full_page_writes="on")
    return postgres.Cluster().start()
