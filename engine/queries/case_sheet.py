"""A case on one sheet of paper, for the operator at the command line.

Not scoped to a person: whoever can read the database file can read this. Parties are left out
unless they are asked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.rules.errors import NotFound
from engine.storage.models import (
    CaseRow,
    ClockRow,
    EventRow,
    OfficeRow,
    PartyRow,
    ProcessRow,
    UserRow,
    WorkItemRow,
)


@dataclass(frozen=True, slots=True)
class StepLine:
    """An open step: who has to take it, since when, until when (UTC)."""

    element: str
    name: str
    office: str
    assignee: str | None
    opened_at: datetime
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class ClockLine:
    """A clock that has not ended."""

    rule: str
    status: str
    colour: str
    due_on: date | None
    provisional: bool


@dataclass(frozen=True, slots=True)
class EventLine:
    """Something that happened; ``by`` is None when the clock did it."""

    at: datetime
    kind: str
    by: str | None


@dataclass(frozen=True, slots=True)
class CaseSheet:
    """Where a case stands; ``parties`` is empty unless asked for (role, name)."""

    code: str
    docket_no: str | None
    title: str | None
    status: str
    outcome: str | None
    channel: str | None
    grade: str
    colour: str | None
    holder: str
    processes: tuple[tuple[str, str, int, str | None], ...]  # kind, status, bundle, fault
    steps: tuple[StepLine, ...]
    clocks: tuple[ClockLine, ...]
    events: tuple[EventLine, ...]
    parties: tuple[tuple[str, str], ...]


def case_sheet(session: Session, code: str, events: int = 10, *, parties: bool) -> CaseSheet:
    """Return the sheet of the case of that code, with its last *events*, the newest last.

    Raises:
        NotFound: ``case.unknown``.

    """
    case = session.scalar(select(CaseRow).where(CaseRow.code == code))
    if case is None:
        raise NotFound("case.unknown", case=code)
    return CaseSheet(
        code=case.code,
        docket_no=case.docket_no,
        title=case.title if parties else None,  # titles are free text and may name people
        status=case.status,
        outcome=case.outcome,
        channel=case.channel,
        grade=case.grade,
        colour=case.colour,
        holder=session.get_one(OfficeRow, case.holder_id).name,
        processes=_processes(session, case),
        steps=_steps(session, case),
        clocks=_clocks(session, case),
        events=_events(session, case, events),
        parties=_parties(session, case) if parties else (),
    )


def _processes(session: Session, case: CaseRow) -> tuple[tuple[str, str, int, str | None], ...]:
    columns = (ProcessRow.kind, ProcessRow.status, ProcessRow.bundle_version, ProcessRow.fault)
    query = select(*columns).where(ProcessRow.case_id == case.id).order_by(ProcessRow.id)
    return tuple(
        (kind, status, version, fault) for kind, status, version, fault in session.execute(query)
    )


def _steps(session: Session, case: CaseRow) -> tuple[StepLine, ...]:
    query = (
        select(WorkItemRow, OfficeRow.name, UserRow.name)
        .join(OfficeRow, OfficeRow.id == WorkItemRow.office_id)
        .outerjoin(UserRow, UserRow.id == WorkItemRow.assignee_id)
        .where(WorkItemRow.case_id == case.id, WorkItemRow.status == "open")
        .order_by(WorkItemRow.id)
    )
    return tuple(
        StepLine(item.element, item.name, office, person, item.opened_at, item.due_at)
        for item, office, person in session.execute(query)
    )


def _clocks(session: Session, case: CaseRow) -> tuple[ClockLine, ...]:
    query = select(ClockRow).where(ClockRow.case_id == case.id, ClockRow.ended_at.is_(None))
    rows: Sequence[ClockRow] = session.scalars(query.order_by(ClockRow.due_at, ClockRow.id)).all()
    return tuple(
        ClockLine(row.rule, row.status, row.colour, row.due_on, row.provisional) for row in rows
    )


def _events(session: Session, case: CaseRow, count: int) -> tuple[EventLine, ...]:
    query = (
        select(EventRow.at, EventRow.kind, UserRow.name)
        .outerjoin(UserRow, UserRow.id == EventRow.actor_id)
        .where(EventRow.case_id == case.id)
        .order_by(EventRow.id.desc())
        .limit(count)
    )
    found = [EventLine(at, kind, by) for at, kind, by in session.execute(query)]
    return tuple(reversed(found))


def _parties(session: Session, case: CaseRow) -> tuple[tuple[str, str], ...]:
    query = select(PartyRow.role, PartyRow.name).where(PartyRow.case_id == case.id)
    return tuple((role, name) for role, name in session.execute(query.order_by(PartyRow.id)))
