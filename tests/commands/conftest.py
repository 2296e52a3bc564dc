"""What the commands' tests share: a hand that types commands, and lists to begin with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from engine.__main__ import commands
from engine.commands.speaking import ports
from engine.settings import Settings

if TYPE_CHECKING:
    from engine.storage.database import Database

OFFICES = """编码,名称,类型,层级,上级,升级方式
xian,枫溪县矛调中心,县中心,县,,
zhen,城关镇调委会,镇街中心,镇,xian,逐级
cun,后岭村调委会,村居调委会,村,zhen,
"""
USERS = """登录名,姓名,单位,岗位,邮箱
wang,王芳,cun,调解员、受理员,wang@example.cn
li,李强,zhen,调委会主任,
li,李强,xian,督办员,
"""


@dataclass(frozen=True, slots=True)
class Hand:
    """Types commands against one database."""

    url: str
    folder: Path

    def type(self, *words: object) -> Result:
        settings = Settings(database_url=self.url, var_dir=str(self.folder))
        return CliRunner().invoke(commands, [str(word) for word in words], obj=settings)

    def does(self, *words: object) -> str:
        """Type a command that must succeed; return what it says."""
        result = self.type(*words)
        assert result.exit_code == 0, result.output
        return result.stdout

    def file(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def begin(self) -> str:
        offices, users = self.file("单位.csv", OFFICES), self.file("用户.csv", USERS)
        return self.does("init", "--offices", offices, "--users", users)


@pytest.fixture(autouse=True)
def own_voice() -> None:
    """Commands speak in codes here, whatever another test installed."""
    from engine.commands.speaking import plain_words
    from engine.scheduler import ticks

    ports.say, ports.ticks = plain_words, ticks


@pytest.fixture
def hand(database: Database, tmp_path: Path) -> Hand:
    """A hand at a migrated, empty database; the test runs on both kinds."""
    return Hand(database.url.render_as_string(hide_password=False), tmp_path)


@pytest.fixture
def nowhere(tmp_path: Path) -> Hand:
    """A hand where no database has been made."""
    return Hand(f"sqlite:///{tmp_path / 'none' / 'heshi.db'}", tmp_path)


@pytest.fixture
def embedded(migrated_sqlite: Path, tmp_path: Path) -> Hand:
    """A hand at a migrated SQLite file: for what only SQLite can do."""
    from tests.databases import sqlite_copy

    made = sqlite_copy(migrated_sqlite, tmp_path)
    made.dispose()
    return Hand(made.url.render_as_string(), tmp_path)
