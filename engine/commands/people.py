"""``heshi user`` and ``heshi token``: keys for people and programs."""

import re

import click

from engine.commands.deadline_words import at_office
from engine.commands.opening import desk
from engine.commands.speaking import misuse
from engine.queries.accounts import account
from engine.rules.errors import NotAllowed, NotFound
from engine.rules.permissions import Role
from engine.rules.roster import UserEntry
from engine.rules.roster_words import ROLE_WORDS
from engine.usecases.accounts import issue_token, reset_password
from engine.usecases.people_admin import active_user_id, add_user

LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


@click.group("user", help="用户：新增，重置口令。")
def user() -> None:
    """Hold the commands about people together."""


@user.command(
    "add",
    help="新增用户，给出一次性口令。",
    epilog="""\b
例：
  heshi user add wang.fang --name 王芳 --office cg --role 调解员 --role 受理员
岗位：受理员 调解员 调委会主任 分流员 督办员 分管领导 对接联络员
      系统管理员 安全管理员 审计员（或其代码）。""",
)
@click.argument("login")
@click.option("--name", required=True, help="姓名")
@click.option("--office", required=True, metavar="CODE", help="单位编码")
@click.option("--role", "roles", required=True, multiple=True, help="岗位，可写几次")
@click.option("--email", help="邮箱")
def add(*, login: str, name: str, office: str, roles: tuple[str, ...], email: str | None) -> None:
    """Add a person."""
    if not LOGIN.fullmatch(login):
        misuse("登录名只用字母、数字、点、短横和下划线。")
    posts = tuple((office, _role(word)) for word in dict.fromkeys(roles))
    with desk() as opened:
        key = add_user(opened, None, UserEntry(0, login, name, posts, email))
    click.echo(f"已新增 {key.login}　{key.name}。一次性口令（只显示这一次）：{key.password}")


def _role(word: str) -> Role:
    code = ROLE_WORDS.get(word, word)
    if code not in set(Role):
        misuse(f"没有这个岗位：{word}。可用：{'、'.join(ROLE_WORDS)}。")
    return Role(code)


@user.command(
    "reset",
    help="重置口令：给出一次性口令，原有登录全部失效。",
    epilog="""\b
例：
  heshi user reset wang.fang""",
)
@click.argument("login")
def reset(*, login: str) -> None:
    """Give a new one-time password."""
    with desk() as opened:
        word = reset_password(opened, None, login)
    click.echo(f"{login} 的一次性口令（只显示这一次）：{word}")


@click.command(
    "token",
    help="给一名用户发接口令牌，十二小时有效，只显示这一次。",
    epilog="""\b
例：
  heshi token wang.fang
  curl -H "Authorization: Bearer $(heshi token wang.fang --quiet)" …/api/v1/cases""",
)
@click.argument("login", metavar="USER")
@click.option("--quiet", is_flag=True, help="只输出令牌")
def token(*, login: str, quiet: bool) -> None:
    """Issue an API token."""
    with desk() as opened:
        user_id = active_user_id(opened, login)
        with opened.read() as session:
            found = account(session, user_id, opened.local_day(opened.now()))
        if found is None:
            raise NotFound("user.unknown", login=login)
        if found.must_change_password:
            raise NotAllowed("password.must_change")
        word, ends = issue_token(opened, found.actor)
    click.echo(word if quiet else f"{word}\n有效至 {at_office(ends)}（北京时间）")
