"""What a person waits for: a clock that stands still, a decision asked for, a receipt."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.queries.acts import UNDER_WAY
from engine.queries.gathering import Sides, name_of, office_names, sides_of
from engine.queries.lens import Lens
from engine.queries.scope import parties_readable, readable_here
from engine.queries.standing import PAUSED
from engine.rules.calendar import local_day
from engine.rules.permissions import Actor
from engine.storage.models import CaseRow, ClockRow, ExtensionRow, HandoffRow, PauseRow

MOST = 50
Waiting = tuple[str, CaseRow, bool, datetime, str | None, int | None, date | None]


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """Something somebody else has to do first.

    ``kind`` is paused, extension or handoff; ``whom`` the office that has to act, None where
    that is not on record. ``since`` is aware UTC, ``days`` counts from that day to today.
    """

    kind: str
    case_code: str
    parties: Sides | None
    reason: str | None
    whom: str | None
    since: datetime
    days: int
    due_on: date | None


def waiting_for_others(session: Session, actor: Actor, lens: Lens) -> tuple[WaitingLine, ...]:
    """Return what stands still in the actor's own cases, the longest wait first."""
    rows = sorted(_rows(session, actor), key=lambda row: row[3])[:MOST]
    sides = sides_of(session, (case.id for _, case, may_read, *_ in rows if may_read))
    offices = office_names(session, (office for *_, office, _ in rows))
    return tuple(
        WaitingLine(
            kind=kind,
            case_code=case.code,
            parties=sides.get(case.id, Sides()) if may_read else None,
            reason=reason if may_read else None,
            whom=name_of(offices, office),
            since=since,
            days=(lens.today - local_day(since)).days,
            due_on=due_on,
        )
        for kind, case, may_read, since, reason, office, due_on in rows
    )


def _rows(session: Session, actor: Actor) -> Iterator[Waiting]:
    may_read = parties_readable(actor).label("sees")
    mine = (CaseRow.assignee_id == actor.user_id, CaseRow.ended_at.is_(None), readable_here(actor))
    paused = (
        select(PauseRow, CaseRow, may_read)
        .join(ClockRow, ClockRow.id == PauseRow.clock_id)
        .join(CaseRow, CaseRow.id == ClockRow.case_id)
        .where(PauseRow.to_on.is_(None), ClockRow.status == PAUSED, *mine)
    )
    for pause, case, seen in session.execute(paused.limit(MOST)):
        yield "paused", case, seen, pause.paused_at, pause.reason, None, None
    asked = (
        select(ExtensionRow, CaseRow, may_read)
        .join(CaseRow, CaseRow.id == ExtensionRow.case_id)
        .where(
            ExtensionRow.state == "asked",
            ExtensionRow.asked_by == actor.user_id,
            readable_here(actor),
        )
    )
    for request, case, seen in session.execute(asked.limit(MOST)):
        yield (
            "extension", case, seen, request.asked_at, request.reason, request.office_id,
            request.old_due_on,
        )  # fmt: skip
    sent = (
        select(HandoffRow, CaseRow, may_read)
        .join(CaseRow, CaseRow.id == HandoffRow.case_id)
        .where(
            HandoffRow.state.in_(UNDER_WAY),
            HandoffRow.sent_by == actor.user_id,
            readable_here(actor),
        )
    )
    for package, case, seen in session.execute(sent.limit(MOST)):
        yield (
            "handoff", case, seen, package.sent_at, package.reason, package.to_office_id,
            package.reply_by,
        )  # fmt: skip
