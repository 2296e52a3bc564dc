"""``heshi keys`` and ``heshi erase``: keys of what lies encrypted, and personal facts erased."""

from pathlib import Path

import click

from engine.commands.opening import desk, settings
from engine.commands.speaking import refuse
from engine.desk import Desk
from engine.queries.accounts import account
from engine.rules.errors import NotFound
from engine.storage.keyring import AUDIT_FILE, FIELDS_FILE
from engine.storage.people import user_by_login
from engine.usecases.keys import AUDIT, FIELDS, KeyUse, encrypt, keys_in_use, turn_keys
from engine.usecases.revealing import erase_personal_facts

RINGS = {FIELDS: "个人信息", AUDIT: "事件链"}


@click.group("keys", help="加密密钥：看有哪些，换新的。密钥本身从不显示，也不进备份。")
def keys() -> None:
    """Hold the commands about keys together."""


@keys.command("list", help="有哪些密钥，各管多少行。", epilog="例：heshi keys list")
def show() -> None:
    """List the keys."""
    chosen = settings()
    folder = Path(chosen.var_dir)
    with desk() as opened:
        found = keys_in_use(opened)
    places = {
        FIELDS: "HESHI_DATA_KEYS" if chosen.data_keys else folder / FIELDS_FILE,
        AUDIT: "HESHI_AUDIT_KEYS" if chosen.audit_keys else folder / AUDIT_FILE,
    }
    for ring, name in RINGS.items():
        click.echo(f"{name}　{places[ring]}")
        for each in found:
            if each.ring == ring:
                click.echo(f"  {each.key_id or '（还没有加密）'}　{each.rows} 行　{_state(each)}")


def _state(use: KeyUse) -> str:
    if use.key_id is None:
        return "等待加密"
    if not use.here:
        return "缺这个密钥：解不开"
    return "现用" if use.current else "旧"


@keys.command(
    "rotate",
    help="换一个新密钥。旧密钥留着，旧内容由后台分批改用新密钥，服务照常运行。",
    epilog="""\b
例：
  heshi keys rotate           换个人信息的密钥
  heshi keys rotate --audit   换事件链的密钥""",
)
@click.option("--audit", "audited", is_flag=True, help="换事件链的密钥")
@click.option("--now", is_flag=True, help="马上把旧内容全部改用新密钥，不等后台")
def rotate(*, audited: bool, now: bool) -> None:
    """Turn a ring."""
    with desk() as opened:
        key_id = turn_keys(opened, AUDIT if audited else FIELDS)
        click.echo(f"现用密钥：{key_id}。请把新的密钥文件另存一份，与备份分开放。")
        if now and not audited:
            click.echo(f"已改用新密钥：{_all(opened)} 行。")


def _all(opened: Desk) -> int:
    done = 0
    while lot := encrypt(opened):
        done += lot
    return done


@click.command(
    "erase",
    help="删除一件已结案件里一位当事人的个人信息。不能恢复；事件链照旧完整。",
    epilog="""\b
例：
  heshi erase HS2026000123 456 --reason 本人申请 --by zhuren
当事人编号在案件页“当事人”里。""",
)
@click.argument("code", metavar="CODE")
@click.argument("party", type=int, metavar="PARTY")
@click.option("--reason", required=True, help="依据和理由，记入日志")
@click.option("--by", "login", required=True, help="谁决定的：登录名")
@click.option("--yes", is_flag=True, help="不再询问")
def erase(*, code: str, party: int, reason: str, login: str, yes: bool) -> None:
    """Erase what is known of a party."""
    with desk() as opened:
        with opened.read() as session:
            user = user_by_login(session, login)
            if user is None:
                raise NotFound("user.unknown", login=login)
            found = account(session, user.id, opened.local_day(opened.now()))
            if found is None:
                raise NotFound("user.unknown", login=login)
        if not yes and not click.confirm("删除后不能恢复。确定？"):
            refuse("没有删除。")
        erase_personal_facts(opened, found.actor, code, party, reason)
    click.echo("已删除。")
