"""``heshi backup`` and ``heshi restore``: the whole database, to a file and back."""

from datetime import datetime
from pathlib import Path

import click
from sqlalchemy.engine import make_url

from engine.clock import SystemClock
from engine.commands.opening import desk, settings
from engine.commands.speaking import progress, refuse
from engine.rules.errors import EngineError
from engine.storage.backup import Copy, back_up, restore

FILE = click.Path(path_type=Path)


@click.command(
    "backup",
    help="把 SQLite 库整库复制到一个新文件；服务可以照常运行。复制后核对完整和行数。",
    epilog="""\b
例：
  heshi backup /mnt/backup/heshi-20260302.db
PostgreSQL 请用 pg_dump，本命令会给出整行命令。备份里有个人信息，请妥善保管。""",
)
@click.argument("file", type=FILE)
def backup(*, file: Path) -> None:
    """Copy the database."""
    url = settings().database_url
    _only_sqlite(url, f"pg_dump --format=custom --no-owner --file={file} {_plain(url)}")
    with progress("备份") as told:
        found = back_up(url, file, told=told)
    _tell("已备份", found)


@click.command(
    "restore",
    help="用备份恢复 SQLite 库。已有库时须加 --force；原库先另存，服务须停下。",
    epilog="""\b
例：
  heshi restore /mnt/backup/heshi-20260302.db
  heshi restore /mnt/backup/heshi-20260302.db --force""",
)
@click.argument("file", type=FILE)
@click.option("--force", is_flag=True, help="替换已有的库（原库另存在旁边）")
def restore_database(*, file: Path, force: bool) -> None:
    """Bring a copy back."""
    url = settings().database_url
    clean = "--clean --if-exists --no-owner --single-transaction"
    _only_sqlite(url, f"pg_restore {clean} --dbname={_plain(url)} {file}")
    now = _now()
    with progress("恢复") as told:
        found, kept = restore(url, file, now, force=force, told=told)
    _tell("已恢复", found)
    if kept:
        click.echo(f"原库另存为：{kept}")


def _now() -> datetime:
    """Return the present of the database that is there (a demo's differs), else the machine's."""
    try:
        with desk() as opened:
            return opened.now()
    except EngineError:
        return SystemClock().now()


def _only_sqlite(url: str, instead: str) -> None:
    if make_url(url).get_backend_name() != "sqlite":
        refuse("这是 PostgreSQL 库，请用它自己的工具：", lines=[instead])


def _plain(url: str) -> str:
    """Return the URL as PostgreSQL's tools read it, without the password."""
    parsed = make_url(url).set(drivername="postgresql", password=None)
    return f"'{parsed.render_as_string()}'"


def _tell(done: str, found: Copy) -> None:
    click.echo(f"{done}：{found.path}")
    click.echo(f"表结构 {found.revision}，{len(found.rows)} 张表，{found.total} 行。")
    shown = {name: found.rows[name] for name in ("case", "event", "user") if name in found.rows}
    click.echo("　".join(f"{name} {count}" for name, count in shown.items()))
    click.echo(f"SHA-256 {found.sha}")
