"""逐日数: the days of a period as weeks of cells, each with its number and what it is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from engine.rules.calendar import DayKind
from engine.rules.counting import DayCount, Mark
from webui.formatting import day as day_words
from webui.start_words import KINDS
from webui.translate import gettext

MOST_WEEKS = 12  # a longer period shows its two ends and the present
FIRST_WEEKS, LAST_WEEKS = 2, 4
OFF = frozenset({DayKind.WEEKEND, DayKind.HOLIDAY, DayKind.CLOSED})
CSS = {
    Mark.START: "start",
    Mark.PAUSED: "stop",
    Mark.RAW_END: "raw",
    Mark.DUE: "due",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One day: ``css`` classes, its label, what kind of day, its number or mark, all in words."""

    css: str
    label: str
    sign: str
    mark: str
    title: str


@dataclass(frozen=True, slots=True)
class Week:
    """Seven cells from Monday; without cells it stands for ``left_out`` weeks."""

    cells: tuple[Cell, ...]
    left_out: int = 0


def weeks(days: Sequence[DayCount], today: date) -> tuple[Week, ...]:
    """Return the weeks of a picture; a very long one is cut in the middle."""
    if not days:
        return ()
    first, last = days[0].day, days[-1].day
    known = {each.day: each for each in days}
    monday = first - timedelta(days=first.weekday())
    count = ((last - monday).days // 7) + 1
    drawn = [
        (number, _week(monday + timedelta(weeks=number), known, today)) for number in range(count)
    ]
    present = (today - monday).days // 7
    return tuple(_shortened(drawn, present))


def _shortened(drawn: list[tuple[int, Week]], present: int) -> Iterator[Week]:
    count, hidden = len(drawn), 0
    for number, week in drawn:
        near = number < FIRST_WEEKS or number >= count - LAST_WEEKS or abs(number - present) <= 1
        if count > MOST_WEEKS and not near:
            hidden += 1
            continue
        if hidden:
            yield Week((), hidden)
            hidden = 0
        yield week


def _week(monday: date, known: dict[date, DayCount], today: date) -> Week:
    days = [monday + timedelta(days=offset) for offset in range(7)]
    first = min(known)
    return Week(tuple(_cell(day, known.get(day), today, first) for day in days))


def _cell(day: date, counted: DayCount | None, today: date, first: date) -> Cell:
    named = day.day == 1 or day == first or (day.weekday() == 0 and counted is None and day < first)
    label = f"{day.month}/{day.day}" if named else str(day.day)
    now = " now" if day == today else ""
    if counted is None:
        return Cell(f"out{now}", label, "", "", day_words(day))
    css = CSS.get(counted.mark, "")
    off = "off" if counted.kind in OFF else ""
    classes = " ".join(f"{off} {css}{now}".split())
    return Cell(classes, label, _sign(counted), _mark(counted), _title(counted))


def _sign(counted: DayCount) -> str:
    signs = {
        DayKind.HOLIDAY: gettext("休"),
        DayKind.CLOSED: gettext("休"),
        DayKind.MAKEUP: gettext("班"),
        DayKind.OPENED: gettext("班"),
    }
    return signs.get(counted.kind, "")


def _mark(counted: DayCount) -> str:
    marks = {
        Mark.START: gettext("起"),
        Mark.PAUSED: gettext("停"),
        Mark.ROLLED: gettext("延"),
        Mark.DUE: gettext("到期"),
    }
    return marks.get(counted.mark) or ("" if counted.number is None else str(counted.number))


def _title(counted: DayCount) -> str:
    """Return the whole day in words, for whoever hovers or listens."""
    words = {
        Mark.START: gettext("起算日，不计"),
        Mark.PAUSED: gettext("暂停，不计"),
        Mark.SKIPPED: gettext("不是工作日，不计"),
        Mark.RAW_END: gettext("未顺延的末日"),
        Mark.ROLLED: gettext("顺延"),
        Mark.DUE: gettext("到期"),
    }
    kind = str(KINDS[counted.kind])
    named = gettext("%(kind)s（%(name)s）", kind=kind, name=counted.name) if counted.name else kind
    number = gettext("第 %(num)d 日", num=counted.number) if counted.number else ""
    parts = (day_words(counted.day), named, number, words.get(counted.mark, ""))
    return gettext("，").join(part for part in parts if part)
