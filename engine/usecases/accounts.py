"""What people do with their own keys: sign in, change a password, carry a token.

A password is checked outside of any transaction (argon2 takes tens of milliseconds, and a writer
would keep everybody else waiting), then what follows is written down.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Protocol

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from engine.desk import Desk
from engine.rules.backoff import ACCOUNT
from engine.rules.calendar import local_day
from engine.rules.errors import Invalid, NotAllowed, NotFound
from engine.rules.events import (
    PasswordChanged,
    SignInFailed,
    TokenIssued,
    TokenRevoked,
    UserSignedIn,
)
from engine.rules.keys import token_digest
from engine.rules.passwords import password_faults
from engine.rules.permissions import Action, Actor, Place, may
from engine.storage.models import TokenRow, UserRow
from engine.storage.people import grants_of, user_by_login
from engine.storage.work import Work

TOKEN_LIFE = timedelta(hours=12)
TOKEN_BYTES = 32
ONE_TIME_BYTES = 9  # twelve letters, read out once over the telephone


class Hasher(Protocol):
    """The port behind which passwords are hashed; argon2-cffi's hasher fits it."""

    def hash(self, password: str) -> str:
        """Return a salted hash."""

    def verify(self, hash: str, password: str) -> bool:  # argon2-cffi's name
        """Say yes, or raise ``argon2.exceptions.VerificationError``."""


ARGON2: Hasher = PasswordHasher()  # RFC 9106, low-memory profile: about 50 ms


@dataclass(frozen=True, slots=True)
class Attempt:
    """Somebody tries to sign in.

    ``known_device`` says that this browser has been signed in to this account before; such a one
    does not wait because of a stranger's guesses.
    """

    login: str
    password: str
    known_device: bool = False


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who has signed in; ``session_version`` must still be the user's while the session lives."""

    user_id: int
    session_version: int
    must_change_password: bool


def sign_in(desk: Desk, attempt: Attempt, hasher: Hasher = ARGON2) -> SignedIn:
    """Check name and password, and put the success or the failure on record.

    Raises:
        NotAllowed: ``sign_in.wait`` (fact ``seconds``) while the account is guarded;
            ``sign_in.refused`` for a wrong name or password, without saying which;
            ``sign_in.no_role`` for a person without any role.

    """
    with desk.read() as session:
        user = user_by_login(session, attempt.login.strip())
    waiting = 0 if attempt.known_device else _seconds_to_wait(user, desk.now())
    if waiting:
        raise NotAllowed("sign_in.wait", seconds=waiting)
    if not verified(user.password_hash if user else _nobody(), attempt.password, hasher):
        if user is not None:
            note_failure(desk, user.id)
        raise NotAllowed("sign_in.refused")
    if user is None or not user.active or (user.demo and not desk.is_demo()):
        raise NotAllowed("sign_in.refused")
    return _enter(desk, user.id)


def note_failure(desk: Desk, user_id: int) -> int:
    """Count a failed attempt at a user's account; return the seconds it must now wait."""
    with desk.work(None) as work:
        user = work.get(UserRow, user_id, lock=True)
        user.failed_count += 1
        wait = ACCOUNT.wait(user.failed_count)
        user.locked_until = work.now + wait if wait else None
        work.record(SignInFailed(user_id=user.id, failures=user.failed_count))
    return int(wait.total_seconds())


def change_password(
    desk: Desk, actor: Actor, new: Mapping[str, str], hasher: Hasher = ARGON2
) -> int:
    """Replace one's own password; every other session ends. Return the new session version.

    *new* holds ``current``, ``password`` and ``repeated``.

    Raises:
        Invalid: ``password.refused``; ``fields`` says which of the three and why.

    """
    with desk.read() as session:
        user = session.get_one(UserRow, actor.user_id)
    faults = password_faults(new["password"], new["repeated"], user.login)
    if not verified(user.password_hash, new["current"], hasher):
        faults["current"] = "password.wrong"
    elif new["password"] == new["current"]:
        faults.setdefault("password", "password.same")
    if faults:
        raise Invalid("password.refused", fields=faults)
    hashed = hasher.hash(new["password"])
    with desk.work(actor) as work:
        return _replace(work, actor.user_id, hashed, one_time=False)


def reset_password(desk: Desk, actor: Actor | None, login: str, hasher: Hasher = ARGON2) -> str:
    """Give a user a one-time password and return it; it must be changed at the next sign-in.

    *actor* None is the operator at the command line.

    Raises:
        NotFound: ``user.unknown``. NotAllowed: ``user.not_administrator``.

    """
    word = secrets.token_urlsafe(ONE_TIME_BYTES)
    hashed = hasher.hash(word)
    with desk.work(actor) as work:
        user = user_by_login(work.session, login)
        if user is None:
            raise NotFound("user.unknown", login=login)
        if actor is not None and not may(actor, Action.ADMINISTER, Place()):
            raise NotAllowed("user.not_administrator")
        _replace(work, user.id, hashed, one_time=True)
    return word


def choose_language(desk: Desk, actor: Actor, locale: str) -> None:
    """Remember the language a person reads: ``zh_CN`` or ``en``.

    Raises:
        Invalid: ``language.unknown``.

    """
    if locale not in {"zh_CN", "en"}:
        raise Invalid("language.unknown", fields={"locale": "language.unknown"}, locale=locale)
    with desk.work(actor) as work:
        work.get(UserRow, actor.user_id).locale = locale


def issue_token(desk: Desk, actor: Actor) -> tuple[str, datetime]:
    """Return a new API token of *actor* and when it ends (UTC). Only its hash is kept."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with desk.work(actor) as work:
        row = work.add(
            TokenRow(
                user_id=actor.user_id,
                hash=token_digest(token),
                created_at=work.now,
                expires_at=work.now + TOKEN_LIFE,
            )
        )
        work.record(TokenIssued(user_id=actor.user_id, token_id=row.id))
        return token, row.expires_at


def revoke_token(desk: Desk, actor: Actor, token_id: int) -> None:
    """End one of one's own tokens at once; ending it twice is harmless.

    Raises:
        NotFound: ``token.unknown``, also for another person's.

    """
    with desk.work(actor) as work:
        row = work.session.get(TokenRow, token_id)
        if row is None or row.user_id != actor.user_id:
            raise NotFound("token.unknown", token_id=token_id)
        if row.revoked_at is None:
            row.revoked_at = work.now
            work.record(TokenRevoked(user_id=actor.user_id, token_id=row.id))


def verified(hashed: str, password: str, hasher: Hasher = ARGON2) -> bool:
    """Say whether *password* is the one behind the hash."""
    try:
        return hasher.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    """The hash checked for a name nobody has: a stranger must not hear the difference."""
    return ARGON2.hash(secrets.token_urlsafe())


def _seconds_to_wait(user: UserRow | None, now: datetime) -> int:
    if user is None or user.locked_until is None or user.locked_until <= now:
        return 0
    # A demo's clock may have been set back: never longer than the longest wait.
    left = min(user.locked_until - now, ACCOUNT.longest)
    return max(1, int(left.total_seconds()))


def _enter(desk: Desk, user_id: int) -> SignedIn:
    with desk.work(None) as work:
        user = work.get(UserRow, user_id, lock=True)
        if not grants_of(work.session, user_id, local_day(work.now)):
            raise NotAllowed("sign_in.no_role")
        user.failed_count = 0
        user.locked_until = None
        user.last_login_at = work.now
        work.record(UserSignedIn(user_id=user.id))
        return SignedIn(user.id, user.session_version, user.must_change_password)


def _replace(work: Work, user_id: int, hashed: str, *, one_time: bool) -> int:
    user = work.get(UserRow, user_id, lock=True)
    user.password_hash = hashed
    user.must_change_password = one_time
    user.session_version += 1
    user.failed_count = 0
    user.locked_until = None
    work.record(PasswordChanged(user_id=user_id, reset=one_time))
    return user.session_version
