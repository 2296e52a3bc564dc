"""How the steps of a procedure are worked on: what waits, what is late, how long they take.

Every number is of steps in offices the reader oversees. What waits and what is late is of now;
passes and times are of the steps that ended on the days asked for. Times are those of the
calendar, in whole seconds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Integer, and_, case, cast, func, select, true
from sqlalchemy.orm import Session

from engine.queries.filters import under
from engine.queries.gathering import office_names
from engine.queries.paging import Found, Newest, Page, Query, Turn, fetch, refine
from engine.queries.scope import Condition, readable, within_reach
from engine.queries.standing import PAUSED
from engine.queries.walked import Walked, WholeSeconds
from engine.rules.calendar import ONE_DAY, instant_at
from engine.rules.errors import Invalid
from engine.rules.permissions import Action, Actor
from engine.storage.alias import alias
from engine.storage.models import CaseRow, ClockRow, EventRow, ProcessRow, WorkItemRow

OPEN, OVERDUE, PASSES, MEDIAN, NINETIETH = "open", "overdue", "passes", "median", "p90"
FIGURES = (OPEN, OVERDUE, PASSES, MEDIAN, NINETIETH)
OF_NOW = frozenset({OPEN, OVERDUE})
WALKS = ("StepCompleted", "ProcessMoved")
OWN, WORST = alias(ClockRow), alias(ClockRow)
ORDER = Newest(WorkItemRow.id)


@dataclass(frozen=True, slots=True)
class Scope:
    """What is looked at: steps that ended from *since* to *until* (office days, inclusive).

    ``version`` None: by whatever version a procedure runs now. ``office_id`` means that office
    and all under it; None: all the reader oversees.
    """

    since: date
    until: date
    version: int | None = None
    office_id: int | None = None


@dataclass(frozen=True, slots=True)
class Heat:
    """How one step is worked on. Times are seconds; None where nothing ended.

    ``median`` is the middle of all times (the mean of both middle ones), ``ninetieth`` the
    shortest time within which nine of ten ended.
    """

    open: int = 0
    overdue: int = 0
    passes: int = 0
    median: float | None = None
    ninetieth: int | None = None

    def figure(self, name: str) -> float | None:
        """Return one of ``FIGURES``."""
        return self.ninetieth if name == NINETIETH else getattr(self, name)


@dataclass(frozen=True, slots=True)
class HeatLine:
    """One step behind a number: of which case, where, from when to when (aware UTC)."""

    case_code: str
    office: str | None
    opened_at: datetime
    ended_at: datetime | None
    due_at: datetime | None


def heat(session: Session, actor: Actor, scope: Scope) -> Mapping[str, Heat]:
    """Return the numbers of every step that has any, by element; two statements."""
    waits = {row[0]: (row[1], row[2]) for row in session.execute(_waiting(actor, scope))}
    times = {row[0]: row[1:] for row in session.execute(_times(actor, scope))}
    found = {}
    for element in waits.keys() | times.keys():
        waiting, late = waits.get(element, (0, 0))
        number, median, ninetieth = times.get(element, (0, None, None))
        middle = None if median is None else float(median)
        found[element] = Heat(waiting, int(late or 0), number, middle, ninetieth)
    return found


def arrows(session: Session, actor: Actor, scope: Scope) -> Mapping[str, int]:
    """Return how often each arrow (and element) was walked on the days asked for, by its id.

    Of cases the offices of *scope* are answerable for. Reads the events of those days.
    """
    walked = Walked(EventRow.facts).table_valued("value").alias("walked")
    query = (
        select(walked.c.value, func.count())
        .select_from(EventRow)
        .join(walked, true())
        .join(CaseRow, CaseRow.id == EventRow.case_id)
        .where(
            EventRow.kind.in_(WALKS),
            EventRow.at >= instant_at(scope.since),
            EventRow.at < instant_at(scope.until + ONE_DAY),
            within_reach(actor, Action.SEE_HEAT, CaseRow.holder_id),
        )
        .group_by(walked.c.value)
    )
    if scope.office_id is not None:
        query = query.where(under(actor, CaseRow.holder_id, scope.office_id))
    if scope.version is not None:
        query = query.where(EventRow.facts["bundle"].as_integer() == scope.version)
    return {key: number for key, number in session.execute(query)}


def heat_lines(
    session: Session, actor: Actor, scope: Scope, behind: tuple[str, str], turn: Turn
) -> Page[HeatLine]:
    """Return the steps behind one number, the newest first; *behind* is (element, figure).

    Only of cases the reader may know of now: a case may have left the reader's offices since.

    Raises:
        Invalid: ``invalid`` with field ``figure``; ``page.cursor``.

    """
    element, figure = behind
    if figure not in FIGURES:
        raise Invalid("invalid", fields={"figure": "unknown_option"})
    columns = (WorkItemRow.office_id, WorkItemRow.opened_at, WorkItemRow.ended_at)
    query = _of(scope, actor, select(CaseRow.code, *columns, WorkItemRow.due_at))
    query = query.join(CaseRow, CaseRow.id == WorkItemRow.case_id)
    query = query.where(WorkItemRow.element == element, readable(actor))
    if figure in OF_NOW:
        query = query.where(WorkItemRow.status == "open")
    else:
        query = query.where(*_ended(scope))
    if figure == OVERDUE:
        query = _with_clocks(query).where(_red())
    return refine(fetch(session, query, ORDER, turn), lambda rows: _lines(session, rows))


def _lines(session: Session, rows: Sequence[Found]) -> list[HeatLine]:
    names = office_names(session, (row.office_id for row in rows))
    return [
        HeatLine(row.code, names.get(row.office_id), row.opened_at, row.ended_at, row.due_at)
        for row in rows
    ]


def _of(scope: Scope, actor: Actor, query: Query) -> Query:
    """Cut *query* over steps down to the version and the offices of *scope*."""
    query = query.where(within_reach(actor, Action.SEE_HEAT, WorkItemRow.office_id))
    if scope.office_id is not None:
        query = query.where(under(actor, WorkItemRow.office_id, scope.office_id))
    if scope.version is not None:
        process = and_(
            ProcessRow.id == WorkItemRow.process_id, ProcessRow.bundle_version == scope.version
        )
        query = query.join(ProcessRow, process)
    return query


def _ended(scope: Scope) -> tuple[Condition, ...]:
    return (
        WorkItemRow.status == "done",
        WorkItemRow.ended_at >= instant_at(scope.since),
        WorkItemRow.ended_at < instant_at(scope.until + ONE_DAY),
    )


def _with_clocks(query: Query) -> Query:
    """Join the clock that presses on a step, and the case's worst (``CaseRow`` is there)."""
    own = and_(OWN.id == WorkItemRow.clock_id, OWN.ended_at.is_(None))
    return query.outerjoin(OWN, own).outerjoin(WORST, WORST.id == CaseRow.clock_id)


def _red() -> Condition:
    """The step is late: as lists of steps say it, paused clocks left out."""
    status = func.coalesce(OWN.status, WORST.status)
    return and_(status != PAUSED, func.coalesce(OWN.colour, WORST.colour) == "red")


def _waiting(actor: Actor, scope: Scope) -> Query:
    late = func.sum(case((_red(), 1), else_=0))
    query = _of(scope, actor, select(WorkItemRow.element, func.count(), late))
    query = _with_clocks(query.join(CaseRow, CaseRow.id == WorkItemRow.case_id))
    return query.where(WorkItemRow.status == "open").group_by(WorkItemRow.element)


def _times(actor: Actor, scope: Scope) -> Query:
    """Return (element, how many, median, ninetieth): every time has its place among its like.

    The places that are asked for are picked by arithmetic, so that both databases agree to the
    second and neither sends more than one row per step.
    """
    element = WorkItemRow.element
    taken = WholeSeconds(WorkItemRow.ended_at) - WholeSeconds(WorkItemRow.opened_at)
    place = (func.row_number().over(partition_by=element, order_by=taken) - 1).label("place")
    number = func.count().over(partition_by=element).label("number")
    each = _of(scope, actor, select(element, taken.label("taken"), place, number))
    row = each.where(*_ended(scope)).subquery().c
    middle = row.place.in_(((row.number - 1) // 2, row.number // 2))
    ninetieth = row.place == (9 * row.number + 9) // 10 - 1
    return (
        select(
            row.element,
            row.number,
            func.avg(case((middle, row.taken))),
            cast(func.max(case((ninetieth, row.taken))), Integer),
        )
        .where(middle | ninetieth)
        .group_by(row.element, row.number)
    )
