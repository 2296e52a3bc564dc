"""Setting an office up: its offices, its people, their one-time passwords.

Passwords are hashed before the transaction opens (argon2 takes tens of milliseconds each).
"""

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from engine.desk import DEMO, Desk
from engine.resources import shipped_workflows
from engine.rules.errors import Conflict, NotAllowed, NotFound
from engine.rules.events import UserAdded
from engine.rules.permissions import Action, Actor, Place, Role, may
from engine.rules.roster import OfficeEntry, UserEntry
from engine.storage import calendars
from engine.storage.models import CaseRow, GrantRow, OfficeRow, UserRow
from engine.storage.people import user_by_login
from engine.storage.work import Work
from engine.usecases.accounts import ARGON2, ONE_TIME_BYTES, Hasher
from engine.usecases.calendars import office_by_code
from engine.usecases.publishing import check_files, store
from engine.workflow import read_folder

INSTALLATION = "installation"  # the notice that says: somebody has begun to work here


@dataclass(frozen=True, slots=True)
class Key:
    """A login with its one-time password, to be handed over once."""

    login: str
    name: str
    password: str


@dataclass(frozen=True, slots=True)
class Start:
    """What a new installation begins with; ``administrator`` is the first of ``users``."""

    offices: Sequence[OfficeEntry]
    users: Sequence[UserEntry]
    workflows: Mapping[str, bytes]


def shipped() -> Mapping[str, bytes]:
    """Return the procedures and law tables this release ships with."""
    return read_folder(shipped_workflows())


def begin(
    desk: Desk,
    start: Start,
    hasher: Hasher = ARGON2,
    told: Callable[[int, int], None] = lambda done, of: None,
) -> list[Key]:
    """Set a new installation up: calendar, procedures, law tables, offices, people.

    *told* hears how many passwords are hashed. Everything is written, or nothing.

    Raises:
        Conflict: ``init.demo`` on a demo database, ``init.already`` on one in use.
        ModelRefused: a procedure does not pass its checks.

    """
    require_new(desk)
    check_files(start.workflows)
    keys, hashes = _keys(start.users, hasher, told)
    with desk.work(None) as work:
        _require_new(work)
        calendars.seed(work)
        store(work, start.workflows, "初始")
        add_offices(work, start.offices)
        for entry, hashed in zip(start.users, hashes, strict=True):
            _add_user(work, entry, hashed)
        work.set_notice(INSTALLATION, {"began_at": work.recorded_at.isoformat()})
    return keys


def require_new(desk: Desk) -> None:
    """Return if nobody has worked with this database yet.

    Raises:
        Conflict: ``init.demo`` or ``init.already``.

    """
    with desk.work(None) as work:
        _require_new(work)


def _require_new(work: Work) -> None:
    if work.notice(DEMO) is not None:
        raise Conflict("init.demo")
    used = any(
        work.session.scalar(select(func.count()).select_from(table))
        for table in (UserRow, OfficeRow, CaseRow)
    )
    if used or work.notice(INSTALLATION) is not None:
        raise Conflict("init.already")


def _keys(
    users: Sequence[UserEntry], hasher: Hasher, told: Callable[[int, int], None]
) -> tuple[list[Key], list[str]]:
    keys, hashes = [], []
    for done, entry in enumerate(users, start=1):
        word = one_time_password()
        keys.append(Key(entry.login, entry.name, word))
        hashes.append(hasher.hash(word))
        told(done, len(users))
    return keys, hashes


def one_time_password() -> str:
    """Return a password to be told once and changed at the first sign-in."""
    return secrets.token_urlsafe(ONE_TIME_BYTES)


def add_offices(work: Work, entries: Iterable[OfficeEntry]) -> dict[str, OfficeRow]:
    """Write offices, each after the one above it; return them by code."""
    written: dict[str, OfficeRow] = {}
    for entry in entries:
        parent = written.get(entry.parent or "")
        row = work.add(
            OfficeRow(
                code=entry.code,
                name=entry.name,
                docket_word=entry.docket_word,
                kind=entry.kind,
                level=entry.level,
                parent_id=parent.id if parent else None,
                path=f"/new/{entry.code}/",  # until its own id is known
                area_mode=entry.area_mode,
                accepts=list(entry.accepts),
                channels=list(entry.channels),
                phone=entry.phone,
                address=entry.address,
            )
        )
        row.path = f"{parent.path if parent else '/'}{row.id}/"
        written[entry.code] = row
    return written


def add_user(desk: Desk, actor: Actor | None, entry: UserEntry, hasher: Hasher = ARGON2) -> Key:
    """Add a person with posts and return the one-time password; *actor* None: the operator.

    Raises:
        Conflict: ``user.exists``. NotFound: ``office.unknown``.
        NotAllowed: ``user.not_administrator``.

    """
    return add_users(desk, actor, [entry], hasher)[0]


def add_users(
    desk: Desk, actor: Actor | None, entries: Sequence[UserEntry], hasher: Hasher = ARGON2
) -> list[Key]:
    """Add people with posts, all or none, and return their one-time passwords; as ``add_user``."""
    if actor is not None and not may(actor, Action.ADMINISTER, Place()):
        raise NotAllowed("user.not_administrator")
    keys, hashes = _keys(entries, hasher, lambda *_: None)
    with desk.work(actor) as work:
        for entry, hashed in zip(entries, hashes, strict=True):
            if user_by_login(work.session, entry.login) is not None:
                raise Conflict("user.exists", login=entry.login)
            _add_user(work, entry, hashed)
    return keys


def _add_user(work: Work, entry: UserEntry, hashed: str) -> UserRow:
    user = work.add(
        UserRow(
            login=entry.login,
            name=entry.name,
            email=entry.email,
            phone=entry.phone,
            password_hash=hashed,
            must_change_password=True,
            created_at=work.now,
        )
    )
    for code, role in entry.posts:
        office = office_by_code(work, code)
        work.session.add(GrantRow(user_id=user.id, role=role, office_id=office.id))
    work.record(UserAdded(user.id))
    return user


def administrator(login: str, name: str, office: str) -> UserEntry:
    """Return the entry of an administrator in the office of that code."""
    return UserEntry(0, login, name, ((office, Role.ADMINISTRATOR),))


def refuse_demo_accounts(desk: Desk) -> None:
    """Return unless a real database holds accounts of the demo, whose passwords are public.

    Raises:
        Conflict: ``demo.accounts`` with their number.

    """
    with desk.read() as session:
        query = select(func.count()).select_from(UserRow).where(UserRow.demo, UserRow.active)
        count = session.scalar(query) or 0
    if count and not desk.is_demo():
        raise Conflict("demo.accounts", count=count)


def active_user_id(desk: Desk, login: str) -> int:
    """Return the id of the active user who signs in as *login*.

    Raises:
        NotFound: ``user.unknown``.

    """
    with desk.read() as session:
        user = user_by_login(session, login)
    if user is None or not user.active:
        raise NotFound("user.unknown", login=login)
    return user.id
