"""What happened in a stretch of time, in numbers: told after a demo's clock was moved."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.queries.scope import readable
from engine.queries.warnings import WARNED
from engine.rules.permissions import Actor
from engine.storage.models import CaseRow, EventRow

TURNED, CLIMBED, EXPIRED = "ColourChanged", "DutyClimbDue", "ClockExpired"


@dataclass(frozen=True, slots=True)
class Passed:
    """In the cases a person may know of: clocks that turned, that ran out, duties that climbed."""

    turned: int
    red: int
    expired: int
    climbed: int


def what_passed(session: Session, actor: Actor, after: datetime, until: datetime) -> Passed:
    """Return what happened in (*after*, *until*] (aware instants), as *actor* may know it."""
    colour = EventRow.facts["after"].as_string()
    turned = (EventRow.kind == TURNED) & colour.in_(WARNED)
    columns = [
        func.count(EventRow.id).filter(condition)
        for condition in (
            turned,
            turned & (colour == "red"),
            EventRow.kind == EXPIRED,
            EventRow.kind == CLIMBED,
        )
    ]
    query = (
        select(*columns)
        .select_from(EventRow)
        .join(CaseRow, CaseRow.id == EventRow.case_id)
        .where(
            EventRow.at > after,
            EventRow.at <= until,
            EventRow.kind.in_((TURNED, CLIMBED, EXPIRED)),
            readable(actor),
        )
    )
    row = session.execute(query).one()
    return Passed(row[0], row[1], row[2], row[3])
