"""Conflicts of interest (回避) on record, and for whom a person may declare one."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from engine.queries.lens import Lens
from engine.queries.paging import FIRST, Found, Newest, Page, Turn, fetch, refine
from engine.queries.scope import parties_readable, readable, within_reach
from engine.rules.permissions import Action, Actor
from engine.storage.alias import alias
from engine.storage.models import CaseRow, ConflictRow, GrantRow, UserRow
from engine.storage.people import in_force

ORDER = Newest(ConflictRow.id)
DECLARER = alias(UserRow)


@dataclass(frozen=True, slots=True)
class ConflictLine:
    """One conflict of interest: who keeps away from what, why, until when.

    ``case_code`` is None where the ground is a party, or where the reader may not know of the
    case (``hidden``). ``party_name`` and ``reason`` are None for those who may not read names.
    """

    conflict_id: int
    person: str
    case_code: str | None
    hidden: bool
    party_name: str | None
    reason: str | None
    declared_by: str | None
    declared_at: datetime
    ends_on: date | None
    over: bool


def conflict_lines(
    session: Session, actor: Actor, lens: Lens, turn: Turn = FIRST
) -> Page[ConflictLine]:
    """Return a page of the conflicts of the actor and of the staff they may see, newest first.

    Raises:
        Invalid: ``page.cursor``.

    """
    staff = select(GrantRow.user_id).where(
        within_reach(actor, Action.SEE_USERS, GrantRow.office_id), in_force(lens.today)
    )
    own = ConflictRow.user_id == actor.user_id
    query = (
        select(
            ConflictRow,
            UserRow.name.label("person"),
            CaseRow.code,
            readable(actor).label("known"),
            parties_readable(actor).label("sees"),
            own.label("own"),
            DECLARER.name.label("declarer"),
        )
        .join(UserRow, UserRow.id == ConflictRow.user_id)
        .outerjoin(CaseRow, CaseRow.id == ConflictRow.case_id)
        .outerjoin(DECLARER, DECLARER.id == ConflictRow.declared_by)
        .where(or_(own, ConflictRow.user_id.in_(staff)))
    )
    page = fetch(session, query, ORDER, turn)
    return refine(page, lambda rows: [_line(lens, row) for row in rows])


def _line(lens: Lens, row: Found) -> ConflictLine:
    conflict: ConflictRow = row.ConflictRow
    about_case = conflict.case_id is not None
    known, sees, own = row.known, row.sees, row.own
    readable_here = bool(own or sees)
    return ConflictLine(
        conflict_id=conflict.id,
        person=row.person,
        case_code=row.code if about_case and known else None,
        hidden=about_case and not known,
        party_name=conflict.party_name if readable_here else None,
        reason=conflict.reason if readable_here else None,
        declared_by=row.declarer,
        declared_at=conflict.declared_at,
        ends_on=conflict.ends_on,
        over=conflict.ends_on is not None and conflict.ends_on < lens.today,
    )


def declarable(session: Session, actor: Actor, day: date) -> tuple[tuple[int, str], ...]:
    """Return (id, name) of those for whom *actor* may declare: themselves first, then staff.

    Staff are those whose posts hold on the office day *day*.
    """
    staff = select(GrantRow.user_id).where(
        within_reach(actor, Action.DECLARE_CONFLICT, GrantRow.office_id), in_force(day)
    )
    query = (
        select(UserRow.id, UserRow.name)
        .where(UserRow.id.in_(staff), UserRow.active, UserRow.id != actor.user_id)
        .order_by(UserRow.id)
    )
    others = tuple((user_id, name) for user_id, name in session.execute(query))
    return ((actor.user_id, actor.name), *others)
