"""A calendar year ready to draw: months as weeks, each day with its sign and its name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from engine.queries.calendar import DayCell
from engine.rules.calendar import DayKind
from webui.formatting import day
from webui.translate import gettext

Week = tuple[DayCell | None, ...]
SIGNS = {  # kind → class of the cell, which is hatched or framed so that print and grey read it
    DayKind.WORK: "",
    DayKind.WEEKEND: "rest",
    DayKind.HOLIDAY: "holiday",
    DayKind.MAKEUP: "makeup",
    DayKind.CLOSED: "closed",
    DayKind.OPENED: "opened",
}


@dataclass(frozen=True, slots=True)
class Run:
    """Days in a row that are special for one reason, in words."""

    first: date
    last: date
    name: str
    kind: DayKind
    length: int


def weeks(month: Sequence[DayCell]) -> list[Week]:
    """Return a month as weeks of seven, Monday first; None where another month's day would be."""
    cells: list[DayCell | None] = [None] * month[0].day.weekday()
    cells.extend(month)
    cells.extend([None] * (-len(cells) % 7))
    return [tuple(cells[at : at + 7]) for at in range(0, len(cells), 7)]


def kind_name(kind: DayKind) -> str:
    """Return what a kind of day is called."""
    return {
        DayKind.WORK: gettext("工作日"),
        DayKind.WEEKEND: gettext("周末"),
        DayKind.HOLIDAY: gettext("放假"),
        DayKind.MAKEUP: gettext("调休上班"),
        DayKind.CLOSED: gettext("本单位不上班"),
        DayKind.OPENED: gettext("本单位上班"),
    }[kind]


def said(cell: DayCell) -> str:
    """Return a day in words, for its title and for screen readers."""
    words = kind_name(cell.kind)
    if cell.name:
        words = gettext("%(kind)s·%(name)s", kind=words, name=cell.name)
    return f"{day(cell.day)} {words}"


def special(months: Sequence[Sequence[DayCell]]) -> list[Run]:
    """Return the days that are not like a plain week, those in a row as one."""
    found: list[Run] = []
    for cell in (cell for month in months for cell in month):
        if cell.kind in {DayKind.WORK, DayKind.WEEKEND}:
            continue
        last = found[-1] if found else None
        if last and (last.name, last.kind) == (cell.name, cell.kind) and _next(last, cell):
            found[-1] = Run(last.first, cell.day, last.name, last.kind, last.length + 1)
        else:
            found.append(Run(cell.day, cell.day, cell.name, cell.kind, 1))
    return found


def _next(run: Run, cell: DayCell) -> bool:
    return (cell.day - run.last).days == 1
