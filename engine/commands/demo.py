"""``heshi demo``: make the demo county. Progress on standard error, accounts on standard output."""

import gc
import sys
from time import perf_counter

import click

from engine.commands.opening import settings
from engine.demo.building import PASSWORD, SEED, accounts, build
from engine.desk import open_desk
from engine.rules.errors import Conflict
from engine.settings import Settings
from engine.storage.database import database_of
from engine.storage.migrations import migrate, revision_of

HELP = """在空数据库里建一个虚构的县，并用真实流程演完最近一年的案件。

\b
例：
  HESHI_DATABASE_URL=sqlite:///var/demo/heshi.db heshi demo --cases 200
"""
FULL = 1000  # steps of the progress bar
FEW_COLLECTIONS = 50_000  # a year makes many short-lived objects and hardly a cycle


@click.command("demo", help=HELP)
@click.option("--cases", default=200, show_default=True, help="案件数。")
@click.option("--seed", default=SEED, show_default=True, help="同一种子、同一天，得到同样的案件。")
def demo(cases: int, seed: int) -> None:
    """Make the demo county in an empty database and play the last year's cases."""
    chosen = settings()
    _prepare(chosen)
    desk = open_desk(chosen, durable=False)
    gc.freeze()
    gc.set_threshold(FEW_COLLECTIONS)
    begun = perf_counter()
    try:
        # The bar is drawn on a terminal only; in a pipe click prints its label.
        with click.progressbar(length=FULL, label="演示库", file=sys.stderr) as bar:
            built = build(desk, cases, seed, lambda share: bar.update(int(share * FULL) - bar.pos))
            bar.update(FULL - bar.pos)
    finally:
        desk.database.dispose()
    if built.refused:
        click.echo(f"有 {len(built.refused)} 个动作被拒绝，已跳过。", err=True)
    click.echo(f"用时 {perf_counter() - begun:.0f} 秒。", err=True)
    click.echo(accounts_text(built.cases))


def accounts_text(cases: int) -> str:
    """Return what a newcomer reads: the accounts, one for each role, and the one password."""
    lines = [f"演示库：枫溪县（虚构），{cases} 件案件。口令都是 {PASSWORD}", ""]
    lines += [f"  {login:<9}{sees}" for login, sees in accounts()]
    return "\n".join(lines)


def _prepare(chosen: Settings) -> None:
    """Bring an empty database to this release's tables.

    Raises:
        Conflict: ``demo.not_empty``: it has tables already; a demo is never mixed with work.

    """
    database = database_of(chosen, durable=False)
    try:
        if revision_of(database) is not None:
            raise Conflict("demo.not_empty")
        migrate(database)
    finally:
        database.dispose()
