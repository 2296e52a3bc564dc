"""``heshi backup`` and ``heshi restore``: destroyed and brought back."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from engine.storage.backup import inspect


@pytest.fixture
def kept(embedded):
    embedded.begin()
    embedded.does("backup", embedded.folder / "copy.db")
    return embedded


def live(hand):
    return Path(hand.url.removeprefix("sqlite:///"))


def destroy(hand):
    for suffix in ("", "-wal", "-shm"):
        live(hand).with_name(live(hand).name + suffix).unlink(missing_ok=True)


def test_what_was_destroyed_comes_back_with_the_same_rows(kept):
    before = inspect(live(kept))
    destroy(kept)
    said = kept.does("restore", kept.folder / "copy.db")
    after = inspect(live(kept))
    assert (after.rows, after.revision) == (before.rows, before.revision)
    assert after.rows["user"] == 3
    assert f"{after.total} 行" in said
    assert kept.does("deadline", "PM-01", "--start", "2026-01-31", "--office", "cun")


def test_a_copy_is_one_file_with_the_same_content_each_time(kept):
    kept.does("backup", kept.folder / "again.db")
    first, second = inspect(kept.folder / "copy.db"), inspect(kept.folder / "again.db")
    assert first.rows == second.rows
    assert not list(kept.folder.glob("copy.db-*"))


def test_a_second_restore_is_refused_and_forced_it_keeps_the_old_one(kept):
    refused = kept.type("restore", kept.folder / "copy.db")
    assert refused.exit_code == 1
    assert "restore.exists" in refused.output
    kept.does("user", "add", "zhao", "--name", "赵", "--office", "cun", "--role", "调解员")
    kept.does("restore", kept.folder / "copy.db", "--force")
    assert inspect(live(kept)).rows["user"] == 3
    (old,) = kept.folder.glob("*.before-restore-*")
    assert inspect(old).rows["user"] == 4


def test_a_database_that_is_being_served_is_not_replaced(kept):
    until = (datetime.now(UTC) + timedelta(minutes=1)).replace(tzinfo=None)  # noqa: TID251, DTZ
    with closing(sqlite3.connect(live(kept))) as database:
        database.execute("INSERT INTO lease VALUES ('ticks', 'elsewhere:1', ?)", (str(until),))
        database.commit()
    refused = kept.type("restore", kept.folder / "copy.db", "--force")
    assert refused.exit_code == 4
    assert "restore.in_use" in refused.output


def test_a_copy_is_never_written_over_another(kept):
    before = (kept.folder / "copy.db").read_bytes()
    refused = kept.type("backup", kept.folder / "copy.db")
    assert refused.exit_code == 1
    assert "backup.exists" in refused.output
    assert str(kept.folder / "copy.db") in refused.output
    assert (kept.folder / "copy.db").read_bytes() == before


def test_attachments_packed_for_another_copy_are_never_taken_for_this_ones(kept):
    kept.file("new.db.attachments.zip", b"another copy's")
    refused = kept.type("backup", kept.folder / "new.db")
    assert refused.exit_code == 1
    assert "new.db.attachments.zip" in refused.output
    assert not (kept.folder / "new.db").exists(), "both or neither"


def test_a_folder_that_is_not_there_is_not_made(kept):
    missing = kept.folder / "not mounted"
    refused = kept.type("backup", missing / "copy.db")
    assert refused.exit_code == 1
    assert "backup.no_folder" in refused.output
    assert str(missing) in refused.output
    assert not missing.exists()


def test_a_folder_is_no_name_of_a_copy(kept):
    refused = kept.type("backup", kept.folder)
    assert refused.exit_code == 1
    assert "backup.is_folder" in refused.output


def test_a_place_that_takes_no_file_is_named_with_the_reason(kept):
    endless = kept.folder / ("长" * 200 + ".db")
    refused = kept.type("backup", endless)
    assert refused.exit_code == 1
    assert "backup.not_written" in refused.output
    assert not list(kept.folder.glob("长*"))
    if Path("/proc/self").is_dir():  # of Linux: a folder in which nothing can be made
        refused = kept.type("backup", "/proc/self/copy.db")
        assert "backup.not_written" in refused.output
        assert "/proc/self/copy.db" in refused.output


@pytest.mark.parametrize("content", [b"", b"not a database at all, but long enough" * 50])
def test_a_file_that_is_no_copy_is_refused_and_the_database_stays(kept, content):
    bad = kept.file("bad.db", content)
    refused = kept.type("restore", bad, "--force")
    assert refused.exit_code == 1
    assert "backup.damaged" in refused.output
    assert inspect(live(kept)).rows["user"] == 3


def test_there_is_nothing_to_copy_where_there_is_no_database(nowhere):
    refused = nowhere.type("backup", nowhere.folder / "copy.db")
    assert refused.exit_code == 3
    assert not (nowhere.folder / "copy.db").exists()


def test_moving_what_is_not_there_says_so_and_makes_no_file(embedded):
    nowhere = embedded.folder / "nowhere.db"
    refused = embedded.type("move", f"sqlite:///{nowhere}", "postgresql://127.0.0.1:1/heshi")
    assert refused.exit_code == 1
    assert str(nowhere) in refused.output
    assert not nowhere.exists()
