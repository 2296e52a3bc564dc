"""The people who work here: who is where, in which role, with how much to do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from engine.queries.accounts import Post
from engine.queries.lens import Lens
from engine.queries.paging import FIRST, Found, Newest, Page, Turn, fetch, refine
from engine.queries.scope import Condition, visible_case, within_reach
from engine.rules.calendar import local_day
from engine.rules.masking import mask_phone
from engine.rules.permissions import Action, Actor, Place, Role, may
from engine.storage.models import (
    CaseRow,
    ConflictRow,
    GrantRow,
    OfficeRow,
    PartyRow,
    UserRow,
    WorkItemRow,
)
from engine.storage.people import in_force

ORDER = Newest(UserRow.id)


@dataclass(frozen=True, slots=True)
class UserLine:
    """One person with their posts and open steps. The phone number is masked."""

    user_id: int
    login: str
    name: str
    phone: str | None
    active: bool
    posts: tuple[Post, ...]
    open_steps: int
    last_login_at: datetime | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody a step could be given to; ``conflict``: a conflict of interest is on record."""

    user_id: int
    name: str
    roles: tuple[Role, ...]
    open_steps: int
    conflict: bool


def user_lines(
    session: Session, actor: Actor, day: date, turn: Turn = FIRST, wanted: str = ""
) -> Page[UserLine]:
    """Return a page of the people in the offices whose staff *actor* may see, with their posts.

    Posts are those held on *day*, not those that are over or to come. *wanted* is part of a name
    or login. Administrators see those who hold no post now as well.

    Raises:
        Invalid: ``page.cursor``.

    """
    seen = select(GrantRow.user_id).where(
        within_reach(actor, Action.SEE_USERS, GrantRow.office_id), in_force(day)
    )
    shown: Condition = UserRow.id.in_(seen)
    if may(actor, Action.ADMINISTER, Place()):
        shown = or_(shown, UserRow.id.not_in(select(GrantRow.user_id).where(in_force(day))))
    query = select(UserRow).where(shown)
    if text := wanted.strip():
        query = query.where(
            or_(
                *(
                    column.icontains(text, autoescape=True)
                    for column in (UserRow.name, UserRow.login)
                )
            )
        )
    page = fetch(session, query, ORDER, turn)
    return refine(page, lambda rows: _read(session, actor, day, rows))


def candidates(
    session: Session, actor: Actor, lens: Lens, code: str, item_id: int
) -> tuple[Candidate, ...]:
    """Return who could take a step of a case: its roles in its office, least to do first.

    Raises:
        NotFound: ``case.unknown``.

    """
    case, _ = visible_case(session, actor, code)
    item = session.scalars(
        select(WorkItemRow).where(WorkItemRow.id == item_id, WorkItemRow.case_id == case.id)
    ).first()
    if item is None:
        return ()
    query = (
        select(UserRow.id, UserRow.name, GrantRow.role)
        .join(GrantRow, GrantRow.user_id == UserRow.id)
        .where(
            GrantRow.office_id == item.office_id,
            GrantRow.role.in_(item.roles),
            UserRow.active,
            in_force(lens.today),
        )
        .order_by(UserRow.id)
    )
    roles: dict[tuple[int, str], list[Role]] = {}
    for user_id, name, role in session.execute(query):
        roles.setdefault((user_id, name), []).append(Role(role))
    ids = [user_id for user_id, _ in roles]
    load, conflicted = _load(session, ids), _conflicted(session, lens, case, ids)
    found = [
        Candidate(user_id, name, tuple(held), load.get(user_id, 0), user_id in conflicted)
        for (user_id, name), held in roles.items()
    ]
    return tuple(sorted(found, key=lambda each: (each.conflict, each.open_steps, each.user_id)))


def _load(session: Session, ids: Sequence[int]) -> Mapping[int, int]:
    query = (
        select(WorkItemRow.assignee_id, func.count())
        .where(WorkItemRow.assignee_id.in_(ids), WorkItemRow.status == "open")
        .group_by(WorkItemRow.assignee_id)
    )
    return {user_id: count for user_id, count in session.execute(query) if user_id is not None}


def _conflicted(session: Session, lens: Lens, case: CaseRow, ids: Sequence[int]) -> frozenset[int]:
    names = select(PartyRow.name).where(PartyRow.case_id == case.id)
    concerned: Condition = or_(ConflictRow.case_id == case.id, ConflictRow.party_name.in_(names))
    holds = or_(ConflictRow.ends_on.is_(None), ConflictRow.ends_on >= local_day(lens.now))
    query = select(ConflictRow.user_id).where(ConflictRow.user_id.in_(ids), concerned, holds)
    return frozenset(session.scalars(query))


def _read(session: Session, actor: Actor, day: date, rows: Sequence[Found]) -> Sequence[UserLine]:
    people: list[UserRow] = [row[0] for row in rows]
    ids = [person.id for person in people]
    posts, load = _posts(session, actor, day, ids), _load(session, ids)
    return [
        UserLine(
            user_id=person.id,
            login=person.login,
            name=person.name,
            phone=mask_phone(person.phone),
            active=person.active,
            posts=tuple(posts.get(person.id, ())),
            open_steps=load.get(person.id, 0),
            last_login_at=person.last_login_at,
        )
        for person in people
    ]


def _posts(
    session: Session, actor: Actor, day: date, ids: Sequence[int]
) -> Mapping[int, list[Post]]:
    query = (
        select(GrantRow.user_id, GrantRow.role, OfficeRow.id, OfficeRow.name)
        .join(OfficeRow, OfficeRow.id == GrantRow.office_id)
        .where(GrantRow.user_id.in_(ids), within_reach(actor, Action.SEE_USERS, OfficeRow.id))
        .where(OfficeRow.active, in_force(day))
        .order_by(GrantRow.id)
    )
    found: dict[int, list[Post]] = {}
    for user_id, role, office_id, office in session.execute(query):
        found.setdefault(user_id, []).append(Post(Role(role), office_id, office))
    return found
