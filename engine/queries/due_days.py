"""A person's own steps counted by the day they end on, without reading one of them."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from engine.queries.belonging import OPEN
from engine.queries.lens import Lens
from engine.queries.scope import in_hand
from engine.queries.standing import PAUSED
from engine.queries.worklists import OWN, WORST
from engine.rules.permissions import Actor
from engine.storage.models import CaseRow, WorkItemRow


@dataclass(frozen=True, slots=True)
class DueDay:
    """How many own steps end on one office day, in one colour.

    ``due_on`` is None where the clock is paused or no time limit runs.
    """

    due_on: date | None
    overdue: bool
    colour: str | None
    count: int

    def urgency(self, today: date, following: date) -> str:
        """Return how these steps stand on a day; see ``urgency``."""
        return urgency((self.due_on, self.colour), (today, following), overdue=self.overdue)


def urgency(due: tuple[date | None, str | None], days: tuple[date, date], *, overdue: bool) -> str:
    """Return how a step stands on a day: overdue, today, next_workday, soon or later.

    *due* is its last day and colour, *days* today and the next working day.
    """
    due_on, colour = due
    today, following = days
    if due_on is None:
        return "later"
    if overdue:
        return "overdue"
    if due_on <= today:
        return "today"
    if due_on <= following:
        return "next_workday"
    return "soon" if colour in {"yellow", "orange"} else "later"


def due_days(session: Session, actor: Actor, lens: Lens) -> tuple[DueDay, ...]:
    """Return the actor's open steps counted by last day and colour; one statement.

    A step stands as the clock that presses on it, else as the worst one of its case.
    """
    pressing = OWN.id.is_not(None)
    running = func.coalesce(OWN.status, WORST.status) != PAUSED
    due_at = case((pressing, OWN.due_at), else_=WORST.due_at)
    columns = (
        case((running, case((pressing, OWN.due_on), else_=WORST.due_on))).label("due_on"),
        (running & (due_at <= lens.now)).label("overdue"),
        func.coalesce(OWN.colour, WORST.colour).label("colour"),
    )
    query = (
        select(*columns, func.count())
        .select_from(WorkItemRow)
        .join(CaseRow, CaseRow.id == WorkItemRow.case_id)
        .outerjoin(OWN, and_(OWN.id == WorkItemRow.clock_id, OWN.ended_at.is_(None)))
        .outerjoin(WORST, WORST.id == CaseRow.clock_id)
        .where(OPEN, in_hand(actor))
        .group_by(*columns)
    )
    found = session.execute(query).all()
    return tuple(DueDay(day, bool(over), colour, count) for day, over, colour, count in found)
