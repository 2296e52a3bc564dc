"""What happened in a case's main process, as its events say: enough to run it once more."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.rules.counting import Pause
from engine.rules.period import Extension
from engine.storage.models import (
    AgreementRow,
    CaseRow,
    ClockRow,
    EventRow,
    ExtensionRow,
    OfficeRow,
    PauseRow,
    ProcessRow,
    WorkItemRow,
)

MAIN = "dispute"
STARTED, STEP, CLOCK = "started", "step", "clock"


@dataclass(frozen=True, slots=True)
class Push:
    """One push of a process: ``cause`` is started, step, clock, or the message's name.

    ``routing`` is what it was told then; ``walked`` are flows and elements, in order.
    """

    at: datetime
    cause: str
    element: str
    routing: Mapping[str, object]
    walked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PastClock:
    """A clock of the ledger, with what was granted to it."""

    rule: str
    name_zh: str
    name_en: str
    due_at: datetime | None
    ended_at: datetime | None
    pauses: tuple[Pause, ...]
    extensions: tuple[Extension, ...]


@dataclass(frozen=True, slots=True)
class PastCase:
    """A closed case's main process; ``agreements`` are (in force at, day to perform by).

    ``over``: the process itself has ended; one closed but not archived goes on.
    """

    case_id: int
    code: str
    office: OfficeRow
    bundle_version: int
    over: bool
    pushes: tuple[Push, ...]
    clocks: tuple[PastClock, ...]
    agreements: tuple[tuple[datetime, date], ...]


def closed_cases(session: Session, limit: int) -> Sequence[int]:
    """Return the ids of the cases closed last, the newest first."""
    query = select(CaseRow.id).where(CaseRow.ended_at.is_not(None))
    return session.scalars(
        query.order_by(CaseRow.ended_at.desc(), CaseRow.id.desc()).limit(limit)
    ).all()


def past_cases(session: Session, case_ids: Sequence[int]) -> Iterator[PastCase]:
    """Yield the last main process of each of these cases, in the order given.

    A case that never had one is left out.
    """
    if not case_ids:
        return
    cases = {
        row.id: row for row in session.scalars(select(CaseRow).where(CaseRow.id.in_(case_ids)))
    }
    mains = _mains(session, case_ids)
    pushes = _pushes(session, mains)
    clocks = _clocks(session, [row.id for row in mains.values()])
    agreed = _agreements(session, case_ids)
    for case_id in case_ids:
        if case_id not in mains or case_id not in cases:
            continue
        main, case = mains[case_id], cases[case_id]
        office = session.get_one(OfficeRow, case.holder_id)
        yield PastCase(
            case_id=case_id,
            code=case.code,
            office=office,
            bundle_version=main.bundle_version,
            over=main.status != "running",
            pushes=tuple(pushes.get(main.id, ())),
            clocks=tuple(clocks.get(main.id, ())),
            agreements=tuple(agreed.get(case_id, ())),
        )


def _mains(session: Session, case_ids: Sequence[int]) -> Mapping[int, ProcessRow]:
    """Return the main process each case ended by: the newest."""
    query = select(ProcessRow).where(ProcessRow.case_id.in_(case_ids), ProcessRow.kind == MAIN)
    return {row.case_id: row for row in session.scalars(query.order_by(ProcessRow.id))}


def _pushes(session: Session, mains: Mapping[int, ProcessRow]) -> Mapping[int, list[Push]]:
    kinds = ("StepCompleted", "ProcessMoved")
    items = select(WorkItemRow.id, WorkItemRow.process_id).where(WorkItemRow.case_id.in_(mains))
    of_item = {item: process for item, process in session.execute(items)}  # rows
    query = (
        select(EventRow.at, EventRow.kind, EventRow.facts)
        .where(EventRow.case_id.in_(mains), EventRow.kind.in_(kinds))
        .order_by(EventRow.id)
    )
    found: dict[int, list[Push]] = {}
    for at, kind, facts in session.execute(query):
        item = of_item.get(facts.get("work_item_id", 0))
        process = item if kind == "StepCompleted" else facts.get("process_id")
        if process is not None:
            found.setdefault(process, []).append(_push(at, kind, facts))
    return found


def _push(at: datetime, kind: str, facts: Mapping[str, Any]) -> Push:
    cause = STEP if kind == "StepCompleted" else str(facts["cause"])
    walked = tuple(map(str, facts.get("walked", ())))
    return Push(at, cause, str(facts.get("element", "")), facts.get("routing") or {}, walked)


def _clocks(session: Session, processes: Iterable[int]) -> Mapping[int, list[PastClock]]:
    query = select(ClockRow).where(ClockRow.process_id.in_(list(processes)))
    rows = session.scalars(query.order_by(ClockRow.id)).all()
    ids = [row.id for row in rows]
    pauses: dict[int, list[Pause]] = {}
    for pause in session.scalars(select(PauseRow).where(PauseRow.clock_id.in_(ids))):
        stretch = Pause(pause.from_on, pause.to_on, pause.reason)
        pauses.setdefault(pause.clock_id, []).append(stretch)
    granted: dict[int, list[Extension]] = {}
    approved = select(ExtensionRow).where(
        ExtensionRow.clock_id.in_(ids), ExtensionRow.state == "approved"
    )
    for more in session.scalars(approved.order_by(ExtensionRow.id)):
        on = (more.decided_at or more.asked_at).date()
        granted.setdefault(more.clock_id, []).append(Extension(more.length, on))
    found: dict[int, list[PastClock]] = {}
    for row in rows:
        clock = PastClock(
            rule=row.rule,
            name_zh=str(row.row.get("name_zh", row.rule)),
            name_en=str(row.row.get("name_en", "")),
            due_at=row.due_at,
            ended_at=row.ended_at,
            pauses=tuple(pauses.get(row.id, ())),
            extensions=tuple(granted.get(row.id, ())),
        )
        found.setdefault(row.process_id or 0, []).append(clock)
    return found


def _agreements(
    session: Session, case_ids: Sequence[int]
) -> Mapping[int, list[tuple[datetime, date]]]:
    query = select(AgreementRow).where(AgreementRow.case_id.in_(case_ids))
    found: dict[int, list[tuple[datetime, date]]] = {}
    for row in session.scalars(query.order_by(AgreementRow.id)):
        until = row.perform_by or row.effective_on
        found.setdefault(row.case_id, []).append((row.effective_at, until))
    return found
