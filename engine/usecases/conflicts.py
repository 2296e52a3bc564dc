"""Conflicts of interest (回避): rows that keep a person away from a case."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from engine.desk import Desk
from engine.rules.errors import Conflict, Invalid, NotAllowed
from engine.rules.events import ConflictDeclared
from engine.rules.permissions import Action, Actor, Place, may
from engine.storage.models import CaseRow, ConflictRow, GrantRow, OfficeRow, PartyRow, UserRow
from engine.storage.work import Work


def refuse_conflicted(work: Work, case: CaseRow, user_id: int) -> None:
    """Refuse a person who may not handle *case*.

    Raises:
        Conflict: ``conflict.of_interest`` with the reason on record.
    """
    names = select(PartyRow.name).where(PartyRow.case_id == case.id)
    found = work.session.scalars(
        select(ConflictRow).where(
            ConflictRow.user_id == user_id,
            or_(ConflictRow.case_id == case.id, ConflictRow.party_name.in_(names)),
            or_(ConflictRow.ends_on.is_(None), ConflictRow.ends_on >= work.now.date()),
        )
    ).first()
    if found is not None:
        person = work.get(UserRow, user_id)
        raise Conflict("conflict.of_interest", person=person.name, reason=found.reason)


@dataclass(frozen=True, slots=True)
class Ground:
    """Why a person may not handle something: one case, or everything a party has with us."""

    reason: str
    case_code: str | None = None
    party_name: str | None = None
    ends_on: date | None = None


def declare_conflict(desk: Desk, actor: Actor, user_id: int, ground: Ground) -> int:
    """Put on record that a person may not handle a case, or any case of a party; return the id.

    People declare for themselves; office leaders for those who work in their office.

    Raises:
        NotAllowed: for somebody else's person.
        Invalid: no reason, or neither case nor party.
    """
    if not ground.reason.strip() or not (ground.case_code or ground.party_name):
        raise Invalid("conflict.form", fields={"reason": "required"})
    with desk.work(actor) as work:
        _may_declare(work, actor, user_id)
        case = work.case(ground.case_code) if ground.case_code else None
        row = work.add(
            ConflictRow(
                user_id=user_id,
                case_id=case.id if case else None,
                party_name=ground.party_name,
                reason=ground.reason.strip(),
                declared_by=actor.user_id,
                declared_at=work.now,
                ends_on=ground.ends_on,
            )
        )
        work.record(ConflictDeclared(user_id, row.case_id), case)
        return row.id


def _may_declare(work: Work, actor: Actor, user_id: int) -> None:
    if user_id == actor.user_id:
        return
    paths = work.session.scalars(
        select(OfficeRow.path)
        .join(GrantRow, GrantRow.office_id == OfficeRow.id)
        .where(GrantRow.user_id == user_id)
    )
    if not any(may(actor, Action.DECLARE_CONFLICT, Place((path,))) for path in paths):
        raise NotAllowed("conflict.declare")
