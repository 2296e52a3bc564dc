"""A server that starts while its database is busy or away waits a while, then says why."""

import sqlite3
import threading
from dataclasses import replace

import pytest
from sqlalchemy import text

from engine.desk import open_desk
from engine.rules.errors import Locked
from engine.scheduler import Scheduler
from engine.storage.database import Database
from engine.storage.patience import patiently


@pytest.fixture
def taken(database):
    """Return what takes the leases away from everybody, and what gives them back."""
    if database.is_sqlite:
        # the test's thread takes it, another lets go
        other = sqlite3.connect(
            database.url.database, isolation_level=None, check_same_thread=False
        )
        yield lambda: other.execute("BEGIN IMMEDIATE"), other.rollback
        other.close()
    else:
        with database.engine.connect() as other:
            lock = text("LOCK TABLE lease IN ACCESS EXCLUSIVE MODE")
            yield lambda: other.execute(lock), other.rollback


def waiting(desk, seconds):
    """Return the desk of a server that waits so long, and one second for each try."""
    url = desk.database.url.render_as_string(hide_password=False)
    return replace(
        desk,
        settings=replace(desk.settings, start_seconds=seconds),
        database=Database(url, wait_ms=500),
    )


def test_a_server_starts_when_a_busy_database_is_free_again(desk, taken):
    take, let_go = taken
    patient = waiting(desk, 30)
    server = Scheduler(patient, ())
    free = threading.Event()

    def end() -> None:
        free.set()
        let_go()

    take()
    later = threading.Timer(1.5, end)
    later.start()
    server.start()
    assert free.is_set()
    later.join()
    server.stop()
    patient.database.dispose()


def test_a_server_gives_up_a_busy_database_in_the_end_and_says_how_long_it_waited(desk, taken):
    take, let_go = taken
    patient = waiting(desk, 1)
    take()
    with pytest.raises(Locked, match=r"server\.busy.*seconds=1"):
        Scheduler(patient, ()).start()
    let_go()
    patient.database.dispose()


def test_a_server_gives_up_a_database_that_is_not_there(desk):
    settings = replace(desk.settings, database_url="postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(Locked, match=r"server\.unreachable.*seconds=1"):
        patiently(lambda: open_desk(settings), 1)


def test_nobody_waits_for_a_database_that_is_damaged(desk, tmp_path):
    (tmp_path / "photo.db").write_bytes(b"\xff\xd8\xff" * 4000)
    settings = replace(desk.settings, database_url=f"sqlite:///{tmp_path / 'photo.db'}")
    with pytest.raises(Locked, match=r"database\.damaged"):
        patiently(lambda: open_desk(settings), 3_600)


def test_a_server_that_cannot_renew_its_place_goes_on_and_renews_it_later(desk, taken):
    take, let_go = taken
    patient = waiting(desk, 1)
    server = Scheduler(patient, ())
    server.start()
    take()
    server._renew()
    let_go()
    assert server._jobs.running
    server._renew()
    server.stop()
    patient.database.dispose()
