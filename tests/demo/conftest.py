"""The demo county as it comes, built once: 200 cases on SQLite, the year ending on a Monday."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from engine.clock import FixedClock
from engine.demo.building import Built, build
from engine.desk import Desk
from engine.settings import Settings
from engine.storage.database import Database
from engine.workflow import Runner
from tests.databases import sqlite_copy

CASES = 200
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # a Monday, 10:00 in Beijing


def build_county(template: Path, folder: Path, cases: int) -> tuple[Desk, Built]:
    """Build a county in a fresh SQLite file; return its desk, whose clock stands at the end."""
    database: Database = sqlite_copy(template, folder)
    zone = ZoneInfo("Asia/Shanghai")
    desk = Desk(Settings(), FixedClock(NOW), database, Runner(), zone)
    return desk, build(desk, cases)


@pytest.fixture(scope="session")
def county(
    migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Desk, Built]]:
    """As many cases as ``heshi demo`` makes unless told otherwise; the tests only read."""
    desk, built = build_county(migrated_sqlite, tmp_path_factory.mktemp("county"), CASES)
    yield desk, built
    desk.database.dispose()
