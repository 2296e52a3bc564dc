"""Rehearsed on both databases: backed up, lost, brought back, and the log proved afterwards."""

import json
import os

import pytest
from sqlalchemy import inspect, text

from engine.storage.database import Database
from tests.commands.conftest import Hand
from tests.databases import create_postgres, drop_postgres

NAME = f"heshi_rehearsal_{os.getpid()}"


@pytest.fixture(params=["sqlite", "postgresql"])
def site(request, tmp_path):
    """A hand where nothing has been made yet, on a database of its own."""
    if request.param == "sqlite":
        yield Hand(f"sqlite:///{tmp_path / 'live' / 'heshi.db'}", tmp_path / "var")
        return
    cluster = request.getfixturevalue("postgres_url")
    yield Hand(create_postgres(cluster, NAME), tmp_path / "var")
    drop_postgres(cluster, NAME)


@pytest.fixture
def live(site):
    site.folder.mkdir()
    site.begin()
    site.does("audit", "anchor")
    papers = site.folder / "attachments" / "2026"
    papers.mkdir(parents=True)
    (papers / "现场.jpg").write_bytes(b"a photograph")
    return site


def rows(site):
    database = Database(site.url)
    with database.engine.connect() as connection:
        there = inspect(connection).get_table_names()
        names = [name for name in there if name != "lease" and not name.startswith("procrastinate")]
        found = {
            name: connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar()  # noqa: S608
            for name in names
        }
    database.dispose()
    return found


def lose(site):
    database = Database(site.url)
    if database.is_sqlite:
        database.dispose()
        for path in (site.folder.parent / "live").iterdir():
            path.unlink()
    else:
        with database.engine.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        database.dispose()
    for path in (site.folder / "attachments").rglob("*.jpg"):
        path.unlink()


def test_what_was_lost_comes_back_whole_and_its_log_is_proved(live):
    before = rows(live)
    copy = live.folder.parent / "copy"
    live.does("backup", copy)
    lose(live)
    said = live.does("restore", copy)
    assert rows(live) == before
    assert "逐条相符；核对了 1 个锚点" in said
    assert (live.folder / "attachments" / "2026" / "现场.jpg").read_bytes() == b"a photograph"
    live.does("user", "add", "zhao", "--name", "赵", "--office", "cun", "--role", "调解员")
    live.does("audit", "seal")
    live.does("audit", "verify")


def test_the_copy_holds_no_key(live):
    copy = live.folder.parent / "copy"
    said = live.does("backup", copy)
    assert "密钥不在备份里" in said
    for name in ("keys.json", "audit-keys.json"):
        path = live.folder / name
        if path.exists():
            for key in json.loads(path.read_text())["keys"].values():
                assert key.encode() not in copy.read_bytes()
                assert bytes.fromhex(key) not in copy.read_bytes()
    assert copy.stat().st_mode & 0o777 == 0o600


def test_a_live_database_is_not_replaced_without_force_and_kept_with_it(live):
    copy = live.folder.parent / "copy"
    live.does("backup", copy)
    live.does("user", "add", "zhao", "--name", "赵", "--office", "cun", "--role", "调解员")
    refused = live.type("restore", copy)
    assert (refused.exit_code, "restore.exists" in refused.output) == (1, True)
    assert rows(live)["user"] == 4
    said = live.does("restore", copy, "--force")
    assert rows(live)["user"] == 3
    assert "原库另存为" in said


def test_while_somebody_is_connected_nothing_is_replaced(postgres_url, tmp_path):
    """On SQLite the lease says so, see test_copying."""
    site = Hand(create_postgres(postgres_url, f"{NAME}_served"), tmp_path)
    site.begin()
    site.does("backup", tmp_path / "copy")
    server = Database(site.url)
    with server.engine.connect() as connection:
        connection.execute(text("SELECT 1"))
        refused = site.type("restore", tmp_path / "copy", "--force")
    server.dispose()
    assert refused.exit_code == 4
    assert "restore.in_use" in refused.output
    drop_postgres(postgres_url, f"{NAME}_served")


def test_a_spoiled_copy_is_refused_and_the_database_stays(live):
    copy = live.folder.parent / "copy"
    live.does("backup", copy)
    whole = copy.read_bytes()
    copy.write_bytes(whole[: len(whole) // 2])
    refused = live.type("restore", copy, "--force")
    assert (refused.exit_code, "backup.damaged" in refused.output) == (1, True)
    assert rows(live)["user"] == 3


def test_without_the_key_the_restore_says_that_nothing_was_proved(live):
    copy = live.folder.parent / "copy"
    live.does("backup", copy)
    lose(live)
    (live.folder / "audit-keys.json").unlink()
    assert "没有事件链的密钥" in live.does("restore", copy)
