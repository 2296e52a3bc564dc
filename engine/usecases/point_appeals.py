"""Objecting to an entry of the points ledger, and deciding it.

An objection that is upheld reverses the entry in the same transaction.
"""

from sqlalchemy import select

from engine.desk import Desk
from engine.rules.errors import Conflict, Invalid, NotAllowed, NotFound
from engine.rules.events import AppealDecided, PointsAppealed
from engine.rules.permissions import Action, Actor
from engine.storage.models import CaseRow, EventRow, OfficeRow, PointAppealRow, PointEntryRow
from engine.storage.work import Work
from engine.usecases.point_ledger import entry_for, reverse
from engine.usecases.points import LONGEST
from engine.usecases.telling import Telling, leaders_and_supervisors, tell_office


def appeal_entry(desk: Desk, actor: Actor, entry_id: int, grounds: str) -> int:
    """Object to an entry of one's own office; return the objection's id.

    Raises:
        NotFound: ``points.unknown``: no such entry for this person.
        Conflict: it was objected to or reversed before, or is a reversal.
        Invalid: no grounds.

    """
    _check("grounds", grounds)
    with desk.work(actor) as work:
        row = entry_for(work, actor, entry_id, Action.APPEAL_POINTS)
        _refuse(work, row)
        appeal = work.add(
            PointAppealRow(
                entry_id=row.id,
                grounds=grounds.strip(),
                appealed_by=actor.user_id,
                appealed_at=work.now,
                state="open",
                decision=None,
                decided_by=None,
                decided_at=None,
            )
        )
        work.record(PointsAppealed(appeal.id, row.id), _case(work, row))
        return appeal.id


def _check(key: str, text: str) -> None:
    if not text.strip() or len(text) > LONGEST:
        raise Invalid("points.appeal", fields={key: "too_long" if text.strip() else "required"})


def _refuse(work: Work, row: PointEntryRow) -> None:
    if row.reverses_id is not None:
        raise Conflict("points.is_reversal")
    reversal = select(PointEntryRow.id).where(PointEntryRow.reverses_id == row.id)
    if work.session.scalar(reversal) is not None:
        raise Conflict("points.reversed")
    appeal = select(PointAppealRow.id).where(PointAppealRow.entry_id == row.id)
    if work.session.scalar(appeal) is not None:
        raise Conflict("points.appealed")


def _case(work: Work, row: PointEntryRow) -> CaseRow | None:
    return work.get(CaseRow, row.case_id) if row.case_id else None


def decide_appeal(desk: Desk, actor: Actor, appeal_id: int, decision: str, *, upheld: bool) -> None:
    """Decide an objection. Upheld, the entry is reversed; dismissed, it stays.

    Raises:
        NotFound: ``points.unknown``: no such objection for this person.
        NotAllowed: the person made the entry or the objection.
        Conflict: it was decided before, or the entry was reversed meanwhile.
        Invalid: no words for the decision.

    """
    _check("decision", decision)
    with desk.work(actor) as work:
        appeal = work.session.get(PointAppealRow, appeal_id, with_for_update=True)
        if appeal is None:
            raise NotFound("points.unknown")
        row = entry_for(work, actor, appeal.entry_id, Action.DECIDE_POINTS)
        if actor.user_id in {row.entered_by, appeal.appealed_by}:
            raise NotAllowed("points.own_entry")
        if appeal.state != "open":
            raise Conflict("points.decided")
        appeal.state = "upheld" if upheld else "dismissed"
        appeal.decision = decision.strip()
        appeal.decided_by, appeal.decided_at = actor.user_id, work.now
        event = work.record(AppealDecided(appeal.id, row.id, upheld), _case(work, row))
        _tell_decided(desk, (work, event), row, "upheld" if upheld else "dismissed")
        if upheld:
            reverse(work, row, appeal.decision)


def _tell_decided(desk: Desk, on: tuple[Work, EventRow], row: PointEntryRow, decided: str) -> None:
    """Tell the office's leaders and the supervisors above what became of the objection."""
    work, event = on
    office = work.get(OfficeRow, row.office_id)
    facts = {
        "decided": decided,
        "points": str(row.base * row.multiplier),
        "month": row.month,
        "office": office.name,
        "rule_name": row.rule_row.get("name_zh"),
        "rule_name_en": row.rule_row.get("name_en"),
    }
    telling = Telling("AppealDecided", facts, f"appeal:{row.id}")
    tell_office(desk, work, office, (telling, event), leaders_and_supervisors(work, office))
