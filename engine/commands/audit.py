"""``heshi audit``: does the log still say what was written into it?"""

from datetime import timedelta
from pathlib import Path

import click

from engine.commands.deadline_words import at_office
from engine.commands.opening import desk
from engine.commands.speaking import Exit, progress, refuse
from engine.desk import Desk
from engine.queries.chain import Verified, verify_chain
from engine.rules.chain import Break
from engine.storage.anchors import Anchor, folder_of, read_anchors
from engine.storage.chain import last_seal
from engine.usecases.sealing import audit_ring, make_anchor, seal_everything

WHY = {
    "missing": "链上缺了这一行",
    "deleted": "这一行封存的事件被删除",
    "altered": "事件或者封存记录被改动",
    "reordered": "事件的先后被调换",
    "inserted": "这一行是后来插入的",
    "unknown_key": "封存用的密钥不在本机的密钥文件里",
    "truncated": "锚点记到的位置已经不存在：末尾的事件被截去",
    "anchor": "与锚点记下的封存值不同",
    "anchor_forged": "锚点不是本系统写的，或者被改动",
}


@click.group("audit", help="事件链：封存、核对、每日锚点。")
def audit() -> None:
    """Hold the commands about the chain together."""


@audit.command(
    "verify",
    help="从头核对事件链，指出第一处不符。不符时退出码为 1。",
    epilog="""\b
例：
  heshi audit verify
  heshi audit verify --anchors /mnt/anchors""",
)
@click.option(
    "--anchors",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="锚点所在的目录；不写就用 HESHI_VAR_DIR 里的 anchors",
)
def verify(*, anchors: Path | None) -> None:
    """Follow the chain."""
    with desk() as opened:
        found = verify_all(opened, anchors)
    tell(found)
    if not found.sound:
        raise click.exceptions.Exit(Exit.REFUSED)


def verify_all(opened: Desk, anchors: Path | None = None) -> Verified:
    """Verify the chain of an installation with a bar.

    Raises:
        Conflict: ``keys.audit_missing``. Invalid: ``anchor.unreadable``.

    """
    kept = read_anchors(anchors or folder_of(opened.settings))
    late_before = opened.now() - timedelta(minutes=opened.settings.seal_minutes)
    with opened.read() as session, progress("核对") as told:
        ring = audit_ring(opened, last_seal(session))
        return verify_chain(session, ring, kept, late_before, told)


def tell(found: Verified) -> None:
    """Say what was found."""
    waiting, broken = found.unsealed, found.broken
    if broken is None:
        click.echo(f"✓ 已封存 {found.sealed} 条，逐条相符；核对了 {found.anchors} 个锚点。")
    else:
        click.echo(f"✗ 第 {broken.position} 位{_of_event(broken)}：{WHY[broken.why]}。", err=True)
        click.echo(f"  前面 {found.sealed} 条相符。", err=True)
        if broken.anchor:
            click.echo(f"  锚点：{broken.anchor}", err=True)
    if waiting.count and waiting.oldest:
        sign = "✗" if found.late else "·"
        oldest = f"最早的是事件 {waiting.event_id}，写于 {at_office(waiting.oldest)}"
        click.echo(f"{sign} 未封存 {waiting.count} 条，{oldest}。", err=found.late)
    if found.backdated:
        click.echo(
            f"! {len(found.backdated)} 条的写入时刻比前一条早一小时以上"
            f"（先看事件 {found.backdated[0]}）：机器时钟拨回过，或者有人绕过程序写入。"
        )


def _of_event(broken: Break) -> str:
    return f"（事件 {broken.event_id}）" if broken.event_id else ""


@audit.command(
    "seal",
    help="马上封存还没有封存的事件。服务运行时自己会做。",
    epilog="例：heshi audit seal",
)
def seal_now() -> None:
    """Seal what waits."""
    with desk() as opened:
        done = 0
        while lot := seal_everything(opened):
            done += lot
    click.echo(f"封存了 {done} 条。")


@audit.command(
    "anchor",
    help="写下今天的锚点，并印出可以签字存档的一页。",
    epilog="例：heshi audit anchor > 锚点.txt",
)
def anchor() -> None:
    """Write and print the anchor."""
    with desk() as opened:
        while seal_everything(opened):
            pass
        made, folder = make_anchor(opened), folder_of(opened.settings)
    if made is None:
        refuse("还没有事件，没有可以写的锚点。")
    click.echo(as_page(made))
    click.echo(f"已写入 {folder / made.day}.json，请另存到别的机器或打印存档。", err=True)


def as_page(made: Anchor) -> str:
    """Return an anchor as a page to print, the seal in groups people can compare."""
    groups = [made.seal[start : start + 8] for start in range(0, len(made.seal), 8)]
    return "\n".join(
        (
            "和事　事件链锚点",
            f"日期　　{made.day}",
            f"位置　　第 {made.position} 位（事件 {made.event_id}）",
            f"封存于　{made.sealed_at}",
            f"密钥　　{made.key_id}",
            f"封存值　{' '.join(groups[:4])}",
            f"　　　　{' '.join(groups[4:])}",
            "",
            "经办人签字：　　　　　　　　　　日期：",
        )
    )
