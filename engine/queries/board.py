"""The warning board: how many cases of each colour every office, channel or time limit has.

Every number is the size of a list: ``BoardLine.opens`` gives the filters that show it. Nothing is
counted here: the database keeps the numbers (``engine.storage.tallies``), and of each office the
case that is overdue longest is the first of an index.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from engine.queries.filters import Filters
from engine.queries.lens import Lens
from engine.queries.paging import Query
from engine.queries.same_again import same_again
from engine.queries.scope import within_reach
from engine.queries.tallied import (
    CHANNEL,
    COLOURS,
    OFFICE,
    RULE,
    Names,
    matrix,
    rule_names,
    running,
)
from engine.queries.ticks import TickLine, ticks
from engine.rules.calendar import WorkCalendar, local_day
from engine.rules.permissions import Action, Actor, reach
from engine.storage.models import OfficeRow

BY = (OFFICE, CHANNEL, RULE)
INSTANT = timedelta(microseconds=1)
Key = tuple[int, bool]  # an office, and whether those below it are meant too
Offices = Mapping[int, Row[int, str, str]]


@dataclass(frozen=True, slots=True)
class BoardLine:
    """The open cases one office holds, with those below it where ``filters.below`` says so.

    By channel or rule, ``group`` is its code (None: no channel yet, no time limit), ``names``
    the rule's name in Chinese and English, and ``office`` None.
    ``counts`` has every colour of ``COLOURS``. ``worst_due_on`` is the last day of the case
    that is overdue longest, ``worst_workdays`` by how many working days; None where none is.
    """

    office_id: int | None
    office: str | None
    counts: Mapping[str, int]
    worst_due_on: date | None
    worst_workdays: int | None
    filters: Filters
    group: str | None = None
    names: Names = (None, None)

    @property
    def open(self) -> int:
        """All open cases."""
        return sum(self.counts.values())

    def opens(self, *colours: str) -> Filters:
        """Return the filters of the list behind one number of this line."""
        return replace(self.filters, colours=colours)

    def opens_all(self) -> Filters:
        """Return the filters of the list behind ``open``."""
        return self.opens(*(colour for colour in COLOURS if self.counts[colour]))


@dataclass(frozen=True, slots=True)
class Board:
    """The matrix with its total, and the ticks; ``running`` counts the clocks they watch.

    ``total.office_id`` is the office all lines lie in, ``area`` its name; None where they lie in
    several.
    """

    lines: tuple[BoardLine, ...]
    total: BoardLine
    ticks: tuple[TickLine, ...]
    running: int
    area: str | None
    by: str = OFFICE


@dataclass(slots=True)
class _Sum:
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COLOURS, 0))
    worst: datetime | None = None
    calendar: WorkCalendar | None = None

    def add(
        self, counts: Iterable[int | None], due_at: datetime | None, own: WorkCalendar | None
    ) -> None:
        for colour, count in zip(COLOURS, counts, strict=True):
            if count:
                self.counts[colour] += count
        if due_at and (self.worst is None or due_at < self.worst):
            self.worst, self.calendar = due_at, own


def board(session: Session, actor: Actor, lens: Lens, by: str = OFFICE) -> Board:
    """Return the board of the offices *actor* oversees; no lines for who oversees none.

    By channel or rule, the line with most overdue cases comes first. By office, each office right
    below the top of the actor's reach has a line with all that lies below it; the top itself has
    a line of its own cases. A top with only one office below it (a county and its centre) says
    nothing: there the lines begin one step further down.
    """
    found = session.execute(_offices(actor)).all()
    offices = {row[0]: row for row in found}
    calendar_of, key_of = lens.days(session), _keys(actor, found)
    sums = {each: _Sum() for each in key_of.values()}  # of who holds no case, too
    groups: defaultdict[str | None, _Sum] = defaultdict(_Sum)
    for holder_id, group, *counts, due_at in session.execute(matrix(actor, by)):
        each = sums[key_of[holder_id]] if by == OFFICE else groups[group]
        each.add(counts, due_at, calendar_of(offices[holder_id][2]))
    whole = _together((*sums.values(), *groups.values()))
    total = _line(lens, None, _whole(actor, found), whole)
    if by == OFFICE:
        lines = tuple(_line(lens, offices[key[0]][1], key, each) for key, each in sums.items())
    else:
        names = rule_names(session, groups) if by == RULE else {}
        lines = _grouped(lens, total, groups, (by, names))
    area = offices[total.office_id][1] if total.office_id in offices else None
    return Board(lines, total, ticks(session, lens), running(session), area, by)


def _together(sums: Iterable[_Sum]) -> _Sum:
    whole = _Sum()
    for each in sums:
        whole.add(each.counts.values(), each.worst, each.calendar)
    return whole


def _grouped(
    lens: Lens,
    total: BoardLine,
    groups: Mapping[str | None, "_Sum"],
    what: tuple[str, Mapping[str | None, Names]],
) -> tuple[BoardLine, ...]:
    by, names = what
    key = (total.office_id or 0, total.filters.below)
    lines = (
        replace(
            _line(lens, None, key, each),
            filters=_narrowed(total.filters, group, by),
            group=group,
            names=names.get(group, (None, None)),
        )
        for group, each in groups.items()
    )
    return tuple(sorted(lines, key=_urgency))


def _narrowed(filters: Filters, group: str | None, by: str) -> Filters:
    if by == CHANNEL:
        return replace(filters, channels=(group or "none",))
    return replace(filters, rules=(group,)) if group else filters


def _urgency(line: BoardLine) -> tuple[int, int, int, int, str]:
    counts = line.counts
    return (
        -counts["red"],
        -counts["orange"],
        -counts["yellow"],
        -line.open,
        line.group or "~",  # what has none comes last
    )


@same_again
def _offices(actor: Actor) -> Query:
    reached = within_reach(actor, Action.SEE_BOARD, OfficeRow.id)
    return (
        select(OfficeRow.id, OfficeRow.name, OfficeRow.path)
        .where(reached)
        .order_by(OfficeRow.level, OfficeRow.path)
    )


def _keys(actor: Actor, found: Iterable[Row[*tuple[object, ...]]]) -> Mapping[int, Key]:
    """Return, for each office, the line its cases are counted in."""
    paths = {str(row[2]): int(str(row[0])) for row in found}
    tops = sorted(reach(actor, Action.SEE_BOARD)[1], key=len)
    roots = [_fork(top, list(paths)) for top in tops]
    return {office_id: _key(path, office_id, paths, roots) for path, office_id in paths.items()}


def _fork(root: str, paths: list[str]) -> str:
    """Return the first office from *root* downwards below which there are several."""
    while True:
        depth = root.count("/") + 1
        children = [path for path in paths if path.startswith(root) and path.count("/") == depth]
        if len(children) != 1:
            return root
        root = children[0]


def _whole(actor: Actor, found: Iterable[Row[*tuple[object, ...]]]) -> Key:
    """Return the one office the whole board lies in, so that its totals open lists too."""
    own, roots = reach(actor, Action.SEE_BOARD)
    tops = [
        root for root in set(roots) if not any(root != up and root.startswith(up) for up in roots)
    ]
    id_of = {str(row[2]): int(str(row[0])) for row in found}
    outside = [
        each for path, each in id_of.items() if each in own and not path.startswith(tuple(tops))
    ]
    if len(tops) == 1 and not outside:
        return id_of.get(tops[0], 0), True
    return (outside[0], False) if len(outside) == 1 and not tops else (0, True)


def _key(path: str, office_id: int, paths: Mapping[str, int], roots: list[str]) -> Key:
    root = next((root for root in roots if path.startswith(root)), None)
    if root is None or path == root:
        return office_id, False
    child = root + path.removeprefix(root).partition("/")[0] + "/"
    return paths.get(child, office_id), True


def _line(lens: Lens, office: str | None, key: Key, total: _Sum) -> BoardLine:
    office_id, below = key
    late = local_day(total.worst - INSTANT) if total.worst else None
    days = total.calendar.workdays_between(late, lens.today) if late and total.calendar else None
    return BoardLine(
        office_id=office_id or None,
        office=office,
        counts=total.counts,
        worst_due_on=late,
        worst_workdays=days,
        filters=Filters(office_id=office_id or None, below=below),
    )
