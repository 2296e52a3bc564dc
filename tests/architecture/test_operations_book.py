"""Whoever runs an office finds every setting, command and exit code in docs/operations.md."""

import re
from dataclasses import fields

import pytest

from engine.__main__ import commands
from engine.commands.speaking import EXIT_CODES, Exit
from engine.rules.roster import OFFICE_COLUMNS, USER_COLUMNS
from engine.settings import PREFIX, Settings
from tests.architecture.tree import ROOT

BOOK = (ROOT / "docs" / "operations.md").read_text("utf-8")
SETTINGS = [PREFIX + each.name.upper() for each in fields(Settings)]


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_is_in_the_table_with_its_default(name):
    (row,) = re.findall(rf"^\| `{name}` \| (.+?) \| .+ \|$", BOOK, re.MULTILINE)
    default = next(each.default for each in fields(Settings) if PREFIX + each.name.upper() == name)
    assert row == (f"`{default}`" if default != "" else "无")


def test_no_setting_is_documented_that_does_not_exist():
    assert set(re.findall(r"HESHI_[A-Z_]+", BOOK)) <= set(SETTINGS)


@pytest.mark.parametrize("name", sorted(commands.commands))
def test_every_command_is_in_the_table(name):
    assert f"\n| `{name}` |" in BOOK


@pytest.mark.parametrize("code", list(Exit))
def test_every_exit_code_is_in_the_book_and_in_the_help(code):
    assert re.search(rf"^\| {code.value} \| ", BOOK, re.MULTILINE)
    assert f"\n  {code.value}  " in EXIT_CODES


@pytest.mark.parametrize("column", sorted(OFFICE_COLUMNS | USER_COLUMNS))
def test_every_column_of_the_lists_is_explained(column):
    assert f"`{column}`" in BOOK
