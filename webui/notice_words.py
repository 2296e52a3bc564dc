"""Holiday notices in words: what is wrong on a line, what a day becomes, what is missing."""

import csv
import io
from collections.abc import Mapping
from datetime import date

from engine.queries.calendar import DayCell, Override
from engine.queries.calendar_changes import DayChange
from engine.queries.calendar_moves import Move, Turned
from engine.rules.calendar import CalendarDay, DayKind
from engine.rules.sheets import Fault
from webui.formatting import day as day_words
from webui.naming import reader_name
from webui.roster_words import WRONG as ROSTER
from webui.translate import LazyString, gettext
from webui.translate import lazy_gettext as _
from webui.year_words import kind_name

WRONG: Mapping[str, LazyString] = {
    **ROSTER,
    "calendar.day": _("没有这一天；核对月、日。"),
    "calendar.kind": _("看不出是放假还是上班；写“放假”或者“上班”。"),
    "calendar.weekday": _("日期和星期对不上：这一天是%(allowed)s。"),
    "calendar.count": _("天数对不上：从头到尾是 %(allowed)s 天。"),
    "calendar.span": _("起止不对，或者超过 20 天；核对起止日期。"),
    "calendar.other_year": _("不是这一年的；只收这一年和上年十二月的日子。"),
    "calendar.makeup_on_weekday": _("这一天本来就上班，不算调休；核对日期。"),
    "calendar.twice": _("同一天写了两次；只留一处。"),
    "calendar.nothing": _("没有读出放假或者上班的日子。"),
    "calendar.too_big": _("文件超过 256 KB，不像一年的放假安排。"),
    "calendar.json": _("不是完整的 JSON。"),
    "calendar.entry": _("这一条不完整。"),
}
KIND_WORDS = {DayKind.HOLIDAY: "放假", DayKind.MAKEUP: "上班"}  # of the table, whatever language


def in_words(fault: Fault) -> str:
    """Return what is wrong on a line and how to mend it."""
    words = WRONG.get(fault.code)
    return str(words) % {"allowed": "、".join(fault.allowed)} if words else gettext("格式不对")


def table_of(days: Mapping[date, CalendarDay]) -> str:
    """Return days as the table that can be loaded again."""
    lines = io.StringIO(newline="")
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(["日期", "种类", "名称"])
    for day, each in sorted(days.items()):
        writer.writerow([day.isoformat(), KIND_WORDS[each.kind], each.name])
    return lines.getvalue()


def plain_kind(day: date) -> DayKind:
    """Return what a day is in a plain week."""
    return DayKind.WORK if day.weekday() < 5 else DayKind.WEEKEND


def _named(kind: DayKind, name: str) -> str:
    words = kind_name(kind)
    return gettext("%(kind)s（%(name)s）", kind=words, name=name) if name else words


def before_after(turned: Turned) -> tuple[str, str]:
    """Return what a day is and what it would be."""
    sides = (turned.before, turned.after)
    plain = plain_kind(turned.day)
    old, new = (_named(each.kind, each.name) if each else kind_name(plain) for each in sides)
    return old, new


def changed(change: DayChange) -> tuple[str, str]:
    """Return what a day was and what it became."""
    plain = plain_kind(change.day)
    old = _named(DayKind(change.before), change.before_name) if change.before else kind_name(plain)
    new = _named(DayKind(change.after), change.after_name) if change.after else kind_name(plain)
    return old, new


def rule_words(move: Move) -> str:
    """Return what a limit's rule is called in the reader's language."""
    return reader_name(move.name_zh, move.name_en) or move.rule


def own_days(overrides: tuple[Override, ...], office_id: int | None) -> frozenset[date]:
    """Return the days on which the office itself, not one above it, differs."""
    return frozenset(each.day for each in overrides if each.office_id == office_id)


def flipped(cell: DayCell, *, own: bool) -> str:
    """Return what choosing a day makes of it: the other answer, or none of its own."""
    if own:
        return gettext("恢复，与上级相同")
    return kind_name(DayKind.CLOSED) if cell.works else kind_name(DayKind.OPENED)


def said_flip(cell: DayCell, *, own: bool) -> str:
    """Return a day with what it is and what choosing it makes of it."""
    return gettext(
        "%(day)s：%(before)s → %(after)s",
        day=day_words(cell.day),
        before=_named(cell.kind, cell.name),
        after=flipped(cell, own=own),
    )
