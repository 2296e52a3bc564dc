"""The warning board ready to draw: addresses of its lists, the sweep's state, why a case is red."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from engine.queries.board import BoardLine
from engine.queries.filters import Filters
from engine.queries.late import Told, WhyRed
from engine.queries.tallied import CHANNEL, RULE
from engine.queries.ticks import TickLine
from engine.rules.calendar import local_day
from webui.badges import ClockBadge
from webui.filtering import MANY, NAMES
from webui.formatting import day, instant
from webui.frame import today
from webui.lines import case_url, joined, sides, subject, why_url
from webui.menu import entry_url
from webui.naming import reader_name
from webui.standing_badge import rule_name, standing_badge
from webui.terms import term
from webui.translate import gettext, language_tag

MANY_RED, MANY_ORANGE = 5, 6  # from how many on a cell is tinted; the page says so
MISSED = 3  # runs of the sweep in a row that must be missing before it counts as late
LAG = timedelta(minutes=10)  # or so long did something wait for it
SWEEP = "sweep"
WARNED = ("yellow", "orange", "red")


def address(filters: Filters, endpoint: str = "cases.find", **more: Any) -> str:
    """Return the address of the list behind a number."""
    words: dict[str, Any] = {}
    for name, (word, _) in NAMES.items():
        value = getattr(filters, name)
        if value:
            words[word] = list(value) if word in MANY else value
    if not filters.below:
        words["below"] = "no"
    query = urlencode({**words, **more}, doseq=True)
    return f"{entry_url(endpoint)}?{query}" if query else entry_url(endpoint)


def line_name(line: BoardLine, by: str) -> str:
    """Return what a line of the board is called."""
    if by == CHANNEL:
        return term("channel", line.group) if line.group else gettext("渠道未定")
    if by == RULE:
        zh, en = line.names
        return reader_name(zh, en) or gettext("无期限")
    return line.office or ""


@dataclass(frozen=True, slots=True)
class LateWords:
    """What the line of a case with a warning says; drawn for desk and telephone."""

    code: str
    grade: str
    badge: ClockBadge
    who: str
    what: str
    people: str
    rule: str
    why: str
    case_url: str
    why_url: str


def late_words(row: WhyRed) -> LateWords:
    """Return what the line of *row* says."""
    line = row.case
    return LateWords(
        code=line.code,
        grade=line.grade,
        badge=standing_badge(line.standing),
        who=sides(line),
        what=subject(line),
        people=joined([line.holder, line.assignee]),
        rule=rule_name(line.standing),
        why=why(row),
        case_url=case_url(line.code),
        why_url=why_url(line.code, line.standing),
    )


@dataclass(frozen=True, slots=True)
class Sweep:
    """How the sweep of time limits is doing. ``line`` is None where it has never run."""

    line: TickLine | None
    late: bool
    next_at: datetime | None


def sweep_of(ticks: Sequence[TickLine], every_seconds: int) -> Sweep:
    """Return the sweep's state; it is late when runs are missing, failed or could not keep up."""
    line = next((tick for tick in ticks if tick.name == SWEEP), None)
    if line is None:
        return Sweep(None, late=True, next_at=None)
    late = (
        line.age_seconds > MISSED * every_seconds
        or line.lag_seconds > LAG.total_seconds()
        or line.fault is not None
    )
    return Sweep(line, late, line.ran_at + timedelta(seconds=every_seconds))


def why(row: WhyRed) -> str:
    """Return why a case has its colour, in sentences."""
    standing = row.case.standing
    if standing is None:
        return gettext("没有在计时的期限。")
    found = [_began(row), _turns(row.turned), told(row.told), _extension(row.extension)]
    if not standing.overdue:
        found.append(gettext("%(then)s。", then=term("on_expiry", standing.on_expiry)))
    return (" " if language_tag() == "en" else "").join(each for each in found if each)


def _began(row: WhyRed) -> str:
    standing = row.case.standing
    if standing is None or standing.due_on is None or row.start_on is None:
        return ""
    facts = {
        "rule": rule_name(standing),
        "start": day(row.start_on, today()),
        "due": day(standing.due_on, today()),
    }
    if standing.provisional:
        return gettext("%(rule)s，%(start)s起算，%(due)s届满（暂定）。", **facts)
    return gettext("%(rule)s，%(start)s起算，%(due)s届满。", **facts)


def _turns(turned: Mapping[str, datetime]) -> str:
    words = {
        "yellow": gettext("转黄"),
        "orange": gettext("转橙"),
        "red": gettext("转红"),
    }
    there = [colour for colour in WARNED if colour in turned]
    days = {local_day(turned[colour]) for colour in there}
    found = [
        gettext(
            "%(at)s%(turned)s",
            at=day(local_day(turned[colour]), today())
            if len(days) == len(there)
            else instant(turned[colour], today()),
            turned=words[colour],
        )
        for colour in there
    ]
    return gettext("%(turns)s。", turns=gettext("、").join(found)) if found else ""


def told(people: Sequence[Told]) -> str:
    """Return who was told of the last colour, and who has read it."""
    if not people:
        return gettext("没有告知记录。")
    last = people[-1].colour
    names: dict[str, datetime | None] = {}
    for each in people:
        if each.colour == last:
            names[each.person] = each.read_at
    said = [
        gettext("%(person)s（已读）", person=name)
        if read_at
        else gettext("%(person)s（未读）", person=name)
        for name, read_at in names.items()
    ]
    return gettext(
        "“%(colour)s”已告知%(people)s。",
        colour=term("colour", last),
        people=gettext("、").join(said),
    )


def _extension(state: str | None) -> str:
    return {
        None: gettext("没有申请延长。"),
        "asked": gettext("已申请延长，待审批。"),
        "approved": gettext("延长过一次以上。"),
        "refused": gettext("申请过延长，未获批准。"),
    }.get(state, "")
