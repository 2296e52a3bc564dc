"""建议督办: cases out of time on which no order is active; a person decides and issues."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from engine.queries.paging import FIRST, Newest, Page, Turn, fetch, refine
from engine.queries.scope import within_reach
from engine.rules.case import ENDED
from engine.rules.permissions import Action, Actor
from engine.rules.supervision import ACTIVE
from engine.storage.models import CaseRow, ClockRow, OfficeRow, OrderRow


@dataclass(frozen=True, slots=True)
class Proposed:
    """A case that is out of time: by which rule, and since when (aware UTC)."""

    code: str
    docket_no: str | None
    title: str
    office: str
    rule: str
    due_at: datetime | None


def proposed_orders(session: Session, actor: Actor, turn: Turn = FIRST) -> Page[Proposed]:
    """Return a page of the cases on which an order might be issued, the newest first."""
    under_order = exists().where(OrderRow.case_id == CaseRow.id, OrderRow.state.in_(ACTIVE))
    query = (
        select(CaseRow, OfficeRow.name.label("office"), ClockRow.row.label("rule"))
        .join(OfficeRow, OfficeRow.id == CaseRow.holder_id)
        .join(ClockRow, ClockRow.id == CaseRow.clock_id)
        .where(
            CaseRow.colour == "red",
            CaseRow.status.not_in([str(status) for status in ENDED]),
            within_reach(actor, Action.SUPERVISE, CaseRow.holder_id),
            ~under_order,
        )
    )
    page = fetch(session, query, Newest(CaseRow.id), turn)
    return refine(
        page,
        lambda rows: [
            Proposed(
                row.CaseRow.code,
                row.CaseRow.docket_no,
                row.CaseRow.title,
                row.office,
                str(row.rule.get("name_zh", "")),
                row.CaseRow.due_at,
            )
            for row in rows
        ],
    )
