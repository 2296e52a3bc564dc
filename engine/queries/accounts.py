"""Who somebody is: read at every request, so in two small statements that are put together once."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Date, and_, bindparam, exists, select
from sqlalchemy.orm import Session

from engine.rules.calendar import local_day
from engine.rules.errors import NotFound
from engine.rules.keys import token_digest
from engine.rules.permissions import Actor, Grant, Role
from engine.storage.models import EndedSessionRow, GrantRow, OfficeRow, UserRow
from engine.storage.people import in_force, token_by_hash, tokens_of
from engine.storage.reaches import STANDS_FOR
from engine.storage.reading import ask_all

# one row for each post a person holds on a day; one without an office for a person without posts
DAY = bindparam("day", type_=Date)
ENDED = exists().where(EndedSessionRow.name == bindparam("session"))
WHO = (
    select(
        UserRow.id, UserRow.name, UserRow.login, UserRow.email, UserRow.locale,
        UserRow.must_change_password, UserRow.session_version, UserRow.last_login_at,
        GrantRow.role, OfficeRow.id.label("office_id"), OfficeRow.path,
        OfficeRow.name.label("office"),
    )
    .select_from(UserRow)
    .outerjoin(GrantRow, and_(GrantRow.user_id == UserRow.id, in_force(DAY)))
    .outerjoin(OfficeRow, and_(OfficeRow.id == GrantRow.office_id, OfficeRow.active))
    .where(UserRow.id == bindparam("who"), UserRow.active, ~ENDED)
    .order_by(GrantRow.id)
)  # fmt: skip


class _Who(NamedTuple):
    """A line of the answer to ``WHO``."""

    id: int
    name: str
    login: str
    email: str | None
    locale: str
    must_change_password: bool
    session_version: int
    last_login_at: datetime | None
    role: str
    office_id: int | None
    path: str
    office: str


@dataclass(frozen=True, slots=True)
class Post:
    """A role in an office, with the office's name."""

    role: Role
    office_id: int
    office: str


@dataclass(frozen=True, slots=True)
class Account:
    """A person who may sign in, as the counter needs to know them.

    ``session_version`` is raised when all of the person's sessions are to end.
    """

    actor: Actor
    login: str
    email: str | None
    locale: str
    must_change_password: bool
    session_version: int
    last_login_at: datetime | None
    posts: tuple[Post, ...]

    @property
    def office(self) -> str:
        """The name of the first office this person works in."""
        return self.posts[0].office if self.posts else ""


@dataclass(frozen=True, slots=True)
class TokenLine:
    """One API token of a person; the token itself is not kept anywhere."""

    token_id: int
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None


def account(session: Session, user_id: int, day: date, kept: str = "") -> Account | None:
    """Return an active user with the grants of an office day, or None.

    None as well if *kept*, the name of the session that asks, has been ended.
    """
    asked = {"who": user_id, "day": day, "session": kept}
    found, absent = ask_all(session, ((WHO, asked), (STANDS_FOR, asked)))
    if not found:
        return None
    rows = [_Who(*line) for line in found]
    user, held = rows[0], [(row, row.office_id) for row in rows if row.office_id is not None]
    grants = tuple(Grant(Role(row.role), office_id, row.path) for row, office_id in held)
    return Account(
        actor=Actor(user.id, user.name, grants, frozenset(each for (each,) in absent)),
        login=user.login,
        email=user.email,
        locale=user.locale,
        must_change_password=user.must_change_password,
        session_version=user.session_version,
        last_login_at=user.last_login_at,
        posts=tuple(Post(Role(row.role), office_id, row.office) for row, office_id in held),
    )


def account_of_token(session: Session, token: str, now: datetime) -> Account | None:
    """Return whose valid API token this is at *now*, or None."""
    row = token_by_hash(session, token_digest(token))
    if row is None or row.revoked_at is not None or row.expires_at <= now:
        return None
    return account(session, row.user_id, local_day(now))


def token_id_of(session: Session, actor: Actor, token: str) -> int:
    """Return the number of one of the actor's own tokens.

    Raises:
        NotFound: ``token.unknown``, also for another person's.

    """
    row = token_by_hash(session, token_digest(token))
    if row is None or row.user_id != actor.user_id:
        raise NotFound("token.unknown")
    return row.id


def own_tokens(session: Session, actor: Actor, now: datetime) -> tuple[TokenLine, ...]:
    """Return the actor's tokens that still work at *now*, the newest first."""
    return tuple(
        TokenLine(row.id, row.created_at, row.expires_at, row.revoked_at)
        for row in tokens_of(session, actor.user_id)
        if row.revoked_at is None and row.expires_at > now
    )
