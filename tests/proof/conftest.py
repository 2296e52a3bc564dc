"""A log to prove: some events, sealed, and a hand that reaches past the guards."""

from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from engine.desk import Desk
from engine.queries.chain import Verified, verify_chain
from engine.rules.events import DemoClockMoved
from engine.storage.anchors import folder_of, read_anchors
from engine.usecases.sealing import seal
from tests.journeys.conftest import county

__all__ = ["county"]

TOLD: Callable[[int, int], None] = lambda done, of: None  # noqa: E731


@contextmanager
def past_the_guards(database):
    """A connection of somebody who owns the database and puts every trigger out of the way."""
    with database.engine.connect() as connection:
        if database.is_sqlite:
            bare = connection.connection.driver_connection
            bare.execute("PRAGMA foreign_keys=OFF")
            for name in bare.execute("select name from sqlite_master where type='trigger'"):
                bare.execute(f"DROP TRIGGER {name[0]}")
        with connection.begin():
            if not database.is_sqlite:
                connection.execute(text("SET LOCAL session_replication_role = replica"))
            yield connection
        if database.is_sqlite:
            bare.execute("PRAGMA foreign_keys=ON")


@dataclass(frozen=True)
class Log:
    """A desk and its log."""

    desk: Desk

    def write(self, count: int = 1) -> None:
        for number in range(count):
            with self.desk.work(None) as work:
                work.record(DemoClockMoved(f"之前 {number}", f"之后 {number}"))

    def sql(self, *statements: str) -> None:
        """Run SQL as an intruder does."""
        with past_the_guards(self.desk.database) as connection:
            for statement in statements:
                connection.execute(text(statement))

    def verify(self, late: timedelta = timedelta(hours=1)) -> Verified:
        anchors = read_anchors(folder_of(self.desk.settings))
        ring = self.desk.database.keys.audit.ring()
        with self.desk.read() as session:
            return verify_chain(session, ring, anchors, self.desk.now() - late, TOLD)


@pytest.fixture
def log(desk, tmp_path) -> Log:
    """Ten events, all sealed."""
    here = replace(desk, settings=replace(desk.settings, var_dir=str(tmp_path)))
    log = Log(here)
    log.write(10)
    assert seal(here) == 10
    yield log
    if desk.database.is_sqlite:
        return
    from engine.storage.guards import guard

    with desk.database.engine.begin() as connection:
        guard(connection)
