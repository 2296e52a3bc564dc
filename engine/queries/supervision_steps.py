"""The step each matter of supervision waits for, and how its clock stands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from engine.queries.lens import Lens
from engine.queries.scope import Condition, takeable
from engine.queries.standing import Standing, standings
from engine.rules.permissions import Actor
from engine.storage.models import ProcessRow, WorkItemRow


@dataclass(frozen=True, slots=True)
class Waiting:
    """An open step: its id, what it is called, whether the person asking could take it."""

    item_id: int
    element: str
    name: str
    mine: bool
    standing: Standing | None


def waiting_steps(
    session: Session, actor: Actor, lens: Lens, kind: str, ids: Iterable[int]
) -> Mapping[int, Waiting]:
    """Return the open step of each matter of *kind* by the matter's id; three statements at most.

    *kind* is the id of the process: supervision, urge, complaint, rectification.
    """
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    query = (
        select(ProcessRow.subject_id, WorkItemRow, takeable(actor).label("mine"))
        .join(WorkItemRow, WorkItemRow.process_id == ProcessRow.id)
        .where(
            ProcessRow.kind == kind,
            ProcessRow.subject_id.in_(wanted),
            WorkItemRow.status == "open",
        )
    )
    found = session.execute(query).all()
    clocks = standings(session, lens, (row.WorkItemRow.clock_id for row in found))
    return {
        row.subject_id: Waiting(
            row.WorkItemRow.id,
            row.WorkItemRow.element,
            row.WorkItemRow.name,
            bool(row.mine),
            clocks.get(row.WorkItemRow.clock_id) if row.WorkItemRow.clock_id else None,
        )
        for row in found
    }


def mine_to_take(actor: Actor, kind: str, subject: InstrumentedAttribute[int]) -> Condition:
    """The matter in *subject* waits for a step of *kind* that *actor* could take."""
    return subject.in_(
        select(ProcessRow.subject_id)
        .join(WorkItemRow, WorkItemRow.process_id == ProcessRow.id)
        .where(ProcessRow.kind == kind, WorkItemRow.status == "open", takeable(actor))
    )
