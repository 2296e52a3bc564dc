"""``heshi worker``: one of the programs that do the ticks and the cases' jobs of a cluster."""

from functools import partial
from importlib.util import find_spec

import click

from engine.commands.opening import desk, settings
from engine.commands.speaking import ports
from engine.logs import log_to_stderr
from engine.rules.errors import Conflict


@click.command(
    "worker",
    help="多台机器共用一个 PostgreSQL 库时，办理巡检、到期和发送。可以开几个，在几台机器上。",
    epilog="""\b
例：
  heshi worker                 同时办 4 件（HESHI_WORKER_HANDS）
  heshi worker --hands 8
停止：Ctrl+C 或 SIGTERM；正在办的会先办完。被强行停掉的，别的 worker 会接着办。""",
)
@click.option("--hands", type=click.IntRange(1, 64), help="同时办几件（HESHI_WORKER_HANDS）")
def worker(*, hands: int | None) -> None:
    """Work until told to stop."""
    require_extra()
    from engine.cluster import run_worker

    log_to_stderr(settings())
    with desk(patient=True) as opened:
        many = hands or opened.settings.worker_hands
        ready = partial(click.echo, "worker 已就绪，Ctrl+C 停止。")
        run_worker(opened, ports.ticks(opened), many, ready=ready)


def require_extra() -> None:
    """Return if what a cluster needs is installed.

    Raises:
        Conflict: ``cluster.extra``.

    """
    if find_spec("procrastinate") is None:
        raise Conflict("cluster.extra")
