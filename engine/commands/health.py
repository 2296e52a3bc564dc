"""``heshi health``: whether the installation keeps its time, for a person or a cron line."""

import click

from engine.commands.opening import desk
from engine.commands.speaking import ports, refuse
from engine.queries.health import Health
from engine.queries.health import health as state
from engine.rules.punctuality import Trouble


@click.command(
    "health",
    help="巡检是不是按时，有没有积压。一切正常退出码 0；迟了（周期加 5 分钟）退出码 1。",
    epilog="""\b
例：
  heshi health
  */5 * * * * heshi health --quiet || 通知值班   （放进 cron）""",
)
@click.option("--quiet", is_flag=True, help="正常时什么都不说")
def health(*, quiet: bool) -> None:
    """Say how the installation is."""
    with desk() as opened, opened.read() as session:
        periods = {each.name: each.seconds for each in ports.ticks(opened)}
        found = state(session, opened.now(), periods)
    if found.troubles:
        first, *others = (_sentence(each) for each in found.troubles)
        refuse(first, lines=others)
    if not quiet:
        click.echo(_summary(found))


def _sentence(trouble: Trouble) -> str:
    if trouble.code == "tick.never":
        return f"{trouble.tick} 还没有运行过，请启动 heshi serve 或 heshi worker。"
    if trouble.code == "clock.late":
        return f"最早到期的期限已等了 {trouble.minutes} 分钟还没有办，请看日志和看板。"
    return f"{trouble.tick} 已停了 {trouble.minutes} 分钟，请检查 heshi serve 或 heshi worker。"


def _summary(found: Health) -> str:
    waiting = found.messages.get("queued", 0)
    lines = [f"正常。待发消息 {waiting} 条，死信 {found.messages.get('dead', 0)} 条"]
    lines.append(f"隔离的程序 {found.quarantined} 个，未封存的事件 {found.unsealed} 条")
    if found.jobs:
        lines.append("队列 " + "、".join(f"{key} {n}" for key, n in sorted(found.jobs.items())))
    told = "；".join(lines) + "。"
    years = "、".join(str(year) for year in found.uncovered)
    note = f"\n注意：{years} 年的放假安排还没有载入，到期日是暂定的；heshi calendar load。"
    return told + note if years else told
