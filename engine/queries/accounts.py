"""Who somebody is: read at every request, so never more than three small reads."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from engine.rules.calendar import local_day
from engine.rules.errors import NotFound
from engine.rules.keys import token_digest
from engine.rules.permissions import Actor, Grant, Role
from engine.storage.models import OfficeRow, UserRow
from engine.storage.people import grants_of, token_by_hash, tokens_of
from engine.storage.reaches import stood_in_for


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


def account(session: Session, user_id: int, day: date) -> Account | None:
    """Return an active user with the grants of an office day, or None."""
    user = session.get(UserRow, user_id)
    if user is None or not user.active:
        return None
    held = grants_of(session, user_id, day)
    grants = tuple(Grant(Role(grant.role), office.id, office.path) for grant, office in held)
    return Account(
        actor=Actor(user.id, user.name, grants, stood_in_for(session, user_id, day)),
        login=user.login,
        email=user.email,
        locale=user.locale,
        must_change_password=user.must_change_password,
        session_version=user.session_version,
        last_login_at=user.last_login_at,
        posts=tuple(_post(grant.role, office) for grant, office in held),
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


def _post(role: str, office: OfficeRow) -> Post:
    return Post(Role(role), office.id, office.name)
