"""``heshi tick``, ``clock`` and ``case``: what runs by itself, and where things stand."""

import signal
import threading
from datetime import UTC, date, datetime, timedelta

import click

from engine.commands.arguments import MOMENT, instant
from engine.commands.deadline_words import at_office, named
from engine.commands.opening import desk
from engine.commands.speaking import misuse, ports, progress, refuse
from engine.desk import Desk
from engine.queries.case_sheet import CaseSheet, case_sheet
from engine.scheduler import Scheduler, run_tick
from engine.usecases.demo_clock import advance_demo, offset_of, workdays_later


@click.command(
    "tick",
    help="巡检期限、递送消息。服务运行时自己会做；单独运行时占用同一个位置。",
    epilog="""\b
例：
  heshi tick --once           各做一遍就结束
  heshi tick sweep --once     只巡检期限
  heshi tick                  一直做下去，Ctrl+C 停止""",
)
@click.argument("name", required=False)
@click.option("--once", is_flag=True, help="做一遍就结束")
def tick(*, name: str | None, once: bool) -> None:
    """Run the ticks."""
    with desk(patient=not once) as opened:
        known = ports.ticks(opened)
        chosen = tuple(each for each in known if name in (None, each.name))
        if not chosen:
            refuse(f"没有这一项：{name}。有：{'、'.join(each.name for each in known)}。")
        if not once:
            _keep_ticking(Scheduler(opened, chosen))
            return
        for each in chosen:
            click.echo(f"{each.name}：办了 {run_tick(opened, each)} 件。")


def _keep_ticking(scheduler: Scheduler) -> None:
    scheduler.start()  # first: a signal ends one that still waits for the database
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    click.echo("巡检中，Ctrl+C 停止。")
    stopped.wait()
    scheduler.stop()


@click.group("clock", help="演示库的时钟：看，往后拨。正式库的时钟不能动。")
def clock() -> None:
    """Hold the commands about a demo's clock together."""


@clock.command("show", help="现在是什么时候。", epilog="例：heshi clock show")
def show() -> None:
    """Show the time of this installation."""
    with desk() as opened:
        offset, now = offset_of(opened), opened.now()
    kind = "正式库，随机器时钟" if offset is None else f"演示库，比机器快 {_lasting(offset)}"
    click.echo(f"{named(now.astimezone(opened.zone).date())} {at_office(now)[11:]}　{kind}")


def _lasting(offset: timedelta) -> str:
    hours = round(offset.total_seconds() / 3600)
    return f"{hours // 24} 天 {hours % 24} 小时"


@clock.command(
    "advance",
    help="往后拨，途中到期的事按先后办完。",
    epilog="""\b
例：
  heshi clock advance --workdays 1
  heshi clock advance --days 7
  heshi clock advance --hours 2""",
)
@click.option("--workdays", type=click.IntRange(0, 2000), help="几个工作日")
@click.option("--days", type=click.IntRange(0, 3650), help="几天")
@click.option("--hours", type=click.IntRange(0, 87600), help="几小时")
def advance(*, workdays: int | None, days: int | None, hours: int | None) -> None:
    """Move a demo's clock by an amount."""
    given = [each for each in (workdays, days, hours) if each is not None]
    if len(given) != 1:
        misuse("请在 --workdays、--days、--hours 中选一个。")
    with desk() as opened:
        if workdays is not None:
            to = workdays_later(opened, workdays)
        else:
            to = opened.now() + timedelta(days=days or 0, hours=hours or 0)
        _advance(opened, to)


@clock.command(
    "set",
    help="拨到某一时刻（只能往后），途中到期的事按先后办完。",
    epilog="""\b
例：
  heshi clock set 2027-01-04
  heshi clock set 2027-01-04T09:00""",
)
@click.argument("moment", type=MOMENT, metavar="YYYY-MM-DD[THH:MM]")
def set_clock(*, moment: date | datetime) -> None:
    """Move a demo's clock to an instant."""
    with desk() as opened:
        _advance(opened, instant(moment, opened.zone))


def _advance(opened: Desk, to: datetime) -> None:
    """Move the clock with a bar that shows how far it has come."""
    runs = tuple(each.run for each in ports.ticks(opened))
    begun = opened.now()
    whole = int((to - begun).total_seconds())
    with progress("办理到期事项") as tell:
        moved = advance_demo(
            opened, None, to, runs, lambda at: tell(int((at - begun).total_seconds()), whole)
        )
    click.echo(f"{at_office(moved.before)} → {at_office(moved.after)}，办了 {moved.handled} 件。")


@click.command(
    "case",
    help="一件案件的现状：状态、待办步骤、期限、最近的事。默认不含当事人和案由。",
    epilog="""\b
例：
  heshi case HS2026000123
  heshi case HS2026000123 --events 50 --parties""",
)
@click.argument("code", metavar="CODE")
@click.option("--events", type=click.IntRange(0, 1000), default=10, show_default=True)
@click.option("--parties", is_flag=True, help="也显示案由和当事人姓名")
def case(*, code: str, events: int, parties: bool) -> None:
    """Show where a case stands."""
    with desk() as opened, opened.read() as session:
        sheet = case_sheet(session, code, events, parties=parties)
    click.echo(f"{sheet.code}　{sheet.docket_no or '（未编案号）'}　{sheet.title or ''}".rstrip())
    click.echo(f"状态 {sheet.status}　渠道 {sheet.channel or '—'}　等级 {sheet.grade}")
    click.echo(f"责任单位 {sheet.holder}　时限颜色 {sheet.colour or '—'}")
    for title, lines in _parts(sheet):
        if lines:
            click.echo(f"\n{title}")
            click.echo("\n".join(f"  {line}" for line in lines))


def _parts(sheet: CaseSheet) -> list[tuple[str, list[str]]]:
    processes = [
        f"{kind}　{status}　程序第 {version} 版{'　' + fault if fault else ''}"
        for kind, status, version, fault in sheet.processes
    ]
    steps = [
        f"{step.name}（{step.element}）　{step.office}　{step.assignee or '待认领'}"
        f"　{_due(step.due_at)}"
        for step in sheet.steps
    ]
    clocks = [
        f"{each.rule}　{each.status}　{each.colour}　到期 {each.due_on or '暂停中'}"
        f"{'（暂定）' if each.provisional else ''}"
        for each in sheet.clocks
    ]
    events = [f"{at_office(one.at)}　{one.kind}　{one.by or '系统'}" for one in sheet.events]
    parties = [f"{role}　{name}" for role, name in sheet.parties]
    titles = ("程序", "待办步骤", "期限", "最近的事", "当事人")
    return list(zip(titles, (processes, steps, clocks, events, parties), strict=True))


def _due(due_at: datetime | None) -> str:
    return f"到期 {at_office(due_at.astimezone(UTC))}" if due_at else "无期限"
