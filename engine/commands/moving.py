"""``heshi move``: a whole installation from SQLite to PostgreSQL."""

from dataclasses import replace

import click

from engine.clock import SystemClock
from engine.commands.opening import settings
from engine.commands.speaking import progress, refuse
from engine.presence import note_release
from engine.storage.backup import sqlite_path
from engine.storage.database import Database, database_of
from engine.storage.moving import move


@click.command(
    "move",
    help="把整个 SQLite 库搬进一个空的 PostgreSQL 库，逐表核对行数和内容。原库不改动。",
    epilog="""\b
例：
  heshi move sqlite:////srv/heshi/heshi.db postgresql://heshi:口令@db/heshi
先停服务、先备份。要么全部搬好，要么什么都没有写。""",
)
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
def move_database(*, source: str, target: str) -> None:
    """Move everything, then say what to do next."""
    for url, kind in ((source, "sqlite:///"), (target, "postgresql")):
        if not url.startswith(kind):
            refuse(f"只能从 SQLite 搬到 PostgreSQL，这不是：{kind}… 的地址。")
    if not sqlite_path(source).is_file():  # opening it would make an empty one
        refuse(f"找不到原库：{sqlite_path(source)}。")
    origin, place = _opened(source), _opened(target)
    try:
        with progress("搬迁") as told:
            moved = move(origin, place, SystemClock().now(), told)
        note_release(place)
    finally:
        origin.dispose()
        place.dispose()
    for each in moved:
        if each.rows:
            click.echo(f"{each.table:<20} {each.rows:>9} 行  {each.digest[:16]}")
    total = sum(each.rows for each in moved)
    click.echo(f"搬好了：{len(moved)} 张表，{total} 行，两边的行数和内容逐表相同。")
    click.echo("下一步：把 HESHI_DATABASE_URL 改成新库，运行 heshi migrate，再启动服务。")


def _opened(url: str) -> Database:
    return database_of(replace(settings(), database_url=url))
