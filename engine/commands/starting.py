"""``heshi init`` and ``heshi migrate``: the beginning of an installation."""

import csv
import os
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import click

from engine.commands.fault_words import as_csv, in_words
from engine.commands.opening import desk, settings
from engine.commands.speaking import progress, refuse
from engine.presence import note_release
from engine.rules.case import Level, OfficeKind
from engine.rules.errors import Conflict
from engine.rules.roster import OfficeEntry, UserEntry, read_offices, read_users
from engine.rules.roster_words import OWN_CHANNELS
from engine.rules.sheets import Fault
from engine.storage.database import Database, database_of
from engine.storage.migrations import head, migrate, require_current, revision_of
from engine.usecases.people_admin import Key, Start, administrator, begin, require_new, shipped

CSV = click.Path(exists=True, dir_okay=False, path_type=Path)
SHOWN = 30  # faults told on the screen; ``--report`` writes all
ROOT_CODE = "county"


@click.command(
    "init",
    help="建立正式库：表、工作日历、办案程序、单位、用户，给出首位管理员的一次性口令。",
    epilog="""\b
例：
  heshi init
  heshi init --offices 单位.csv --users 用户.csv
  heshi init --offices 单位.csv --users 用户.csv --skip-bad --passwords 口令.csv
名单是 CSV（UTF-8 或 GB18030），列名见 docs/operations.md。名单有误时什么都不写。""",
)
@click.option("--offices", type=CSV, help="单位名单")
@click.option("--users", type=CSV, help="用户名单")
@click.option("--admin", default="admin", show_default=True, help="首位管理员的登录名")
@click.option(
    "--county", default="县矛调中心", show_default=True, help="没有单位名单时，中心的名称"
)
@click.option("--skip-bad", is_flag=True, help="跳过有误的行，其余照办")
@click.option("--report", type=click.Path(path_type=Path), help="把有误的行写入这个 CSV")
@click.option("--passwords", type=click.Path(path_type=Path), help="把一次性口令写入这个文件")
def init(  # noqa: PLR0913  # one parameter for each option
    *,
    offices: Path | None,
    users: Path | None,
    admin: str,
    county: str,
    skip_bad: bool,
    report: Path | None,
    passwords: Path | None,
) -> None:
    """Begin an installation."""
    places, faults = _offices(offices, county)
    people, more = _users(users, places)
    _judge([*faults, *more], report, skip_bad=skip_bad)
    if not places:
        refuse("单位名单里没有可用的行，没有建库。")
    if any(entry.login.lower() == admin.lower() for entry in people):
        refuse(f"用户名单里已有登录名 {admin}，请用 --admin 另给首位管理员一个登录名。")
    first = administrator(admin, "系统管理员", places[0].code)
    if passwords is not None and passwords.exists():
        refuse(f"文件已经有了：{passwords}。请换一个名字。")
    keys = _begin(Start(places, [first, *people], shipped()))
    _hand_out(keys, passwords)
    click.echo(f"建好了：单位 {len(places)} 个，用户 {len(keys)} 名。")
    click.echo("下一步：heshi serve，用管理员登录并更换口令。")


def _begin(start: Start) -> list[Key]:
    """Make the tables, then everything that begins an installation, or nothing of it."""
    database = database_of(settings())
    try:
        _migrate(database)
    finally:
        database.dispose()
    with desk() as opened:
        require_new(opened)
        with progress("生成口令") as told:
            return begin(opened, start, told=told)


def _offices(file: Path | None, county: str) -> tuple[list[OfficeEntry], list[Fault]]:
    if file is not None:
        return read_offices(file.name, file.read_bytes())
    kind = OfficeKind.COUNTY_CENTRE
    channels = OWN_CHANNELS[kind]
    root = OfficeEntry(0, ROOT_CODE, county, kind, Level.COUNTY, None, channels=channels)
    return [root], []


def _users(file: Path | None, places: Sequence[OfficeEntry]) -> tuple[list[UserEntry], list[Fault]]:
    if file is None:
        return [], []
    return read_users(file.name, file.read_bytes(), frozenset(place.code for place in places))


def _judge(faults: Sequence[Fault], report: Path | None, *, skip_bad: bool) -> None:
    """Report the bad rows; go on only if there are none, or they are to be left out."""
    if report is not None:
        report.write_text(as_csv(faults), "utf-8-sig")
    if not faults:
        return
    lines = [in_words(fault) for fault in faults[:SHOWN]]
    if len(faults) > SHOWN:
        lines.append(f"……还有 {len(faults) - SHOWN} 处，用 --report 写入文件。")
    structural = any(fault.line == 1 for fault in faults)
    if not skip_bad or structural:
        refuse(f"名单有 {len(faults)} 处要改，什么都没有写。", lines=lines)
    click.echo(f"! 名单有 {len(faults)} 处有误，已跳过这些行：", err=True)
    for line in lines:
        click.echo(f"  {line}", err=True)


def _hand_out(keys: Sequence[Key], file: Path | None) -> None:
    """Tell every one-time password once: on the screen, or into a file only we can read."""
    if file is None:
        click.echo("一次性口令（只显示这一次，首次登录须更换）：")
        for key in keys:
            click.echo(f"  {key.login}　{key.name}　{key.password}")
        return
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8-sig", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(["登录名", "姓名", "一次性口令"])
        writer.writerows([key.login, key.name, key.password] for key in keys)
    click.echo(f"一次性口令写在 {file}，发完请删除。")
    click.echo(f"首位管理员：{keys[0].login}　{keys[0].password}")


@click.command(
    "migrate",
    help="把数据库升级到本版程序要的表。升级前请先备份。",
    epilog="""\b
例：
  heshi backup 升级前.db && heshi migrate""",
)
def migrate_database() -> None:
    """Bring the tables up to date."""
    database = database_of(settings())
    try:
        before = revision_of(database)
        _migrate(database)
    finally:
        database.dispose()
    if before == head():
        click.echo(f"已是最新：{before}。")
    else:
        click.echo(f"已升级：{before or '空库'} → {head()}。")


def _migrate(database: Database) -> None:
    """Bring the tables up to date; a database of a later release is left alone.

    On PostgreSQL the queue's tables too, where the extra ``cluster`` is installed.
    """
    try:
        require_current(database)
    except Conflict as found:
        if found.code == "schema.newer":
            raise
        migrate(database)
    if not database.is_sqlite:
        note_release(database)
        if find_spec("procrastinate") is not None:
            from engine.cluster import lay_queue

            lay_queue(database)
