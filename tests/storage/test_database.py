"""The door to the database: transactions, locks, and what a refusal becomes."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import StatementError

from engine.rules.errors import Conflict, Invalid, Locked, Stale
from engine.settings import Settings
from engine.storage.database import Database, database_of
from engine.storage.models import LeaseRow, NoticeRow, ProcessRow
from tests.storage.makers import AT, make_bundle, make_case, make_process


def test_naive_instants_never_reach_a_table(database):
    with pytest.raises(StatementError, match="naive datetime"):
        with database.write() as session:
            session.add(LeaseRow(name="tick", holder="a", until=AT.replace(tzinfo=None)))


def test_an_instant_comes_back_aware_and_equal(database):
    until = datetime(2026, 3, 2, 1, 0, 0, 123456, tzinfo=UTC)
    with database.write() as session:
        session.add(LeaseRow(name="tick", holder="a", until=until))
    with database.read() as session:
        found = session.get(LeaseRow, "tick").until
    assert (found, found.tzinfo) == (until, UTC)


def test_what_raises_leaves_no_trace(database):
    with pytest.raises(ZeroDivisionError):
        _write_and_fail(database)
    with database.read() as session:
        assert session.get(NoticeRow, "a") is None


def _write_and_fail(database):
    with database.write() as session:
        session.add(NoticeRow(name="a", value={}))
        session.flush()
        raise ZeroDivisionError


def test_two_writers_of_one_row_cannot_both_win(database):
    with database.write() as session:
        process_id = make_process(session, make_case(session), make_bundle(session)).id
    with pytest.raises(Stale, match=r"record\.changed"):
        _write_what_another_changed_meanwhile(database, process_id)
    with database.read() as session:
        assert session.get(ProcessRow, process_id).state == b"theirs"


def _write_what_another_changed_meanwhile(database, process_id):
    with database.read() as reading:
        mine = reading.get(ProcessRow, process_id)
    with database.write() as session:
        session.get(ProcessRow, process_id).state = b"theirs"
    with database.write() as session:
        session.add(mine)
        mine.state = b"mine"


def test_a_reader_refuses_to_write(database):
    with database.read() as session:
        session.add(NoticeRow(name="a", value={}))
        with pytest.raises(RuntimeError, match="read session"):
            session.flush()


def test_a_reader_does_not_wait_for_a_writer(database):
    with database.write() as session:
        session.add(NoticeRow(name="a", value={}))
        session.flush()
        with database.read() as reading:
            assert reading.get(NoticeRow, "a") is None


def test_a_taken_unique_key_is_a_conflict(database):
    with database.write() as session:
        session.add(NoticeRow(name="a", value={}))
    with pytest.raises(Conflict, match=r"record\.exists"):
        with database.write() as session:
            session.add(NoticeRow(name="a", value={}))


def test_a_broken_foreign_key_is_our_fault_and_passes_as_it_is(database):
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        with database.write() as session:
            session.execute(text("insert into note (id, case_id, author_id, written_at, text)"
                                 " values (1, 99, 99, '2026-03-02', '')"))  # fmt: skip


def test_a_postgres_row_held_by_another_is_locked(migrated_postgres):
    database = migrated_postgres
    with database.write() as session:
        session.merge(NoticeRow(name="held", value={}))
    with database.write() as session:
        session.get(NoticeRow, "held", with_for_update=True)
        with pytest.raises(Locked, match=r"database\.busy"):
            _take_held_row(database)


def _take_held_row(database):
    with database.write() as other:
        other.execute(text("SET LOCAL lock_timeout = 50"))
        other.get(NoticeRow, "held", with_for_update=True)


LIMITS = {"lock_timeout": "7s", "statement_timeout": "11s", "TimeZone": "UTC"}
IDLE = "idle_in_transaction_session_timeout"


def test_every_postgres_connection_bears_the_limits_of_the_settings(migrated_postgres):
    url = migrated_postgres.url.render_as_string(hide_password=False)
    settings = Settings(
        database_url=url, lock_seconds=7, statement_seconds=11, idle_transaction_seconds=13
    )
    database = database_of(settings)
    for opened in (database.read, database.write):
        with opened() as session:
            found = {name: session.scalar(text(f"SHOW {name}")) for name in (*LIMITS, IDLE)}
        assert found == {**LIMITS, IDLE: "13s"}
    database.dispose()


def test_postgres_ends_a_transaction_nobody_goes_on_with_and_says_so(migrated_postgres):
    url = migrated_postgres.url.render_as_string(hide_password=False)
    database = Database(url, limits=(1_000, 40))
    with pytest.raises(Locked, match=r"database\.unreachable"):
        _write_and_fall_asleep(database, migrated_postgres)
    with database.read() as session:  # the next one gets a connection that lives
        assert session.get(NoticeRow, "asleep") is None
    database.dispose()


def _write_and_fall_asleep(database, watcher):
    with database.write() as session:
        session.add(NoticeRow(name="asleep", value={}))
        session.flush()
        pid = session.scalar(text("SELECT pg_backend_pid()"))
        alive = text("SELECT count(*) FROM pg_stat_activity WHERE pid = :pid")
        with watcher.read() as other:
            while other.scalar(alive, {"pid": pid}):
                other.execute(text("SELECT pg_sleep(0.02)"))
        session.get(NoticeRow, "asleep", populate_existing=True)


def test_a_postgres_statement_that_takes_too_long_is_given_up(migrated_postgres):
    url = migrated_postgres.url.render_as_string(hide_password=False)
    database = Database(url, limits=(50, 1_000))
    with pytest.raises(Locked, match=r"database\.busy"), database.read() as session:
        session.execute(text("SELECT pg_sleep(20)"))
    database.dispose()


def test_a_write_on_sqlite_takes_the_lock_at_once(tmp_path: Path):
    database = Database(f"sqlite:///{tmp_path / 'a.db'}")
    with database.write():
        other = sqlite3.connect(tmp_path / "a.db", timeout=0)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.close()
    database.dispose()


def test_a_read_on_sqlite_takes_no_lock(tmp_path: Path):
    database = Database(f"sqlite:///{tmp_path / 'a.db'}")
    with database.read() as session:
        session.execute(text("select count(*) from sqlite_master"))
        other = sqlite3.connect(tmp_path / "a.db", timeout=0)
        other.execute("BEGIN IMMEDIATE")
        other.rollback()
        other.close()
    database.dispose()


def test_a_sqlite_file_held_by_another_program_is_locked(tmp_path: Path):
    database = Database(f"sqlite:///{tmp_path / 'a.db'}", wait_ms=50)
    with database.read() as session:
        session.execute(text("select 1"))  # the file is there, in WAL mode
    other = sqlite3.connect(tmp_path / "a.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Locked, match=r"database\.busy"):
        with database.write():
            pass
    other.rollback()
    other.close()
    with database.write():
        pass  # and free again afterwards
    database.dispose()


def test_a_second_piece_of_work_inside_the_first_is_locked_and_not_a_deadlock(tmp_path: Path):
    database = Database(f"sqlite:///{tmp_path / 'a.db'}", wait_ms=50)
    with database.write(), pytest.raises(Locked):
        with database.write():
            pass
    database.dispose()


def test_sqlite_is_durable_and_checks_foreign_keys(tmp_path: Path):
    database = Database(f"sqlite:///{tmp_path / 'deep' / 'a.db'}")
    with database.engine.connect() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "foreign_keys", "synchronous", "busy_timeout")
        }
    assert pragmas == {
        "journal_mode": "wal", "foreign_keys": 1, "synchronous": 2, "busy_timeout": 5000,
    }  # fmt: skip
    database.dispose()


def test_an_unreadable_address_is_refused():
    with pytest.raises(Invalid, match=r"database\.url_unreadable"):
        Database("nonsense")


def test_postgresql_is_spoken_through_psycopg_3():
    assert Database("postgresql://localhost/x").url.drivername == "postgresql+psycopg"
