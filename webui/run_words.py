"""A run on trial in words: what was done to it, what came of it, its values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from engine.feel import FeelError, compile_expression, to_plain
from engine.queries.trial_runs import Happened, RunClockLine, RunEntry, RunView
from engine.rules.deadline_rule import rule_from_row
from engine.rules.errors import Invalid
from webui.clock_sheet import clock_name
from webui.formatting import day, instant
from webui.frame import today
from webui.naming import reader_name
from webui.studio_words import EFFECTS, MESSAGES, VALUES
from webui.terms import term
from webui.translate import gettext

ICONS = {
    "effect": "arrow-right",
    "table": "table",
    "opened": "hourglass-split",
    "ended": "check-circle",
    "colour": "clock",
    "expired": "exclamation-octagon-fill",
}
MOST_LINES = 200


@dataclass(frozen=True, slots=True)
class Told:
    """One line of a run's story: a sign and a sentence."""

    icon: str
    words: str


def element_name(run: RunView, element: str) -> str:
    """Return what people call an element of the run's diagrams, in the reader's language."""
    for diagram in run.diagrams:
        if element in diagram.names:
            chinese, english = diagram.names[element]
            name = reader_name(chinese, english)
            return " ".join(name.split())
    return element


def rule_words(run: RunView, rule: str) -> str:
    """Return a clock's name with its length."""
    found = next((each for each in run.clocks if each.rule == rule), None)
    return clock_words(found) if found else rule


def clock_words(clock: RunClockLine) -> str:
    """Return a clock's name with its length."""
    return clock_name(rule_from_row(clock.row))


def message_words(message: str) -> str:
    """Return what people call a message."""
    return str(MESSAGES.get(message, message))


def value_words(key: str, value: object) -> tuple[str, str]:
    """Return what people call a value, and what it is, with its code where that has words."""
    known = VALUES.get(key)
    shown = literal(value)
    if known and known.term and isinstance(value, str) and value:
        word = term(known.term, value)
        shown = f"{word} {value}" if word != value else shown
    return (str(known.words) if known else ""), shown


def act_words(run: RunView, entry: RunEntry) -> str:
    """Return what was done, in one sentence."""
    act = entry.act
    kind = act["kind"]
    if kind == "complete":
        return gettext("办完“%(step)s”", step=element_name(run, str(act["element"])))
    if kind == "send":
        return gettext("发出消息“%(message)s”", message=message_words(str(act["message"])))
    if kind == "move":
        return gettext("时钟拨到 %(when)s", when=instant(entry.at, today()))
    return gettext("开始，时钟 %(when)s", when=instant(entry.at, today()))


def told(run: RunView, happened: Happened) -> Told:
    """Return what came of an act, one line."""
    return Told(ICONS.get(happened.what, "dash"), _words(run, happened))


def _words(run: RunView, happened: Happened) -> str:
    facts = happened.facts
    if happened.what == "effect":
        effect = str(facts["effect"])
        return gettext("会做：%(effect)s", effect=EFFECTS.get(effect, effect))
    if happened.what == "table":
        return _table(facts)
    return _clock(run, happened)


def _clock(run: RunView, happened: Happened) -> str:
    facts = happened.facts
    clock = rule_words(run, str(facts["rule"]))
    when = instant(happened.at, today())
    if happened.what == "opened":
        due = facts["due_on"]
        last = day(date.fromisoformat(str(due)), today()) if due else gettext("由案件定")
        return gettext("期限“%(clock)s”开始，最后一日 %(day)s", clock=clock, day=last)
    if happened.what == "ended":
        if facts["met"]:
            return gettext("期限“%(clock)s”办完，停止计算", clock=clock)
        return gettext("期限“%(clock)s”不再需要", clock=clock)
    if happened.what == "expired":
        return gettext("%(when)s，期限“%(clock)s”届满", when=when, clock=clock)
    colour = term("colour", str(facts["colour"]))
    return gettext("%(when)s，期限“%(clock)s”转为%(colour)s", when=when, clock=clock, colour=colour)


def _table(facts: Mapping[str, object]) -> str:
    rows, outputs = facts["rows"], facts["outputs"]
    numbers = gettext("、").join(map(str, rows)) if isinstance(rows, list) else ""
    said = outputs.items() if isinstance(outputs, Mapping) else ()
    values = gettext("，").join(f"{key} = {literal(value)}" for key, value in said)
    if not numbers:
        return gettext(
            "决策表 %(table)s 没有命中任何一行：%(values)s", table=facts["table"], values=values
        )
    return gettext(
        "决策表 %(table)s 命中第 %(rows)s 行：%(values)s",
        table=facts["table"],
        rows=numbers,
        values=values,
    )


def literal(value: object) -> str:
    """Return a value as it may be typed in again."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(literal, value)) + "]"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return str(value)


def value_lines(values: Mapping[str, object]) -> str:
    """Return values as lines ``key = value``, to be changed and read by ``read_lines``."""
    return "\n".join(f"{key} = {literal(value)}" for key, value in values.items())


def read_lines(text: str, field: str) -> dict[str, object]:
    """Return the values typed as lines ``key = value``.

    A value is a FEEL literal; a word without quotes is taken as text.

    Raises:
        Invalid: ``trial.values`` naming *field*.

    """
    found: dict[str, object] = {}
    lines = [each.strip() for each in text.splitlines() if each.strip()]
    if len(lines) > MOST_LINES:
        raise Invalid("trial.values", fields={field: "too_long"})
    for line in lines:
        key, sign, value = line.partition("=")
        if not sign or not key.strip():
            raise Invalid("trial.values", fields={field: "values.line"}, line=line[:60])
        found[key.strip()] = _value(value.strip())
    return found


def _value(text: str) -> object:
    try:
        return to_plain(compile_expression(text).evaluate({}))
    except FeelError:
        return text
