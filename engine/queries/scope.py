"""What a person may see, as conditions in SQL: lists are cut down here, never afterwards.

The conditions say the same as ``engine.rules.permissions.may`` at the place of a case; a test
compares the two for every role.
"""

from collections.abc import Iterable
from functools import reduce
from operator import or_ as either

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    Text,
    and_,
    cast,
    exists,
    false,
    or_,
    select,
    true,
    union,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from engine.queries.kept import kept
from engine.rules.errors import NotFound
from engine.rules.permissions import MAY, Action, Actor, Place, Role, may, reach
from engine.storage.alias import alias
from engine.storage.concerned import concerning
from engine.storage.models import CaseRow, OfficeRow, WorkItemRow

Condition = ColumnElement[bool]
CONCERNED = alias(CaseRow)
WAITING = alias(WorkItemRow)  # of its own, so that lists of steps can ask it of their cases
FEW = 3  # offices one works in: lists of their cases are put together from a part for each
OfficeColumn = InstrumentedAttribute[int] | InstrumentedAttribute[int | None]


def below(root: str) -> Condition:
    """Offices whose path lies in the subtree of *root* (a path: ``/1/4/``), itself included."""
    return OfficeRow.path.startswith(root, autoescape=True)


def offices_reached(actor: Actor, action: Action) -> Select[int] | None:
    """Return the ids of the offices where *actor* may do *action*; None if there is none."""
    own, roots = reach(actor, action)
    conditions: list[Condition] = [below(root) for root in roots]
    if own:
        conditions.append(OfficeRow.id.in_(sorted(own)))
    return select(OfficeRow.id).where(or_(*conditions)) if conditions else None


def within_reach(actor: Actor, action: Action, column: OfficeColumn) -> Condition:
    """The office in *column* is one where *actor* may do *action*."""
    reached = offices_reached(actor, action)
    return false() if reached is None else column.in_(reached)


def readable(actor: Actor) -> Condition:
    """The case (``CaseRow``) is one *actor* may know of."""
    return at_case(actor, Action.READ_CASE)


def readable_here(actor: Actor) -> Condition:
    """Say the same as ``readable``, asked of one case after the other.

    For lists that another index has already narrowed to few cases; ``readable`` would first
    gather every case of the actor's offices.
    """
    return _at_case_below(
        actor, Action.READ_CASE, in_person=bool(reach(actor, Action.READ_CASE)[0])
    )


def parties_readable(actor: Actor) -> Condition:
    """The case is one whose parties and texts *actor* may read.

    For those who are no administrator it says the same as ``readable``, and costs nothing.
    """
    if Role.ADMINISTRATOR not in actor.roles:
        return true()
    if actor.roles == {Role.ADMINISTRATOR}:
        return false()
    return at_case(actor, Action.READ_PARTIES)


def at_case(actor: Actor, action: Action) -> Condition:
    """The case (``CaseRow``) is one to which *actor* may do *action*."""
    own, roots = reach(actor, action)
    if roots:
        return _at_case_below(actor, action, in_person=bool(own))
    return CaseRow.id.in_(_cases_of_offices(actor, sorted(own))) if own else false()


def _cases_of_offices(actor: Actor, own: list[int]) -> CompoundSelect[int]:
    """Return the ids of the cases of a few offices, each part found by an index of its own.

    An OR over all of it would read every case of the county for one village.
    """
    own_cases = (select(CONCERNED.id).where(each) for each in concerning(CONCERNED, own))
    return union(*own_cases, *_other_cases(actor, own))


def _other_cases(actor: Actor, own: list[int]) -> tuple[Select[int], ...]:
    """Return the ids of the cases of a court, of a person, and of what waits in an office."""
    ways = (
        CONCERNED.court_id.in_(own),
        CONCERNED.assignee_id == actor.user_id,
        CONCERNED.leader_id == actor.user_id,
    )
    waiting = select(WAITING.case_id).where(WAITING.office_id.in_(own), WAITING.status == "open")
    return *(select(CONCERNED.id).where(way) for way in ways), waiting


def readable_parts(actor: Actor) -> tuple[tuple[Condition, ...], Condition] | None:
    """Return ``readable`` in parts: one or more hold for every case *actor* may know of.

    Those of the tuple hold most, and an index has the cases of each in the order of their due
    instants; the other holds few. None for those who read whole subtrees or work in many offices.
    """
    reached, roots = reach(actor, Action.READ_CASE)
    if roots or not 0 < len(reached) <= FEW:
        return None
    own = sorted(reached)
    walked = tuple(part for office in own for part in concerning(CaseRow, (office,)))
    return walked, CaseRow.id.in_(union(*_other_cases(actor, own)))


def _at_case_below(actor: Actor, action: Action, *, in_person: bool) -> Condition:
    """Who reads whole subtrees reads most cases: a walk over them in order is the short way."""
    reached = offices_reached(actor, action)
    if reached is None:
        return false()
    columns = (
        CaseRow.holder_id,
        CaseRow.body_id,
        CaseRow.registered_office_id,
        CaseRow.court_id,
    )
    conditions: list[Condition] = [column.in_(reached) for column in columns]
    conditions.append(
        exists().where(
            WAITING.case_id == CaseRow.id,
            WAITING.status == "open",
            WAITING.office_id.in_(reached),
        )
    )
    if in_person:  # those who work in an office also see what is theirs in person
        conditions += [CaseRow.assignee_id == actor.user_id, CaseRow.leader_id == actor.user_id]
    return or_(*conditions)


def takeable(actor: Actor) -> Condition:
    """The step (``WorkItemRow``) is one *actor* could take: a role it asks for, in its office."""
    options = [
        (WorkItemRow.office_id == grant.office_id) & asks_for(grant.role)
        for grant in actor.grants
        if may(actor, Action.WORK_ON_STEP, Place((), (), frozenset({grant.role}), grant.path))
    ]
    return reduce(either, options) if options else false()


def in_hand(actor: Actor) -> Condition:
    """The step (``WorkItemRow``) is the actor's, or of somebody absent for whom they stand in."""
    mine = WorkItemRow.assignee_id == actor.user_id
    return or_(mine, stood_in(actor)) if actor.stands_for else mine


def stood_in(actor: Actor) -> Condition:
    """The step is with somebody absent whose substitute the actor is, in an office of theirs."""
    posts = {g.office_id for g in actor.grants if (g.role, Action.WORK_ON_STEP) in MAY}
    if not actor.stands_for or not posts:
        return false()
    absent = WorkItemRow.assignee_id.in_(sorted(actor.stands_for))
    return and_(absent, WorkItemRow.office_id.in_(sorted(posts)))


def asks_for(role: Role) -> Condition:
    """The step asks for *role*; roles are kept as a JSON list of words."""
    return cast(WorkItemRow.roles, Text).contains(f'"{role}"', autoescape=True)


def place_of(session: Session, case: CaseRow) -> Place:
    """Return the offices and people a case concerns; one statement."""
    wanted = [case.holder_id, case.body_id, case.registered_office_id, case.court_id]
    open_offices = select(WorkItemRow.office_id).where(
        WorkItemRow.case_id == case.id, WorkItemRow.status == "open"
    )
    ids = [each for each in wanted if each is not None]
    paths = session.scalars(
        select(OfficeRow.path).where(OfficeRow.id.in_(ids) | OfficeRow.id.in_(open_offices))
    )
    people = tuple(each for each in (case.assignee_id, case.leader_id) if each)
    return Place(tuple(sorted(paths)), people)


def visible_case(session: Session, actor: Actor, code: str) -> tuple[CaseRow, Place]:
    """Return a case and its place, for somebody who may know of it.

    Raises:
        NotFound: ``case.unknown``: no such case, or none for this person.

    """
    return kept(session, ("case", actor, code), lambda: _visible_case(session, actor, code))


def _visible_case(session: Session, actor: Actor, code: str) -> tuple[CaseRow, Place]:
    case = session.scalars(select(CaseRow).where(CaseRow.code == code)).first()
    if case is not None:
        place = place_of(session, case)
        if may(actor, Action.READ_CASE, place):
            return case, place
    raise NotFound("case.unknown", case=code)


def office_path(session: Session, office_id: int) -> str:
    """Return an office's path.

    Raises:
        NotFound: ``office.unknown``.

    """
    path = session.scalar(select(OfficeRow.path).where(OfficeRow.id == office_id))
    if path is None:
        raise NotFound("office.unknown", office=office_id)
    return path


def sees(actor: Actor, place: Place) -> bool:
    """Say whether *actor* may read parties and texts of the case at *place*."""
    return may(actor, Action.READ_PARTIES, place)


def present(ids: Iterable[int | None]) -> list[int]:
    """Return the ids that are there, each once, in order: what an IN list is made of."""
    return sorted({each for each in ids if each is not None})
