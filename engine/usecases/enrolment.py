"""People coming in by the browser: one from a form, many from the list ``heshi init`` reads too."""

from dataclasses import dataclass

from sqlalchemy import func, select

from engine.desk import Desk
from engine.rules.errors import Conflict, Invalid
from engine.rules.permissions import Actor, Role
from engine.rules.roster import CODE, UserEntry, read_users
from engine.rules.sheets import Fault
from engine.storage.models import OfficeRow, UserRow
from engine.usecases.accounts import ARGON2, Hasher
from engine.usecases.people_admin import Key, add_user, add_users
from engine.usecases.staffing import fault_of, require_administrator

MOST = 200  # a password takes 50 ms to hash, and somebody waits for the page


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A person as typed into the form, with a first post."""

    login: str
    name: str
    role: str
    office_id: int | None
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What came of a list: keys of those taken in, and what is wrong with the other rows."""

    keys: tuple[Key, ...]
    faults: tuple[Fault, ...]


def enrol(desk: Desk, actor: Actor, new: Newcomer, hasher: Hasher = ARGON2) -> Key:
    """Take one person in and return the one-time password.

    Raises:
        NotAllowed: no administrator. Invalid: ``user.form``. Conflict: ``user.exists``.

    """
    require_administrator(actor)
    with desk.read() as session:
        place = session.get(OfficeRow, new.office_id) if new.office_id else None
    wrong = _faults(new)
    if place is None or not place.active:
        wrong["office_id"] = "unknown_option" if new.office_id else "required"
    if wrong or place is None:
        raise Invalid("user.form", fields=wrong)
    login = new.login.strip()
    if login.lower() in _taken(desk):
        raise Conflict("user.exists", login=login)
    posts = ((place.code, Role(new.role)),)
    phone, email = new.phone.strip() or None, new.email.strip() or None
    entry = UserEntry(0, login, new.name.strip(), posts, email, phone)
    return add_user(desk, actor, entry, hasher)


def _faults(new: Newcomer) -> dict[str, str]:
    typed = {"name": new.name, "phone": new.phone, "email": new.email}
    wrong = {key: code for key, value in typed.items() if (code := fault_of(key, value.strip()))}
    if not CODE.fullmatch(new.login.strip()):
        wrong["login"] = "malformed" if new.login.strip() else "required"
    if new.role not in set(Role):
        wrong["role"] = "unknown_option" if new.role else "required"
    return wrong


def _taken(desk: Desk) -> frozenset[str]:
    """Return all logins in small letters: names that differ in those alone invite mistakes."""
    with desk.read() as session:
        return frozenset(session.scalars(select(func.lower(UserRow.login))))


def enrol_list(
    desk: Desk, actor: Actor, file: tuple[str, bytes], *, skip_bad: bool, hasher: Hasher = ARGON2
) -> Enrolment:
    """Take the people of a list in; *file* is its name and content.

    With a bad row nothing is written, unless *skip_bad*; never with a heading that is wrong.

    Raises:
        NotAllowed: no administrator.

    """
    require_administrator(actor)
    name, content = file
    with desk.read() as session:
        codes = frozenset(session.scalars(select(OfficeRow.code).where(OfficeRow.active)))
    entries, faults = read_users(name, content, codes)
    taken = _taken(desk)
    new = [entry for entry in entries if entry.login.lower() not in taken]
    faults += [
        Fault(name, entry.line, "login", "roster.login_exists", entry.login)
        for entry in entries
        if entry.login.lower() in taken
    ]
    faults += [
        Fault(name, entry.line, "login", "roster.too_many", entry.login) for entry in new[MOST:]
    ]
    report = tuple(sorted(faults, key=lambda fault: fault.line))
    structural = any(fault.line == 1 for fault in report)
    if not new or structural or (report and not skip_bad):
        return Enrolment((), report)
    return Enrolment(tuple(add_users(desk, actor, new[:MOST], hasher)), report)
