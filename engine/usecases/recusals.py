"""Putting conflicts of interest (回避) on record; ``engine.usecases.conflicts`` heeds them."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from engine.desk import Desk
from engine.rules.calendar import local_day
from engine.rules.errors import Invalid, NotAllowed
from engine.rules.events import ConflictDeclared
from engine.rules.permissions import Action, Actor, Place, may
from engine.storage.models import CaseRow, ConflictRow, GrantRow, OfficeRow, UserRow
from engine.storage.people import in_force
from engine.storage.work import Work
from engine.usecases.steps import case_place


@dataclass(frozen=True, slots=True)
class Ground:
    """Why a person may not handle something: one case, or everything a party has with us.

    ``ends_on`` is the last office day on which it holds; None: until further notice.
    """

    reason: str
    case_code: str | None = None
    party_name: str | None = None
    ends_on: date | None = None


def declare_conflict(desk: Desk, actor: Actor, user_id: int, ground: Ground) -> int:
    """Put on record that a person may not handle a case, or any case of a party; return the id.

    People declare for themselves; office leaders for those who work in their office.

    Raises:
        NotAllowed: ``conflict.declare``: for somebody else's person.
        Invalid: no reason, neither case nor party, a case the actor does not know of, or a last
            day that is over.

    """
    _check(ground)
    with desk.work(actor) as work:
        _may_declare(work, actor, user_id)
        if ground.ends_on is not None and ground.ends_on < desk.local_day(work.now):
            raise Invalid("conflict.form", fields={"ends_on": "in_the_past"})
        case = _known_case(work, actor, ground.case_code) if ground.case_code else None
        row = work.add(
            ConflictRow(
                user_id=work.get(UserRow, user_id).id,
                case_id=case.id if case else None,
                party_name=(ground.party_name or "").strip() or None,
                reason=ground.reason.strip(),
                declared_by=actor.user_id,
                declared_at=work.now,
                ends_on=ground.ends_on,
            )
        )
        work.record(ConflictDeclared(user_id, row.case_id), case)
        return row.id


def _check(ground: Ground) -> None:
    wrong: dict[str, str] = {}
    if not ground.reason.strip():
        wrong["reason"] = "required"
    if not (ground.case_code or (ground.party_name or "").strip()):
        wrong["party_name"] = "case_or_party"
    if wrong:
        raise Invalid("conflict.form", fields=wrong)


def _known_case(work: Work, actor: Actor, code: str) -> CaseRow:
    """Return a case the actor may know of; nobody learns here whether another exists."""
    case = work.session.scalars(select(CaseRow).where(CaseRow.code == code)).first()
    if case is None or not may(actor, Action.READ_CASE, case_place(work, case)):
        raise Invalid("conflict.form", fields={"case_code": "unknown_case"})
    return case


def _may_declare(work: Work, actor: Actor, user_id: int) -> None:
    if user_id == actor.user_id:
        return
    paths = work.session.scalars(
        select(OfficeRow.path)
        .join(GrantRow, GrantRow.office_id == OfficeRow.id)
        .where(GrantRow.user_id == user_id, in_force(local_day(work.now)))
    )
    if not any(may(actor, Action.DECLARE_CONFLICT, Place((path,))) for path in paths):
        raise NotAllowed("conflict.declare")
