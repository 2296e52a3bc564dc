"""Finding cases: every case a person may know of, by number, name, state and time left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, false, func, or_, select, union
from sqlalchemy.orm import Session

from engine.queries.filters import Filters, due_between, is_whole_number, of_case, under
from engine.queries.gathering import Sides, name_of, office_names, sides_of, user_names
from engine.queries.lens import Lens
from engine.queries.paging import (
    FIRST,
    WHOLE,
    Found,
    Newest,
    Order,
    Page,
    Parts,
    Query,
    Soonest,
    Turn,
    fetch_paged,
    paged,
    refine,
)
from engine.queries.same_again import same_again
from engine.queries.scope import (
    Condition,
    parties_readable,
    readable,
    readable_here,
    readable_parts,
)
from engine.queries.standing import Standing, standings
from engine.rules.errors import Invalid
from engine.rules.permissions import Actor
from engine.storage.models import CaseRow, WorkItemRow

NEWEST, TIME_LEFT = "newest", "time_left"
ORDERS: dict[str, Order] = {
    NEWEST: Newest(CaseRow.id),
    TIME_LEFT: Soonest(CaseRow.due_at, CaseRow.id),
}


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case of a list.

    ``parties`` and ``title`` are None for those who may not read them; ``standing`` is the
    worst running clock, None where none runs. Instants are aware UTC.
    """

    code: str
    docket_no: str | None
    parties: Sides | None
    title: str | None
    category: str
    channel: str | None
    grade: str
    points: int
    status: str
    outcome: str | None
    standing: Standing | None
    place: str | None
    holder: str | None
    body: str | None
    assignee: str | None
    registered_at: datetime
    ended_at: datetime | None


def case_lines(
    session: Session,
    actor: Actor,
    lens: Lens,
    wanted: tuple[Filters, str] = (Filters(), NEWEST),
    turn: Turn = FIRST,
) -> Page[CaseLine]:
    """Return a page of the cases *actor* may know of; *wanted* is (filters, order).

    Orders are ``newest`` and ``time_left`` (cases without a running clock come last).

    Raises:
        Invalid: ``list.order`` or ``page.cursor``.

    """
    filters, order = wanted
    if order not in ORDERS:
        raise Invalid("list.order", order=order)
    page = fetch_paged(session, _listing(actor, filters, order, turn), ORDERS[order], turn)
    return refine(page, lambda rows: read_cases(session, lens, rows))


def count_cases(session: Session, actor: Actor, filters: Filters, most: int = 1000) -> int:
    """Return how many cases the list holds, counted up to *most* and no further."""
    return session.scalar(_counting(actor, filters, most)) or 0


@same_again
def _listing(actor: Actor, filters: Filters, order: str, turn: Turn) -> Query:
    cases, parts = _cases(actor), _parts(actor, filters)
    if parts == WHOLE:
        cases = cases.where(*conditions(actor, filters))
    elif order == NEWEST:  # no index has an office's cases in this order
        parts = Parts((), parts.walked + parts.gathered)
    return paged(cases, ORDERS[order], turn, parts)


@same_again
def _counting(actor: Actor, filters: Filters, most: int) -> Select[int]:
    parts = _parts(actor, filters)
    if parts != WHOLE:
        each_of = parts.walked + parts.gathered
        some = (select(CaseRow.id).where(part).limit(most).subquery() for part in each_of)
        found = select(union(*(select(each) for each in some)).subquery()).limit(most)
    else:
        found = select(CaseRow.id).where(*conditions(actor, filters)).limit(most)
    return select(func.count()).select_from(found.subquery())


def _parts(actor: Actor, filters: Filters) -> Parts:
    """Return the list's conditions, once with each part of what *actor* may know of.

    No parts where a part may not be looked through by itself: what people type is looked for in
    texts, and steps are looked for among all steps.
    """
    if filters.text.strip() or filters.steps:
        return WHOLE
    parts, narrowed = readable_parts(actor), _narrowed(actor, filters)
    if parts is None:
        return WHOLE
    walked, few = parts
    return Parts(tuple(and_(part, *narrowed) for part in walked), (and_(few, *narrowed),))


def conditions(actor: Actor, filters: Filters) -> list[Condition]:
    """Return what a case of the list must fulfil."""
    # a whole number names one case: it is looked at, not all the actor may know of
    known = readable_here if is_whole_number(filters.text) else readable
    return [known(actor), *_narrowed(actor, filters)]


def _narrowed(actor: Actor, filters: Filters) -> list[Condition]:
    found = of_case(actor, filters)
    if filters.colours:
        found.append(_colour(filters.colours))
    if filters.rules:
        found.append(CaseRow.rule.in_(filters.rules))
    if filters.steps:
        waiting = select(WorkItemRow.case_id).where(
            WorkItemRow.status == "open", WorkItemRow.element.in_(filters.steps)
        )
        found.append(CaseRow.id.in_(waiting))
    if filters.office_id is not None:
        found.append(under(actor, CaseRow.holder_id, filters.office_id, deep=filters.below))
    if filters.assignee_id is not None:
        found.append(CaseRow.assignee_id == filters.assignee_id)
    return found + due_between(CaseRow.due_at, filters.due_from, filters.due_by)


def _colour(colours: Sequence[str]) -> Condition:
    """A case that stands still keeps a colour in its row; here it is of none but its own.

    Colours are those of open cases, as the board counts them: what is still owed after the
    closing (archive, putting right) is found among the steps.
    """
    shown = CaseRow.shown.in_([colour for colour in colours if colour != "none"])
    unset = CaseRow.shown.is_(None) if "none" in colours else false()
    return and_(CaseRow.ended_at.is_(None), or_(shown, unset))


def _cases(actor: Actor) -> Query:
    return select(CaseRow, parties_readable(actor).label("sees"))


def read_cases(session: Session, lens: Lens, rows: Sequence[Found]) -> Sequence[CaseLine]:
    """Return the lines of *rows* of (case, may its parties be read); a few statements in all."""
    cases: list[CaseRow] = [row[0] for row in rows]
    clocks = standings(session, lens, (case.clock_id for case in cases))
    sides = sides_of(session, (row[0].id for row in rows if row[1]))
    people = user_names(session, (case.assignee_id for case in cases))
    offices = office_names(
        session, (key for case in cases for key in (case.place_id, case.holder_id, case.body_id))
    )
    return [
        CaseLine(
            code=case.code,
            docket_no=case.docket_no,
            parties=sides.get(case.id, Sides()) if row[1] else None,
            title=case.title if row[1] else None,
            category=case.category,
            channel=case.channel,
            grade=case.grade,
            points=case.points,
            status=case.status,
            outcome=case.outcome,
            standing=clocks.get(case.clock_id) if case.clock_id else None,
            place=offices.get(case.place_id),
            holder=offices.get(case.holder_id),
            body=name_of(offices, case.body_id),
            assignee=name_of(people, case.assignee_id),
            registered_at=case.registered_at,
            ended_at=case.ended_at,
        )
        for row, case in zip(rows, cases, strict=True)
    ]
