"""A time limit as the form of its row: typed words to a rule, and a rule back to the fields."""

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum

from engine.rules.case import Channel
from engine.rules.deadline_rule import (
    DayEnd,
    DeadlineRule,
    Extendable,
    OnExpiry,
    Origin,
    Roll,
    Unit,
    row_of,
    rule_from_row,
)
from engine.rules.errors import Invalid
from engine.rules.start_events import START_EVENTS
from engine.usecases.law_rules import RuleText
from webui.law_terms import DAY_ENDS, EXTENDABLE, ORIGINS, ROLLS
from webui.start_words import STARTS
from webui.terms import choices
from webui.translate import LazyString, gettext
from webui.translate import lazy_gettext as _

YES, NO = "yes", "no"
BLANK: Mapping[str, str] = {
    "unit": "WORKDAY",
    "roll": "WORKDAY",
    "day_end": "24:00",
    "extendable": "NO",
    "on_expiry": "remind",
    "origin": "CENTRE",
    "verified": YES,
    "pausable": NO,
}
LABELS: Mapping[str, LazyString] = {
    "key": _("规则编号"),
    "name_zh": _("名称"),
    "name_en": _("英文名称"),
    "channel": _("渠道"),
    "unit": _("单位"),
    "length": _("长度"),
    "start_event": _("起算事件"),
    "roll": _("末日顺延"),
    "day_end": _("末日截止"),
    "on_expiry": _("届满后"),
    "extendable": _("延长"),
    "extension_cap": _("每次最多延长"),
    "extension_count": _("最多延长次数"),
    "pausable": _("可暂停"),
    "origin": _("来源"),
    "instrument": _("依据"),
    "article": _("条款"),
    "verified": _("条文已核对"),
    "checked_on": _("核对日期"),
    "effective_from": _("施行起"),
    "effective_to": _("施行止"),
    "note": _("说明"),
}
Options = list[tuple[str, str]]


def options() -> Mapping[str, Options]:
    """Return what may be picked, by field."""
    shown = {code: words for code, words in STARTS.items() if code in START_EVENTS}
    return {
        "channel": [("", gettext("各渠道")), *choices("channel")],
        "unit": choices("unit"),
        "on_expiry": choices("on_expiry"),
        "roll": _words(ROLLS),
        "day_end": _words(DAY_ENDS),
        "extendable": _words(EXTENDABLE),
        "origin": _words(ORIGINS),
        "start_event": sorted(_words(shown), key=lambda pair: pair[1]),
    }


def _words(words: Mapping[str, LazyString]) -> Options:
    return [(code, str(text)) for code, text in words.items()]


def typed_of(rule: DeadlineRule, note: str) -> dict[str, str]:
    """Return what stands in the fields for *rule*."""
    typed = {"note": note}
    for column, value in row_of(rule).items():
        if isinstance(value, bool):
            typed[column] = YES if value else NO
        else:
            typed[column] = "" if value is None else str(value)
    return typed


def read_rule(form: Mapping[str, str]) -> RuleText:
    """Return the rule a form says.

    Raises:
        Invalid: ``law.row`` (fields that cannot be read), ``rule.row`` (they contradict).

    """
    faults: dict[str, str] = {}
    row = {column: read(form.get(column, "").strip()) for column, read in _PLAIN.items()}
    for column, (read, code) in _READ.items():
        typed = form.get(column, "").strip()
        if not typed and column in _NEEDED:
            faults[column] = "required"
            continue
        try:
            row[column] = read(typed) if typed else None
        except ValueError:
            faults[column] = code
    faults |= {column: "required" for column in ("key", "name_zh") if not row[column]}
    if faults:
        raise Invalid("law.row", fields=faults)
    return RuleText(rule_from_row(row), form.get("note", "").strip())


def _truth(typed: str) -> object:
    return typed == YES


def _whole(typed: str) -> object:
    if not (typed.isascii() and typed.isdigit()) or len(typed) > 6:
        raise ValueError
    return int(typed)


def _word(words: type[StrEnum]) -> Callable[[str], object]:
    return lambda typed: str(words(typed))


_PLAIN: Mapping[str, Callable[[str], object]] = {
    **dict.fromkeys(("key", "name_zh", "name_en", "instrument", "article", "start_event"), str),
    "verified": _truth,
    "pausable": _truth,
}
_READ: Mapping[str, tuple[Callable[[str], object], str]] = {
    "channel": (_word(Channel), "not_an_option"),
    "unit": (_word(Unit), "not_an_option"),
    "roll": (_word(Roll), "not_an_option"),
    "day_end": (_word(DayEnd), "not_an_option"),
    "extendable": (_word(Extendable), "not_an_option"),
    "on_expiry": (_word(OnExpiry), "not_an_option"),
    "origin": (_word(Origin), "not_an_option"),
    "length": (_whole, "not_integer"),
    "extension_cap": (_whole, "not_integer"),
    "extension_count": (_whole, "not_integer"),
    "checked_on": (date.fromisoformat, "not_date"),
    "effective_from": (date.fromisoformat, "not_date"),
    "effective_to": (date.fromisoformat, "not_date"),
}
_NEEDED = frozenset({"unit", "roll", "day_end", "extendable", "on_expiry", "origin", "length"})
