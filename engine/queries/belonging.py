"""Whose queue a step is in, and how many each queue holds: asked so that it costs what is shown.

Whoever reads whole areas walks along what waits in order of time, and stops when the page is
full; whoever works in a few offices starts from those. Counts stop at ``MOST``.
"""

from dataclasses import dataclass

from sqlalchemy import and_, exists, func, literal_column, or_, select
from sqlalchemy.orm import Session

from engine.queries.counting import Number
from engine.queries.paging import Query
from engine.queries.same_again import same_again
from engine.queries.scope import Condition, in_hand, takeable, within_reach
from engine.rules.permissions import Action, Actor, reach
from engine.storage.alias import alias
from engine.storage.models import OfficeRow, WorkItemRow

MINE, AVAILABLE, ALL = "mine", "available", "all"
QUEUES = (MINE, AVAILABLE, ALL)
MOST = 1_000  # counted no further
# spelled out: only so do both databases see that an index of what waits is meant
OPEN = WorkItemRow.status == literal_column("'open'")
OTHER = alias(WorkItemRow)


@dataclass(frozen=True, slots=True)
class QueueCounts:
    """How many steps each tab holds under the filters now set, counted up to ``MOST``."""

    mine: int
    available: int
    all: int


def belongs(actor: Actor, queue: str) -> Condition:
    """The step (``WorkItemRow``) waits in this queue of the actor's."""
    mine = in_hand(actor)
    if queue == MINE:
        return and_(OPEN, mine)
    if queue == AVAILABLE:
        return and_(OPEN, WorkItemRow.assignee_id.is_(None), takeable(actor))
    own, roots = reach(actor, Action.READ_CASE)
    if not roots:
        return and_(OPEN, or_(mine, WorkItemRow.office_id.in_(sorted(own))) if own else mine)
    reached = exists().where(
        OfficeRow.id == WorkItemRow.office_id,
        within_reach(actor, Action.READ_CASE, OfficeRow.id),
    )
    return and_(OPEN, or_(mine, reached))


def counting(queries: tuple[Query, ...]) -> Query:
    """Return the query for how many rows each query has, counted up to ``MOST``."""
    columns = [
        select(func.count()).select_from(query.limit(MOST).subquery()).scalar_subquery()
        for query in queries
    ]
    return select(*columns)


def counted(session: Session, query: Query) -> list[int]:
    """Return the numbers of a query made by ``counting``; one statement."""
    return [int(number or 0) for number in session.execute(query).one()]


def own_number(actor: Actor) -> Number:
    """Return the query that counts the actor's own open steps; read from an index alone."""
    return select(func.count()).select_from(WorkItemRow).where(belongs(actor, MINE))


def waiting_steps(session: Session, actor: Actor) -> tuple[tuple[str, str], ...]:
    """Return (element, name) of every kind of step open in the actor's queues, by name."""
    found = session.execute(_kinds(actor)).all()
    named = ((element, text) for element, text in found if element and text)
    return tuple(sorted(named, key=lambda each: each[1]))


@same_again
def _kinds(actor: Actor) -> Query:
    """Step from one kind to the next in the index, and ask of each for one step of the actor's."""
    kinds = select(func.min(OTHER.element).label("element")).where(_OTHER_OPEN)
    kinds_cte = kinds.cte("kinds", recursive=True)
    following = (
        select(func.min(OTHER.element))
        .where(_OTHER_OPEN, OTHER.element > kinds_cte.c.element)
        .scalar_subquery()
    )
    kinds_cte = kinds_cte.union_all(select(following).where(kinds_cte.c.element.is_not(None)))
    name = (
        select(WorkItemRow.name)
        .where(WorkItemRow.element == kinds_cte.c.element, belongs(actor, ALL))
        .limit(1)
        .scalar_subquery()
    )
    return select(kinds_cte.c.element, name)


_OTHER_OPEN = OTHER.status == literal_column("'open'")
