"""``heshi backup`` and ``heshi restore``: the whole database, to a file and back."""

from datetime import datetime
from pathlib import Path

import click

from engine.clock import SystemClock
from engine.commands.audit import tell, verify_all
from engine.commands.opening import desk, settings
from engine.commands.speaking import progress
from engine.rules.errors import EngineError
from engine.settings import Settings
from engine.storage import attachments, dump
from engine.storage.backup import Copy, Told, back_up, require_place, restore
from engine.storage.database import Database, database_of, read_url
from engine.storage.keyring import chest_of

FILE = click.Path(path_type=Path)


@click.command(
    "backup",
    help="把整库写进一个新文件，附件另存一个文件；服务可以照常运行。写完核对完整和行数。"
    "文件夹须先建好；同名的文件不覆盖。",
    epilog="""\b
例：
  heshi backup /mnt/backup/heshi-20260302.db
备份里有个人信息，号码和住址仍是密文；密钥不在备份里，请另存，与备份分开放。""",
)
@click.argument("file", type=FILE)
def backup(*, file: Path) -> None:
    """Copy the database."""
    chosen = settings()
    for each in (file, attachments.packed_beside(file)):  # both, before either is written
        require_place(each)
    with progress("备份") as told:
        found = _back_up(chosen, file, told)
    packed = attachments.pack(chosen, file)
    _tell("已备份", found)
    if packed:
        click.echo(f"附件：{packed}")
    click.echo("密钥不在备份里，请另存 keys.json 和 audit-keys.json，与备份分开放。")


def _back_up(chosen: Settings, file: Path, told: Told) -> Copy:
    if _is_sqlite(chosen):
        return back_up(chosen.database_url, file, told=told)
    database = database_of(chosen)
    try:
        return dump.dump(database, file, told)
    finally:
        database.dispose()


@click.command(
    "restore",
    help="用备份恢复整库，恢复后核对事件链。已有库时须加 --force；原库先另存，服务须停下。",
    epilog="""\b
例：
  heshi restore /mnt/backup/heshi-20260302.db
  heshi restore /mnt/backup/heshi-20260302.db --force
先放回密钥文件：没有密钥，号码和住址解不开，事件链核对不了。""",
)
@click.argument("file", type=FILE)
@click.option("--force", is_flag=True, help="替换已有的库（原库另存在旁边）")
def restore_database(*, file: Path, force: bool) -> None:
    """Bring a copy back."""
    chosen, now = settings(), _now()
    with progress("恢复") as told:
        found, kept = _restore(chosen, file, now, told, force=force)
    unpacked = attachments.unpack(chosen, file)
    _tell("已恢复", found)
    if unpacked:
        click.echo(f"附件 {unpacked} 个。")
    if kept:
        click.echo(f"原库另存为：{kept}")
    _prove(chosen)


def _restore(
    chosen: Settings, file: Path, now: datetime, told: Told, *, force: bool
) -> tuple[Copy, Path | None]:
    if _is_sqlite(chosen):
        return restore(chosen.database_url, file, now, force=force, told=told)
    database = database_of(chosen)
    try:
        dump.look_into(file)  # before anything is touched
        kept = _keep(database, chosen, now) if force else None
        return dump.bring_back(database, file, force=force, told=told), kept
    finally:
        database.dispose()


def _keep(database: Database, chosen: Settings, now: datetime) -> Path | None:
    """Write what is there now beside the other files, if it is a database of ours."""
    kept = Path(chosen.var_dir) / f"before-restore-{now:%Y%m%d-%H%M%S}.heshi"
    kept.parent.mkdir(parents=True, exist_ok=True)
    try:
        dump.dump(database, kept)
    except EngineError as error:
        if error.code != "backup.no_database":
            raise
        return None
    return kept


def _prove(chosen: Settings) -> None:
    """Verify the chain of what was brought back; say why where that cannot be done."""
    if not chest_of(chosen).audit.there():
        click.echo("! 没有事件链的密钥，没有核对。放回密钥后请运行 heshi audit verify。")
        return
    try:
        with desk() as opened:
            tell(verify_all(opened))
    except EngineError as error:
        click.echo(f"! 没有核对事件链（{error.code}）。办好后请运行 heshi audit verify。")


def _now() -> datetime:
    """Return the present of the database that is there (a demo's differs), else the machine's."""
    try:
        with desk() as opened:
            return opened.now()
    except EngineError:
        return SystemClock().now()


def _is_sqlite(chosen: Settings) -> bool:
    return read_url(chosen.database_url).get_backend_name() == "sqlite"


def _tell(done: str, found: Copy) -> None:
    click.echo(f"{done}：{found.path}")
    click.echo(f"表结构 {found.revision}，{len(found.rows)} 张表，{found.total} 行。")
    shown = {name: found.rows[name] for name in ("case", "event", "user") if name in found.rows}
    click.echo("　".join(f"{name} {count}" for name, count in shown.items()))
    click.echo(f"SHA-256 {found.sha}")
