"""A PostgreSQL database with the queue beside our tables, and workers that can be killed."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from sqlalchemy import text

from engine.cluster import lay_queue
from engine.storage.database import Database
from engine.storage.migrations import migrate
from tests.architecture.tree import ROOT
from tests.databases import create_postgres, drop_postgres, empty
from tests.journeys.conftest import county  # noqa: F401  # checks the invariants afterwards
from tests.journeys.world import County


@pytest.fixture(scope="session")
def queued_postgres(postgres_url: str) -> Iterator[Database]:
    name = f"heshi_queue_{os.getpid()}"
    made = Database(create_postgres(postgres_url, name), wait_ms=1_000)
    migrate(made)
    lay_queue(made)
    yield made
    made.dispose()
    drop_postgres(postgres_url, name)


@pytest.fixture
def database(queued_postgres: Database) -> Database:
    empty(queued_postgres)
    queued_postgres.before_commit = None
    return queued_postgres


def until(what: Callable[[], object], seconds: float = 180) -> None:
    """Wait until *what* holds, or fail."""
    ends = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < ends, f"still not so after {seconds} s"
        time.sleep(0.05)  # noqa: TID251  # another process, which tells us nothing


@dataclass
class Site:
    """The machines beside the test: starts workers, looks into the queue, holds cases."""

    county: County
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return self.county.desk.database.url.render_as_string(hide_password=False)

    def start_worker(self) -> subprocess.Popen[bytes]:
        words = [sys.executable, "-m", "tests.cluster.worker", self.url]
        words.append(self.county.desk.now().isoformat())
        started = subprocess.Popen(words, cwd=ROOT, stderr=subprocess.PIPE)
        self.workers.append(started)
        return started

    def ask(self, query: str, **values: object) -> list[tuple[object, ...]]:
        with self.county.desk.read() as session:
            return [tuple(row) for row in session.execute(text(query), values)]

    def jobs(self, *codes: str) -> list[tuple[object, ...]]:
        """Return status and time of the jobs of these cases (all, if none is named)."""
        locks = {f"case:{self.county.case(code).id}" for code in codes}
        found = self.ask(
            "SELECT lock, status, scheduled_at FROM procrastinate_jobs"
            " WHERE task_name = 'case' ORDER BY id"
        )
        return [(status, at) for lock, status, at in found if not codes or lock in locks]

    @contextmanager
    def held(self, code: str) -> Iterator[None]:
        """Keep a case's row locked: whoever works on it stands still in the middle."""
        query = text('SELECT 1 FROM "case" WHERE code = :code FOR UPDATE')
        with self.county.desk.database.engine.connect() as other:
            other.execute(query, {"code": code})
            yield
            other.rollback()


@pytest.fixture
def site(county: County) -> Iterator[Site]:  # noqa: F811
    made = Site(county)
    yield made
    for each in made.workers:
        each.kill()
        each.communicate()
