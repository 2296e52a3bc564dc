"""Rows of law tables made ready to read: chosen by what was asked, their codes in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from engine.feel import Table
from engine.rules.deadline_rule import DeadlineRule, Unit
from engine.rules.deadline_table import RuleRow
from webui import approval_words
from webui.clock_sheet import clock_name
from webui.law_terms import EXTENDABLE, SHORT_ROLLS, cell_words
from webui.naming import reader_name
from webui.start_words import start_word
from webui.terms import term
from webui.translate import gettext, language_tag
from webui.wording import field_sentence

HIDDEN = {"zh": ("name_en",), "en": ("name_zh",)}


@dataclass(frozen=True, slots=True)
class ShownRule:
    """A row of deadlines.dmn in words; ``over`` says that it is not in effect any more."""

    number: int
    element: str
    key: str
    name: str
    channel: str = ""
    start: str = ""
    length: str = ""
    roll: str = ""
    extension: str = ""
    law: str = ""
    span: str = ""
    expiry: str = ""
    note: str = ""
    over: bool = False
    to_come: bool = False
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownTable:
    """Any other table in words: its headings (inputs first), its rows, each with a note."""

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...], str], ...]


def shown_rows(
    rows: Iterable[RuleRow], asked: Mapping[str, str], today: date
) -> tuple[ShownRule, ...]:
    """Return the rows that were asked for (``q``, ``channel``, ``origin``; ``old``: past ones)."""
    found = []
    for row in rows:
        shown = shown_rule(row, today)
        if row.rule is None or _wanted(row.rule, shown, asked):
            found.append(shown)
    return tuple(found)


def _wanted(rule: DeadlineRule, shown: ShownRule, asked: Mapping[str, str]) -> bool:
    if shown.over and not asked.get("old"):
        return False
    if (channel := asked.get("channel", "")) and rule.channel != channel:
        return False
    if (origin := asked.get("origin", "")) and rule.origin != origin:
        return False
    sought = asked.get("q", "").strip().lower()
    text = " ".join((shown.key, rule.name_zh, rule.name_en, shown.law, shown.start)).lower()
    return all(word in text for word in sought.split())


def shown_rule(row: RuleRow, today: date) -> ShownRule:
    """Return one row in words."""
    faults = tuple(field_sentence(code) for code in row.faults.values())
    rule = row.rule
    if rule is None:
        name = gettext("第 %(number)d 行读不出来", number=row.number)
        return ShownRule(row.number, row.element, "—", name, note=row.note, faults=faults)
    return ShownRule(
        number=row.number,
        element=row.element,
        key=rule.key,
        name=name_of(rule),
        channel=term("channel", rule.channel) if rule.channel else gettext("各渠道"),
        start=start_word(rule.start_event),
        length=length_of(rule),
        roll=str(SHORT_ROLLS[rule.roll]),
        extension=extension_of(rule),
        law=approval_words.article(rule),
        span=span_of(rule),
        expiry=term("on_expiry", rule.on_expiry),
        note=row.note,
        over=rule.effective_to is not None and rule.effective_to < today,
        to_come=rule.effective_from is not None and rule.effective_from > today,
        faults=faults,
    )


def name_of(rule: DeadlineRule) -> str:
    """Return what a rule is called."""
    return reader_name(rule.name_zh, rule.name_en)


def length_of(rule: DeadlineRule) -> str:
    """Return how long a limit is; of an agreed day that it is agreed."""
    if rule.unit is Unit.DATE:
        return term("unit", "DATE")
    return approval_words.length(rule.length, rule.unit)


def extension_of(rule: DeadlineRule) -> str:
    """Return whose word more time needs, and how much of it."""
    words = str(EXTENDABLE[rule.extendable])
    if rule.extension_cap is None:
        return words
    most = approval_words.length(rule.extension_cap, rule.unit)
    return gettext("%(words)s，每次至多 %(most)s", words=words, most=most)


def span_of(rule: DeadlineRule) -> str:
    """Return from when to when a row is in effect."""
    first, last = rule.effective_from, rule.effective_to
    if first and last:
        return gettext("%(first)s 至 %(last)s", first=first.isoformat(), last=last.isoformat())
    if first:
        return gettext("%(day)s 起", day=first.isoformat())
    return gettext("%(day)s 止", day=last.isoformat()) if last else gettext("一直")


def full_name(rule: DeadlineRule) -> str:
    """Return key and name with the length, as a list to pick from shows it."""
    return f"{rule.key} {clock_name(rule)}"


def cells_of_rows(table: Table) -> ShownTable:
    """Return any table in words; columns only for readers of the other language are left out."""
    hidden = HIDDEN[language_tag() if language_tag() == "en" else "zh"]
    inputs = [next(iter(column.expression.names), "") for column in table.inputs]
    kept = [number for number, each in enumerate(table.outputs) if each.name not in hidden]
    rows = []
    for row in table.rules:
        cells = [cell_words(*each) for each in zip(inputs, _tests(row.tests), strict=True)]
        for number in kept:
            output = row.outputs[number]
            cells.append(cell_words(table.outputs[number].name, output.text if output else "null"))
        rows.append((row.number, tuple(cells), row.annotations.get("description", "")))
    return ShownTable(
        tuple(gettext(column.label) for column in table.inputs),
        tuple(gettext(table.outputs[number].label) for number in kept),
        tuple(rows),
    )


def _tests(tests: Sequence[object]) -> list[str]:
    return [str(getattr(test, "text", "")) for test in tests]
