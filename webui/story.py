"""Lines of a case's story as its pages show them: sentences, days, raw facts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

import orjson
from flask import url_for

from engine.queries.timeline import GROUPS, EventLine
from webui.auth import desk
from webui.event_sentences import event_sentence
from webui.frame import today
from webui.naming import reader_name
from webui.translate import LazyString, gettext
from webui.translate import lazy_gettext as _

GROUP_NAMES: Mapping[str, LazyString] = {
    "cases": _("案件"),
    "steps": _("步骤"),
    "clocks": _("期限"),
    "handoffs": _("移交"),
}


@dataclass(frozen=True, slots=True)
class Day:
    """What happened on one day of the office, the latest first."""

    day: date
    lines: tuple[EventLine, ...]


def by_day(lines: Iterable[EventLine]) -> list[Day]:
    """Return consecutive lines of the same day together."""
    found = groupby(lines, key=lambda line: desk().local_day(line.at))
    return [Day(day, tuple(each)) for day, each in found]


def sentence_of(line: EventLine) -> str:
    """Return an event in words, in the reader's language."""
    names = dict(line.names)
    named = (key for key in ("element", "rule") if key in names)
    names |= {key: reader_name(names[key], names.get(f"{key}_en")) for key in named}
    return event_sentence(line.kind, line.facts, names, today())


def facts_of(line: EventLine) -> list[tuple[str, str]]:
    """Return the facts as recorded, each with the name it stands for where there is one."""
    return [
        (key, _raw(value) + (f" ({line.names[key]})" if key in line.names else ""))
        for key, value in line.facts.items()
        if value not in (None, "", [], {})
    ]


def _raw(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(_raw, value))
    return value if isinstance(value, str) else orjson.dumps(value).decode()


def group_links(code: str, chosen: Sequence[str]) -> list[tuple[str, str, str, bool]]:
    """Return (words, address, no count, whether chosen) of every filter of the timeline."""
    every = (gettext("全部"), url_for("case_story.timeline", code=code), "", not chosen)
    return [every] + [
        (
            str(GROUP_NAMES[group]),
            url_for("case_story.timeline", code=code, group=group),
            "",
            group in chosen,
        )
        for group in GROUPS
    ]
