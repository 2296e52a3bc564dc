"""The heat of a procedure as a drawing and a table: levels, words, differences."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import ceil

from engine.queries.diagrams import Diagram
from engine.queries.heat import FIGURES, MEDIAN, NINETIETH, OF_NOW, Heat, Scope
from webui.formatting import duration
from webui.naming import reader_name
from webui.translate import LazyString, gettext, ngettext
from webui.translate import lazy_gettext as _

LEVELS = 5
NOTHING = Heat()
STEP = "step"
FIGURE_WORDS: Mapping[str, LazyString] = {
    "open": _("在办"),
    "overdue": _("逾期"),
    "passes": _("办完次数"),
    "median": _("用时中位数"),
    "p90": _("九成不超过"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One step of the table: its numbers in the period, and in the other one if there is one."""

    element: str
    name: str
    heat: Heat
    other: Heat | None


def lines_of(
    names: Mapping[str, str],
    found: Mapping[str, Heat],
    other: Mapping[str, Heat] | None,
    sort: str,
) -> list[Line]:
    """Return a line for every step of *names* that has any number, in the order of *sort*.

    *sort* is a figure (the greatest first), else the name.
    """
    keys = [key for key in names if key in found or (other and key in other)]
    lines = [
        Line(
            key,
            names[key],
            found.get(key, NOTHING),
            None if other is None else other.get(key, NOTHING),
        )
        for key in keys
    ]
    return sorted(lines, key=_order(sort))


def _order(sort: str) -> Callable[[Line], tuple[float, str]]:
    if sort not in FIGURES:
        return lambda line: (0, line.name)
    return lambda line: (-(line.heat.figure(sort) or 0), line.name)


def names_in(drawn: Iterable[tuple[int, Diagram]]) -> dict[str, str]:
    """Return the names of all steps of a procedure; *drawn* are its versions, the shown one first.

    A step the shown version does not draw says of which version it is.
    """
    found: dict[str, str] = {}
    for place, (version, diagram) in enumerate(drawn):
        for element in diagram.elements - found.keys():
            name = name_of(diagram, element)
            old = gettext("%(step)s（第 %(version)d 版）", step=name, version=version)
            found[element] = old if place else name
    return found


def name_of(diagram: Diagram, element: str) -> str:
    """Return what a step is called in the reader's language."""
    zh, en = diagram.names.get(element, ("", ""))
    return reader_name(zh, en) or element


def shown(figure: str, value: float | None) -> str:
    """Return a number as people read it: a count, or a length of time."""
    if value is None:
        return "—"
    return length(value) if figure in {MEDIAN, NINETIETH} else str(int(value))


def length(seconds: float) -> str:
    """Return a length of time, of days with the hours: two steps differ in them."""
    days, hours = divmod(int(seconds) // 3600, 24)
    if not days:
        return duration(seconds)
    start = ngettext("%(num)d 天", "%(num)d 天", days)
    rest = ngettext("%(num)d 小时", "%(num)d 小时", hours)
    return f"{start} {rest}" if hours else start


def difference(figure: str, line: Line) -> str:
    """Return how much a number differs from the other period's, with its sign."""
    if line.other is None:
        return ""
    now, then = line.heat.figure(figure), line.other.figure(figure)
    if now is None or then is None:
        return "—"
    if now == then:
        return "±0"
    return f"{'+' if now > then else '−'}{shown(figure, abs(now - then))}"


def greatest(figure: str, *heats: Iterable[Heat]) -> float:
    """Return the greatest number of all, which the darkest blue stands for."""
    return max((each.figure(figure) or 0 for heat in heats for each in heat), default=0)


def marks(
    lines: Iterable[Line], figure: str, most: float, *, other: bool = False
) -> list[dict[str, object]]:
    """Return what viewer.js paints on each step: a level from 0 to 5, and the number itself."""
    found = []
    for line in lines:
        value = (line.other or NOTHING if other else line.heat).figure(figure)
        if value is not None:
            text = shown(figure, value)
            found.append({"id": line.element, "level": level(value, most), "text": text})
    return found


def level(value: float, most: float) -> int:
    """Return how dark *value* is: 0 for nothing, else 1 to 5 in equal parts of *most*."""
    return max(1, ceil(LEVELS * value / most)) if value and most else 0


def compared(figure: str) -> bool:
    """Whether a number is of a period, so that two periods can differ in it."""
    return figure not in OF_NOW


def sheet_of(
    lines: Iterable[Line], scope: Scope, other: Scope | None
) -> tuple[list[str], list[list[str]]]:
    """Return head and rows of the table as a file; times in hours, so that they can be added."""
    head = [gettext("步骤"), gettext("编号"), *(_heading(figure) for figure in FIGURES)]
    head = [*head[:4], *(f"{each} {_days(scope)}" for each in head[4:])]
    figures = [figure for figure in FIGURES if compared(figure)]
    if other is not None:
        head += [f"{_heading(figure)} {_days(other)}" for figure in figures]
    rows = []
    for line in lines:
        row = [line.name, line.element, *(_plain(line.heat, figure) for figure in FIGURES)]
        if line.other is not None:
            row += [_plain(line.other, figure) for figure in figures]
        rows.append(row)
    return head, rows


def _days(scope: Scope) -> str:
    return f"{scope.since} – {scope.until}"


def _heading(figure: str) -> str:
    words = str(FIGURE_WORDS[figure])
    return gettext("%(figure)s（小时）", figure=words) if figure in {MEDIAN, NINETIETH} else words


def _plain(heat: Heat, figure: str) -> str:
    value = heat.figure(figure)
    if value is None:
        return ""
    return f"{value / 3600:.2f}" if figure in {MEDIAN, NINETIETH} else str(int(value))
