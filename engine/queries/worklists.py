"""Steps that wait for somebody: mine, to be claimed, all in my offices; least time left first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from engine.queries.belonging import (
    ALL,
    MINE,
    OPEN,
    QUEUES,
    QueueCounts,
    belongs,
    counted,
    counting,
)
from engine.queries.filters import Filters, due_between, of_case, under
from engine.queries.gathering import Sides, name_of, office_names, sides_of, user_names
from engine.queries.lens import Lens
from engine.queries.paging import (
    FIRST,
    LONGEST,
    Found,
    Page,
    Query,
    Soonest,
    Turn,
    fetch,
    refine,
)
from engine.queries.same_again import same_again
from engine.queries.scope import Condition, parties_readable, present, stood_in, takeable
from engine.queries.standing import PAUSED, Standing, standings
from engine.rules.permissions import Actor
from engine.storage.alias import alias
from engine.storage.models import CaseRow, ClockRow, WorkItemRow

ORDER = Soonest(WorkItemRow.due_at, WorkItemRow.id)
OWN, WORST = alias(ClockRow), alias(ClockRow)


@dataclass(frozen=True, slots=True)
class WorkLine:
    """One step that waits.

    ``parties`` and ``title`` are None for those who may not read them. ``standing`` is the clock
    that presses on the step, else the case's worst one; None: no time limit runs. ``standing_in``:
    it is with somebody absent, for whom the reader may take and do it. Instants are aware UTC.
    """

    item_id: int
    version: int
    case_code: str
    docket_no: str | None
    parties: Sides | None
    title: str | None
    element: str
    step: str
    form: str | None
    channel: str | None
    category: str
    grade: str
    status: str
    standing: Standing | None
    place: str | None
    office: str | None
    assignee_id: int | None
    assignee: str | None
    opened_at: datetime
    mine: bool
    claimable: bool
    standing_in: bool


def work_lines(
    session: Session,
    actor: Actor,
    lens: Lens,
    wanted: tuple[str, Filters] = (MINE, Filters()),
    turn: Turn = FIRST,
) -> Page[WorkLine]:
    """Return a page of a queue; *wanted* is (queue, filters)."""
    queue, filters = wanted
    page = fetch(session, _queue(actor, queue, filters), ORDER, turn)
    return refine(page, lambda rows: _read(session, actor, lens, rows))


def queue_counts(session: Session, actor: Actor, filters: Filters | None = None) -> QueueCounts:
    """Return how many steps each tab holds, up to ``belonging.MOST``; one statement."""
    return QueueCounts(*counted(session, _queues(actor, filters or Filters())))


@same_again
def _queue(actor: Actor, queue: str, filters: Filters) -> Query:
    return _lines(actor).where(belongs(actor, queue), *_conditions(actor, filters))


@same_again
def _queues(actor: Actor, filters: Filters) -> Query:
    conditions = _conditions(actor, filters)
    bare = select(WorkItemRow.id)  # what no filter asks about is not looked up row by row
    query = (_joined(bare) if conditions else bare).where(*conditions)
    return counting(tuple(query.where(belongs(actor, queue)) for queue in QUEUES))


def work_line(session: Session, actor: Actor, lens: Lens, item_id: int) -> WorkLine | None:
    """Return one open step of a queue of the actor's, or None."""
    query = _lines(actor).where(WorkItemRow.id == item_id, belongs(actor, ALL))
    rows = session.execute(query).all()
    return next(iter(_read(session, actor, lens, rows)), None)


def chosen_lines(
    session: Session, actor: Actor, lens: Lens, item_ids: Sequence[int]
) -> tuple[WorkLine, ...]:
    """Return those of these steps that are open and in a queue of the actor's, least time first."""
    wanted = present(item_ids)[:LONGEST]
    query = _lines(actor).where(WorkItemRow.id.in_(wanted), belongs(actor, ALL))
    rows = session.execute(query.order_by(*ORDER.order(backwards=False))).all()
    return tuple(_read(session, actor, lens, rows))


def lines_of_case(session: Session, actor: Actor, lens: Lens, case_id: int) -> tuple[WorkLine, ...]:
    """Return the open steps of a case the caller has found readable, most urgent first."""
    query = _lines(actor).where(OPEN, WorkItemRow.case_id == case_id)
    rows = session.execute(query.order_by(*ORDER.order(backwards=False))).all()
    return tuple(_read(session, actor, lens, rows))


def _joined(query: Query) -> Query:
    own = and_(OWN.id == WorkItemRow.clock_id, OWN.ended_at.is_(None))
    return (
        query.select_from(WorkItemRow)
        .join(CaseRow, CaseRow.id == WorkItemRow.case_id)
        .outerjoin(OWN, own)
        .outerjoin(WORST, WORST.id == CaseRow.clock_id)
    )


def _lines(actor: Actor) -> Query:
    columns = (
        WorkItemRow.id,
        WorkItemRow.version,
        WorkItemRow.element,
        WorkItemRow.name,
        WorkItemRow.form,
        WorkItemRow.office_id,
        WorkItemRow.assignee_id,
        WorkItemRow.opened_at,
        CaseRow.id.label("case_id"),
        CaseRow.code,
        CaseRow.docket_no,
        CaseRow.title,
        CaseRow.channel,
        CaseRow.category,
        CaseRow.grade,
        CaseRow.status.label("case_status"),
        CaseRow.place_id,
        func.coalesce(OWN.id, CaseRow.clock_id).label("clock_id"),
        and_(WorkItemRow.assignee_id.is_(None), takeable(actor)).label("claimable"),
        stood_in(actor).label("standing_in"),
        parties_readable(actor).label("sees"),
    )
    return _joined(select(*columns))


def _conditions(actor: Actor, filters: Filters) -> list[Condition]:
    conditions = of_case(actor, filters)
    if filters.colours:
        conditions.append(_colour(filters.colours))
    if filters.steps:
        conditions.append(WorkItemRow.element.in_(filters.steps))
    if filters.rules:
        conditions.append(func.coalesce(OWN.rule, WORST.rule).in_(filters.rules))
    if filters.office_id is not None:
        conditions.append(
            under(actor, WorkItemRow.office_id, filters.office_id, deep=filters.below)
        )
    if filters.assignee_id is not None:
        conditions.append(WorkItemRow.assignee_id == filters.assignee_id)
    return conditions + due_between(WorkItemRow.due_at, filters.due_from, filters.due_by)


def _colour(colours: Sequence[str]) -> Condition:
    """A paused clock keeps a colour in its row; here it is of none but its own."""
    status = func.coalesce(OWN.status, WORST.status)
    colour = func.coalesce(OWN.colour, WORST.colour)
    conditions: list[Condition] = [and_(status != PAUSED, colour.in_(colours))]
    if PAUSED in colours:
        conditions.append(status == PAUSED)
    if "none" in colours:
        conditions.append(colour.is_(None))
    return or_(*conditions)


def _read(session: Session, actor: Actor, lens: Lens, rows: Sequence[Found]) -> Sequence[WorkLine]:
    clocks = standings(session, lens, (row.clock_id for row in rows))
    sides = sides_of(session, (row.case_id for row in rows if row.sees))
    office_of = office_names(
        session, (key for row in rows for key in (row.place_id, row.office_id))
    )
    person_of = user_names(session, (row.assignee_id for row in rows))
    return [
        WorkLine(
            item_id=row.id,
            version=row.version,
            case_code=row.code,
            docket_no=row.docket_no,
            parties=sides.get(row.case_id, Sides()) if row.sees else None,
            title=row.title if row.sees else None,
            element=row.element,
            step=row.name,
            form=row.form,
            channel=row.channel,
            category=row.category,
            grade=row.grade,
            status=row.case_status,
            standing=clocks.get(row.clock_id),
            place=office_of.get(row.place_id),
            office=office_of.get(row.office_id),
            assignee_id=row.assignee_id,
            assignee=name_of(person_of, row.assignee_id),
            opened_at=row.opened_at,
            mine=row.assignee_id == actor.user_id,
            claimable=bool(row.claimable),
            standing_in=bool(row.standing_in),
        )
        for row in rows
    ]
