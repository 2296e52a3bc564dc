"""A disk that fills up under the database, and has room again: on SQLite, on PostgreSQL."""

import random  # noqa: TID251  # seeded
import sqlite3
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from engine.rules.errors import Locked
from engine.usecases.sealing import seal_everything
from tests.chaos.aftermath import findings
from tests.chaos.invariants import violations
from tests.chaos.place import RUNNER
from tests.journeys.world import County

REFUSED = 3
LARGEST_FILE = 1_500_000  # bytes; one of the log's has 1 MiB


def chatter(seed):
    """Return a long text that cannot be packed."""
    draw = random.Random(seed)  # noqa: S311
    return "".join(chr(draw.randrange(0x4E00, 0x9FA5)) for _ in range(60_000))


@contextmanager
def no_room(siege):
    """Let the database grow by very little while the block lasts."""
    engine = siege.desk.database.engine

    def shrink(connection: sqlite3.Connection, _: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={pages + 100}")

    if siege.cluster:
        siege.cluster.limit_files(LARGEST_FILE)
    else:
        event.listen(engine, "connect", shrink)
    engine.dispose()
    yield
    if siege.cluster:
        siege.cluster.limit_files(None)
    else:
        event.remove(engine, "connect", shrink)
    engine.dispose()


def fill(county, codes):
    for number in range(60):
        codes.append(county.register(summary=chatter(number)))


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
def test_a_disk_that_fills_up_loses_nothing_and_work_goes_on_when_there_is_room(lay, backend):
    siege = lay(backend)
    county = County(siege.desk, siege.place.clock)
    codes = [county.register()]
    with no_room(siege):
        with pytest.raises(Locked, match=r"database\.full"):
            fill(county, codes)
        for number in range(REFUSED):
            assert not violations(siege.desk.database, RUNNER)
            with pytest.raises(Locked, match=r"database\.full"):
                county.register(summary=chatter(60 + number))
        assert county.open_steps(codes[0]) == ["sign_for"]
    codes.append(county.register(summary=chatter(0)))
    county.take("vm", codes[0], "sign_for")
    while seal_everything(siege.desk):
        pass
    assert all(county.open_steps(code) == ["sign_for"] for code in codes[1:])
    assert not [each for each in findings(siege) if "is left" not in each]
