"""The two signs every list and case page carries: how much time is left, how grave it is.

Time is a bar with icon and words; risk is a hexagon with a numeral. Their words are put together
here so that templates only draw (look.md §3).
"""

from dataclasses import dataclass
from datetime import date

from webui.formatting import table_day, workdays_left
from webui.terms import term
from webui.translate import gettext

ICONS = {
    "green": "check-circle",
    "yellow": "clock",
    "orange": "hourglass-split",
    "red": "exclamation-octagon-fill",
    "paused": "pause-circle",
    "none": "dash-circle",
}
NUMERALS = {
    "extreme": (1, "Ⅰ"),
    "major": (2, "Ⅱ"),
    "large": (3, "Ⅲ"),
    "ordinary": (4, "Ⅳ"),
    "simple": (5, "Ⅴ"),
}


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """What is known of a time limit on the day it is shown.

    Attributes:
        colour: green, yellow, orange, red, paused; anything else is shown as no limit.
        workdays: working days left; 0 is today, negative is overdue; None: unknown.
        due_on: last day; None while paused.
        provisional: the day rests on a calendar year not yet published.
        paused_days: which day of standing still this is.
        goal_on: the office's own goal, where no law sets a limit.

    """

    colour: str | None
    workdays: int | None = None
    due_on: date | None = None
    provisional: bool = False
    paused_days: int | None = None
    goal_on: date | None = None


@dataclass(frozen=True, slots=True)
class ClockBadge:
    """A time limit ready to draw; ``css`` is its class, ``spoken`` is for screen readers."""

    css: str
    icon: str
    spoken: str
    word: str
    left: str
    due: str


def clock_badge(time: TimeLeft, today: date | None = None) -> ClockBadge:
    """Return the badge of *time*; *today* decides whether the year is written."""
    colour = time.colour if time.colour in ICONS else "none"
    word = term("colour", colour)
    if time.provisional:
        word = gettext("%(word)s（暂定）", word=word)
    return ClockBadge(
        css="pause" if colour == "paused" else colour,
        icon=ICONS[colour],
        spoken=_spoken(colour),
        word=word,
        left=_left(colour, time, today),
        due=_due(colour, time, today),
    )


def _spoken(colour: str) -> str:
    names = {
        "green": gettext("期限绿色："),
        "yellow": gettext("期限黄色："),
        "orange": gettext("期限橙色："),
        "red": gettext("期限红色："),
    }
    return names.get(colour) or gettext("期限：")


def _left(colour: str, time: TimeLeft, today: date | None) -> str:
    if colour == "paused":
        days = time.paused_days
        return "" if days is None else gettext("第 %(num)d 天", num=days)
    if colour == "none":
        goal = time.goal_on
        return "" if goal is None else gettext("内部目标 %(day)s", day=table_day(goal, today))
    return "" if time.workdays is None else workdays_left(time.workdays)


def _due(colour: str, time: TimeLeft, today: date | None) -> str:
    if colour == "paused":
        return gettext("恢复后计算")
    return "—" if time.due_on is None else table_day(time.due_on, today)


@dataclass(frozen=True, slots=True)
class RiskBadge:
    """A risk grade ready to draw: 1 is the worst."""

    number: int
    numeral: str
    word: str


def risk_badge(grade: str) -> RiskBadge:
    """Return the badge of one of the five grades; raises ``KeyError`` for anything else."""
    number, numeral = NUMERALS[grade]
    return RiskBadge(number, numeral, term("grade", grade))
