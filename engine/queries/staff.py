"""One person as an administrator sees them: facts, posts with days, what they have in hand."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.rules.errors import NotAllowed, NotFound
from engine.rules.permissions import Action, Actor, Place, Role, may
from engine.storage.models import CaseRow, GrantRow, OfficeRow, UserRow, WorkItemRow


@dataclass(frozen=True, slots=True)
class Held:
    """A role in an office; None: without a beginning or an end. Office days, both included."""

    grant_id: int
    role: Role
    office: str
    from_on: date | None
    until_on: date | None


@dataclass(frozen=True, slots=True)
class StaffMember:
    """A person with everything that is theirs."""

    user_id: int
    login: str
    name: str
    phone: str | None
    email: str | None
    locale: str
    active: bool
    posts: tuple[Held, ...]
    open_steps: int
    open_cases: int


def staff_member(session: Session, actor: Actor, user_id: int) -> StaffMember:
    """Return one person.

    Raises:
        NotAllowed: ``user.not_administrator``. NotFound: ``user.unknown``.

    """
    if not may(actor, Action.ADMINISTER, Place()):
        raise NotAllowed("user.not_administrator")
    user = session.get(UserRow, user_id)
    if user is None:
        raise NotFound("user.unknown", login=str(user_id))
    steps = select(func.count()).where(
        WorkItemRow.assignee_id == user_id, WorkItemRow.status == "open"
    )
    cases = select(func.count()).where(CaseRow.assignee_id == user_id, CaseRow.ended_at.is_(None))
    return StaffMember(
        user.id,
        user.login,
        user.name,
        user.phone,
        user.email,
        user.locale,
        user.active,
        _posts(session, user_id),
        session.scalar(steps) or 0,
        session.scalar(cases) or 0,
    )


def _posts(session: Session, user_id: int) -> tuple[Held, ...]:
    query = (
        select(GrantRow, OfficeRow.name)
        .join(OfficeRow, OfficeRow.id == GrantRow.office_id)
        .where(GrantRow.user_id == user_id)
        .order_by(GrantRow.id)
    )
    return tuple(
        Held(row.id, Role(row.role), office, row.from_on, row.until_on)
        for row, office in session.execute(query)
    )


def successors(session: Session, user_id: int) -> tuple[tuple[int, str], ...]:
    """Return (id, name) of the active people who work in an office of that person."""
    theirs = select(GrantRow.office_id).where(GrantRow.user_id == user_id)
    query = (
        select(UserRow.id, UserRow.name)
        .join(GrantRow, GrantRow.user_id == UserRow.id)
        .where(GrantRow.office_id.in_(theirs), UserRow.active, UserRow.id != user_id)
        .distinct()
        .order_by(UserRow.id)
    )
    return tuple((key, name) for key, name in session.execute(query))
