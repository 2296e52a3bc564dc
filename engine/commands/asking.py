"""``heshi deadline`` and ``heshi decide``: asking the rules, with or without a database."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from zoneinfo import ZoneInfo

import click

from engine.commands.arguments import DAYS, MOMENT, instant
from engine.commands.deadline_words import at_office, basis, line, lines, named
from engine.commands.opening import desk_if_any, settings
from engine.commands.speaking import Exit, misuse, refuse
from engine.feel import Decision, MatchedRow, to_plain
from engine.rules.counting import Pause
from engine.usecases.reckoning import (
    Question,
    Reckoned,
    ask,
    known_facts,
    reckon,
    table_names,
    unknown_facts,
)


@click.command(
    help="算一个期限：到哪一天，为什么是这一天。",
    epilog="""\b
例：
  heshi deadline PM-01 --start 2026-01-31
  heshi deadline MED-01 --start 2026-01-20 --pause 2026-02-02..2026-02-09 --extend 10
  heshi deadline C-RISK --start 2026-03-02T09:30 --json
没有建库时，用随程序的规则表和公布的放假安排来算。规则编号见 docs/law.md。""",
)
@click.argument("rule", metavar="RULE")
@click.option("--start", type=MOMENT, required=True, help="起算之日；按小时的期限写时刻")
@click.option("--pause", "pauses", type=DAYS, multiple=True, help="不计的日子，可写几次")
@click.option("--extend", "extensions", type=int, multiple=True, help="延长多少（规则的单位）")
@click.option("--office", metavar="CODE", help="按这个单位的工作日历")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def deadline(  # noqa: PLR0913  # one parameter for each option
    *,
    rule: str,
    start: date | datetime,
    pauses: tuple[Pause, ...],
    extensions: tuple[int, ...],
    office: str | None,
    as_json: bool,
) -> None:
    """Work a time limit out and say why."""
    if isinstance(start, datetime):
        start = instant(start, ZoneInfo(settings().zone))
    with desk_if_any() as desk:
        found = reckon(desk, Question(rule, start, pauses, extensions, office))
    if as_json:
        click.echo(json.dumps(as_plain(found), ensure_ascii=False, indent=2))
        return
    click.echo(f"{found.rule.key}　{found.rule.name_zh}")
    due_on, due_at = found.computed.due_on, found.computed.due_at
    if due_on and due_at:
        mark = "　暂定" if found.computed.provisional else ""
        click.echo(f"到期：{named(due_on)}{mark}　截止时刻：{at_office(due_at)}")
    else:
        click.echo("到期：正在暂停，恢复后再算")
    click.echo("\n为什么是这一天")
    click.echo("\n".join(f"  {words}" for words in lines(found)))


def as_plain(found: Reckoned) -> dict[str, object]:
    """Return the answer as plain JSON; days are ISO days at the office, instants ISO in UTC."""
    computed = found.computed
    return {
        "rule": found.rule.key,
        "basis": basis(found),
        "start": computed.start_on.isoformat(),
        "raw_end_on": _plain(computed.raw_end_on),
        "due_on": _plain(computed.due_on),
        "due_at": _plain(computed.due_at),
        "provisional": computed.provisional,
        "steps": [
            {
                "code": step.code,
                "day": _plain(step.day),
                "params": {key: _plain(value) for key, value in step.params.items()},
                "text": line(step, found.calendar),
            }
            for step in computed.steps
        ],
    }


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


@click.command(
    help="问一张决策表：结果是什么，哪几行符合。",
    epilog="""\b
例：
  heshi decide score people=12 violence=threat amount_fen=3200000
  heshi decide grade points=55 --json
  heshi decide deadlines rule=PM-01 opened_on=2026-03-02
值可以写 FEEL（true、12、"文字"）或直接写文字。""",
)
@click.argument("table", metavar="TABLE")
@click.argument("words", nargs=-1, metavar="[KEY=VALUE]…")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def decide(*, table: str, words: tuple[str, ...], as_json: bool) -> None:
    """Ask a table."""
    facts = dict(_pair(word) for word in words)
    with desk_if_any() as desk:
        if table not in (names := table_names(desk)):
            refuse(f"没有这张决策表：{table}。", lines=[f"可以问的有：{'、'.join(names)}"])
        if strange := unknown_facts(desk, table, facts):
            known = "、".join(known_facts(desk, table))
            mend = f"它看的是：{known}。请改正写法，或者去掉。"
            refuse(f"决策表 {table} 不看：{'、'.join(strange)}。", lines=[mend])
        found = ask(desk, table, facts)
    if as_json:
        click.echo(json.dumps(_answer(table, found), ensure_ascii=False, indent=2))
    else:
        _tell(found)
    if not found.matched:
        raise click.exceptions.Exit(Exit.REFUSED)


def _pair(word: str) -> tuple[str, str]:
    key, equals, value = word.partition("=")
    if not equals or not key:
        misuse(f"“{word}”不是 KEY=VALUE。")
    return key.strip(), value.strip()


def _answer(table: str, found: Decision) -> dict[str, object]:
    rows = [
        {
            "number": row.number,
            "outputs": _values(row.outputs),
            "annotations": dict(row.annotations),
        }
        for row in found.rows
    ]
    outputs: object
    if isinstance(found.outputs, Mapping):
        outputs = _values(found.outputs)
    else:
        outputs = [_values(each) for each in found.outputs]
    return {"table": table, "outputs": outputs, "rows": rows}


def _values(outputs: Mapping[str, object]) -> dict[str, object]:
    return {key: _plain(to_plain(value)) for key, value in outputs.items()}


def _tell(found: Decision) -> None:
    if not found.matched:
        click.echo("没有一行符合。")
        return
    if isinstance(found.outputs, Mapping):
        for key, value in _values(found.outputs).items():
            click.echo(f"{key} = {_shown(value)}")
    click.echo(f"\n符合的行（{len(found.rows)}）")
    for row in found.rows:
        click.echo(f"  第 {row.number} 行　{_row(row)}")


def _row(row: MatchedRow) -> str:
    notes = [text for text in row.annotations.values() if text]
    outputs = [f"{key}={_shown(value)}" for key, value in _values(row.outputs).items()]
    return "；".join((notes or outputs)[:4])


def _shown(value: object) -> str:
    if value is None:
        return "（空）"
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value)
