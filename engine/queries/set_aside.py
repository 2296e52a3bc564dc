"""Processes that were set aside (隔离), for those who may take them up again."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.queries.paging import FIRST, Found, Newest, Page, Turn, fetch, refine
from engine.queries.scope import readable, within_reach
from engine.rules.permissions import Action, Actor
from engine.storage.models import CaseRow, EventRow, OfficeRow, ProcessRow

CODE = re.compile(r"\[([a-z_.]+)\]")  # as ``EngineError`` writes itself
UNKNOWN = "fault"  # something nobody foresaw
ORDER = Newest(ProcessRow.id)


@dataclass(frozen=True, slots=True)
class SetAside:
    """A process that was set aside.

    ``fault`` is the code of what was wrong when it was last tried, ``since`` the instant (aware
    UTC) it was set aside, ``has_previous`` whether the state before its last act was kept.
    """

    process_id: int
    case_code: str
    docket_no: str | None
    office: str
    kind: str
    fault: str
    since: datetime
    has_previous: bool


def set_aside(session: Session, actor: Actor, turn: Turn = FIRST) -> Page[SetAside]:
    """Return a page of the processes set aside that *actor* may take up again, newest first.

    Raises:
        Invalid: ``page.cursor``.

    """
    since = (
        select(func.max(EventRow.recorded_at))
        .where(EventRow.case_id == CaseRow.id, EventRow.kind == "ProcessQuarantined")
        .scalar_subquery()
    )
    query = (
        select(ProcessRow, CaseRow.code, CaseRow.docket_no, OfficeRow.name, since.label("since"))
        .join(CaseRow, CaseRow.id == ProcessRow.case_id)
        .join(OfficeRow, OfficeRow.id == CaseRow.holder_id)
        .where(
            ProcessRow.status == "quarantined",
            readable(actor),
            within_reach(actor, Action.MEND_PROCESS, CaseRow.holder_id),
        )
    )
    page = fetch(session, query, ORDER, turn)
    return refine(page, lambda rows: [_line(row) for row in rows])


def _line(row: Found) -> SetAside:
    process: ProcessRow = row.ProcessRow
    code = CODE.search(process.fault or "")
    return SetAside(
        process_id=process.id,
        case_code=row.code,
        docket_no=row.docket_no,
        office=row.name,
        kind=process.kind,
        fault=code.group(1) if code else UNKNOWN,
        since=row.since,
        has_previous=process.previous_state is not None,
    )
