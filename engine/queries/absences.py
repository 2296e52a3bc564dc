"""Who is away and who stands in; for whom a person may say so."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from engine.queries.scope import within_reach
from engine.rules.errors import NotFound
from engine.rules.permissions import Action, Actor, Place, may
from engine.storage.alias import alias
from engine.storage.models import AbsenceRow, GrantRow, OfficeRow, UserRow
from engine.storage.people import grants_of, in_force

MOST = 200
STAND_IN = alias(UserRow)


@dataclass(frozen=True, slots=True)
class AbsenceLine:
    """Days somebody is away, first and last included.

    ``reason`` is None for those who only stand in; ``mine_to_end``: the reader may end it.
    """

    absence_id: int
    person: str
    substitute: str | None
    from_on: date
    to_on: date
    reason: str | None
    now: bool
    own: bool
    standing_in: bool
    mine_to_end: bool


def absence_lines(session: Session, actor: Actor, day: date) -> tuple[AbsenceLine, ...]:
    """Return the absences of *day* and to come: one's own, one's staff's, where one stands in."""
    led = UserRow.id.in_(_led(actor, day)) if not _everybody(actor) else AbsenceRow.id.is_not(None)
    own = AbsenceRow.user_id == actor.user_id
    query = (
        select(
            AbsenceRow, UserRow.name, STAND_IN.name.label("substitute"), or_(own, led).label("ends")
        )
        .join(UserRow, UserRow.id == AbsenceRow.user_id)
        .outerjoin(STAND_IN, STAND_IN.id == AbsenceRow.substitute_id)
        .where(AbsenceRow.ended_at.is_(None), AbsenceRow.to_on >= day)
        .where(or_(own, led, AbsenceRow.substitute_id == actor.user_id))
        .order_by(AbsenceRow.from_on, AbsenceRow.id)
        .limit(MOST)
    )
    return tuple(
        AbsenceLine(
            row.id,
            person,
            substitute,
            row.from_on,
            row.to_on,
            row.reason if ends else None,
            now=row.from_on <= day,
            own=row.user_id == actor.user_id,
            standing_in=row.substitute_id == actor.user_id,
            mine_to_end=bool(ends),
        )
        for row, person, substitute, ends in session.execute(query)
    )


def _everybody(actor: Actor) -> bool:
    return may(actor, Action.ADMINISTER, Place())


def _led(actor: Actor, day: date) -> Select[int]:
    reached = within_reach(actor, Action.DECLARE_CONFLICT, GrantRow.office_id)
    return select(GrantRow.user_id).where(reached, in_force(day))


def may_be_away(session: Session, actor: Actor, day: date) -> tuple[tuple[int, str], ...]:
    """Return (id, name) of those for whom *actor* may say so: themselves first, then staff."""
    query = select(UserRow.id, UserRow.name).where(UserRow.active, UserRow.id != actor.user_id)
    if not _everybody(actor):
        query = query.where(UserRow.id.in_(_led(actor, day)))
    others = session.execute(query.order_by(UserRow.id))
    return ((actor.user_id, actor.name), *((user_id, name) for user_id, name in others))


def substitutes(
    session: Session, actor: Actor, user_id: int, day: date
) -> tuple[tuple[int, str], ...]:
    """Return (id, name) of those who may stand in: of the person's offices and those above.

    Raises:
        NotFound: ``user.unknown``: nobody *actor* may speak for.

    """
    if user_id not in {key for key, _ in may_be_away(session, actor, day)}:
        raise NotFound("user.unknown", login=str(user_id))
    near = {
        office_id
        for _, office in grants_of(session, user_id, day)
        for office_id in (office.id, office.parent_id)
    }
    working = and_(GrantRow.office_id.in_(near - {None}), in_force(day), OfficeRow.active)
    query = (
        select(UserRow.id, UserRow.name)
        .join(GrantRow, GrantRow.user_id == UserRow.id)
        .join(OfficeRow, OfficeRow.id == GrantRow.office_id)
        .where(working, UserRow.active, UserRow.id != user_id)
        .distinct()
        .order_by(UserRow.id)
    )
    return tuple((key, name) for key, name in session.execute(query))
