"""``heshi audit``: the log is proved from the command line, and a broken one ends in code 1."""

import re

import pytest
from sqlalchemy import text

from engine.settings import Settings
from engine.storage.database import database_of
from tests.proof.conftest import past_the_guards


@pytest.fixture
def proved(hand):
    hand.begin()
    hand.does("audit", "seal")
    yield hand
    if not hand.url.startswith("sqlite"):
        from engine.storage.guards import guard

        database = database_of(Settings(database_url=hand.url, var_dir=str(hand.folder)))
        with database.engine.begin() as connection:
            guard(connection)
        database.dispose()


def intrude(hand, *statements):
    database = database_of(Settings(database_url=hand.url, var_dir=str(hand.folder)))
    with past_the_guards(database) as connection:
        for statement in statements:
            connection.execute(text(statement))
    database.dispose()


def test_a_sound_log_is_said_to_be_sound(proved):
    said = proved.does("audit", "verify")
    assert re.search(r"已封存 \d+ 条，逐条相符；核对了 0 个锚点", said)


def test_the_first_bad_row_is_named_and_the_command_fails(proved):
    intrude(proved, "UPDATE event SET kind = 'x' WHERE id = 2")
    refused = proved.type("audit", "verify")
    assert refused.exit_code == 1
    assert "第 2 位（事件 2）：事件或者封存记录被改动" in refused.output


def test_an_anchor_is_printed_kept_and_catches_a_cut_off_end(proved):
    page = proved.does("audit", "anchor")
    assert "和事　事件链锚点" in page
    assert len(list((proved.folder / "anchors").glob("*.json"))) == 1
    assert "核对了 1 个锚点" in proved.does("audit", "verify")
    intrude(proved, "DELETE FROM seal WHERE position > 1", "DELETE FROM event WHERE id > 1")
    refused = proved.type("audit", "verify", "--anchors", proved.folder / "anchors")
    assert refused.exit_code == 1
    assert "末尾的事件被截去" in refused.output


def test_keys_lie_in_files_only_their_owner_can_read(proved):
    (kept,) = proved.folder.glob("audit-keys.json")
    assert kept.stat().st_mode & 0o777 == 0o600


def test_without_its_key_a_chain_is_not_judged(proved):
    (proved.folder / "audit-keys.json").unlink()
    refused = proved.type("audit", "verify")
    assert refused.exit_code == 1
    assert "keys.audit_missing" in refused.output
    assert not (proved.folder / "audit-keys.json").exists()
