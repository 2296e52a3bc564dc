"""What every test may ask for.

``database`` (and all that stands on it: ``desk``) makes a test run twice: on SQLite and on
PostgreSQL. The PostgreSQL cluster is the one of ``HESHI_TEST_POSTGRES_URL``, else our own.
"""

from __future__ import annotations

import gc
import itertools
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import hypothesis
import pytest

from engine.clock import FixedClock
from tests.postgres import Cluster

if TYPE_CHECKING:  # the pure rooms are tested without loading a database
    from engine.desk import Desk
    from engine.storage.database import Database
    from engine.workflow import Runner
    from tests.settled import Settled

POSTGRES_URL = "HESHI_TEST_POSTGRES_URL"
MONDAY_MORNING = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # 09:00 in Beijing
BACKENDS = ["sqlite", "postgresql"]

# A busy machine is no fault of an example; what must be fast is measured in benchmarks/.
hypothesis.settings.register_profile("heshi", deadline=None)
hypothesis.settings.load_profile("heshi")

_numbers = itertools.count(1)
_cluster: Cluster | None = None


def _fresh_name() -> str:
    """A database name no other run on this machine uses."""
    return f"heshi_{os.getpid()}_{next(_numbers)}"


def _own_cluster() -> str:
    global _cluster  # noqa: PLW0603  # one per run; pytest has no better place before sessions
    if _cluster is None:
        _cluster = Cluster().start()
        os.environ[POSTGRES_URL] = _cluster.url
    return _cluster.url


def pytest_configure(config: pytest.Config) -> None:
    """With several workers, start the cluster before they do: they inherit its address."""
    alone = not getattr(config.option, "numprocesses", None)
    if not (alone or hasattr(config, "workerinput") or os.environ.get(POSTGRES_URL)):
        _own_cluster()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long: no worker shall be left alone with it in the end."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_collection_finish() -> None:
    """Leave what is loaded by now out of every later garbage collection: a fifth of our time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_unconfigure() -> None:
    """Stop the cluster, if it is ours."""
    if _cluster is not None:
        _cluster.stop()


@pytest.fixture(scope="session")
def postgres_url() -> str:
    """URL of a PostgreSQL cluster, as a superuser."""
    return os.environ.get(POSTGRES_URL) or _own_cluster()


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    from tests.databases import sqlite_template

    return sqlite_template(tmp_path_factory.mktemp("template"))


@pytest.fixture(scope="session")
def worker_sqlite(
    migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """The SQLite database of this worker, whose file every test gets anew."""
    from tests.databases import sqlite_copy

    made = sqlite_copy(migrated_sqlite, tmp_path_factory.mktemp("worker"))
    yield made
    made.dispose()


@pytest.fixture
def clean_sqlite(worker_sqlite: Database, migrated_sqlite: Path) -> Iterator[Database]:
    """A clean SQLite database with all tables."""
    from tests.databases import as_new, put_file

    put_file(worker_sqlite, migrated_sqlite)
    yield as_new(worker_sqlite)
    worker_sqlite.dispose()


@pytest.fixture(scope="session")
def migrated_postgres(postgres_url: str) -> Iterator[Database]:
    """A migrated PostgreSQL database of this worker alone."""
    from engine.storage.database import Database
    from engine.storage.migrations import migrate
    from tests.databases import create_postgres, drop_postgres

    name = _fresh_name()
    database = Database(create_postgres(postgres_url, name), wait_ms=1_000)
    migrate(database)
    yield database
    database.dispose()
    drop_postgres(postgres_url, name)


@pytest.fixture
def clean_postgresql(migrated_postgres: Database) -> Database:
    """A clean PostgreSQL database with all tables."""
    from tests.databases import as_new, empty

    empty(migrated_postgres)
    return as_new(migrated_postgres)


@pytest.fixture(params=BACKENDS)
def database(request: pytest.FixtureRequest) -> Database:
    """A clean database with all tables; the test runs on both kinds."""
    made: Database = request.getfixturevalue(f"clean_{request.param}")
    return made


@pytest.fixture(params=BACKENDS)
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without any table; the test runs on both kinds."""
    from engine.storage.database import Database
    from tests.databases import create_postgres, drop_postgres

    name = _fresh_name()
    if request.param == "sqlite":
        made = Database(f"sqlite:///{tmp_path / name}.db", wait_ms=1_000)
    else:
        cluster = request.getfixturevalue("postgres_url")
        made = Database(create_postgres(cluster, name), wait_ms=1_000)
    yield made
    made.dispose()
    if request.param == "postgresql":
        drop_postgres(cluster, name)


@pytest.fixture(scope="session")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Settled:
    """The small county of this worker, written once and copied."""
    from tests.settled import Settled

    return Settled(tmp_path_factory.mktemp("settled"))


@pytest.fixture
def clock() -> FixedClock:
    """Monday 2026-03-02, 09:00 in Beijing; stands still until the test moves it."""
    return FixedClock(MONDAY_MORNING)


@pytest.fixture(scope="session")
def runner() -> Runner:
    """A runner that keeps what it has parsed, as a server's does: by the content's digest."""
    from engine.workflow import Runner

    return Runner()


@pytest.fixture
def desk(database: Database, clock: FixedClock, tmp_path: Path, runner: Runner) -> Desk:
    """A desk on a clean database, at the fixed clock."""
    from engine.desk import Desk
    from engine.settings import Settings

    url = database.url.render_as_string(hide_password=False)
    settings = Settings(database_url=url, var_dir=str(tmp_path / "var"))
    return Desk(settings, clock, database, runner, ZoneInfo("Asia/Shanghai"))
