"""An address or a key that cannot be read ends a command with the code of a wrong setting."""

import pytest
from click.testing import CliRunner

from engine.__main__ import commands
from engine.settings import Settings

COMMANDS = [("health",), ("tick", "--once"), ("case", "X"), ("keys", "list"), ("restore", "a.db")]


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[0])
@pytest.mark.parametrize("url", ["sqlite:x", "postgresql://heshi:x@127.0.0.1:port/heshi"])
def test_an_address_that_cannot_be_read_is_a_wrong_setting(words, url, tmp_path):
    settings = Settings(database_url=url, var_dir=str(tmp_path))
    said = CliRunner().invoke(commands, words, obj=settings)
    assert said.exit_code == 2, said.output
    assert "database.url_unreadable" in said.output


@pytest.mark.parametrize("name", ["HESHI_DATA_KEYS", "HESHI_AUDIT_KEYS"])
@pytest.mark.parametrize("text", ["x", "{}", "[1]"])
def test_keys_that_cannot_be_read_are_a_wrong_setting_and_named(name, text, hand):
    settings = Settings.from_env(
        {"HESHI_DATABASE_URL": hand.url, "HESHI_VAR_DIR": str(hand.folder), name: text}
    )
    said = CliRunner().invoke(commands, ["keys", "list"], obj=settings)
    assert said.exit_code == 2, said.output
    assert "keys.unreadable" in said.output
    assert name in said.output
