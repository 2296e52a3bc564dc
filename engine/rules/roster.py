"""The lists an installation begins with: offices and people. Pure.

What columns there are, what they may hold, and how rows hang together; ``sheets`` reads tables.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from engine.rules.case import CATEGORIES, AreaMode, Channel, Level, OfficeKind
from engine.rules.permissions import Role
from engine.rules.roster_words import (
    AREA_MODE_WORDS,
    CHANNEL_WORDS,
    KIND_WORDS,
    LEVEL_WORDS,
    OWN_CHANNELS,
    ROLE_WORDS,
)
from engine.rules.sheets import Cells, Fault, Sheet, read_sheet

OFFICE_COLUMNS = {  # True: must be filled in
    **dict.fromkeys(("code", "name", "kind", "level"), True),
    **dict.fromkeys(("parent", "area_mode", "docket_word", "accepts", "channels"), False),
    **dict.fromkeys(("phone", "address"), False),
}
USER_COLUMNS = {
    **dict.fromkeys(("login", "name", "office", "roles"), True),
    **dict.fromkeys(("email", "phone"), False),
}
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


@dataclass(frozen=True, slots=True)
class OfficeEntry:
    """One office of the list; ``parent`` is the code of the office above, None for the root."""

    line: int
    code: str
    name: str
    kind: OfficeKind
    level: Level
    parent: str | None
    area_mode: AreaMode = AreaMode.LEVELLED
    docket_word: str = ""
    accepts: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    phone: str | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class UserEntry:
    """One person with posts (office code, role); several lines of one login are one person."""

    line: int
    login: str
    name: str
    posts: tuple[tuple[str, Role], ...]
    email: str | None = None
    phone: str | None = None


def read_offices(file: str, content: bytes) -> tuple[list[OfficeEntry], list[Fault]]:
    """Return the offices of a list, each after the one above it, and every fault.

    Offices below a refused one are refused too; there is exactly one root.
    """
    sheet = read_sheet(file, content, OFFICE_COLUMNS)
    found: dict[str, OfficeEntry] = {}
    for line, row in list(sheet.sound()):
        entry = _office(Cells(sheet, line, row), line)
        if entry is None:
            continue
        if entry.code in found:
            sheet.refuse(line, "code", "roster.twice", entry.code)
        else:
            found[entry.code] = entry
    return _in_order(sheet, found), sorted(sheet.faults, key=lambda fault: fault.line)


def _office(cells: Cells, line: int) -> OfficeEntry | None:
    code = cells.shaped("code", CODE, "roster.code")
    kind = cells.word("kind", KIND_WORDS)
    level = cells.word("level", LEVEL_WORDS)
    mode = cells.word("area_mode", AREA_MODE_WORDS, AreaMode.LEVELLED)
    accepts = cells.several("accepts", {category: category for category in CATEGORIES})
    channels = cells.several("channels", CHANNEL_WORDS)
    if not cells.sound:
        return None
    return OfficeEntry(
        line,
        code,
        cells.text("name"),
        OfficeKind(kind),
        Level(level),
        cells.text("parent") or None,
        AreaMode(mode),
        cells.text("docket_word"),
        accepts,
        tuple(Channel(channel) for channel in channels or OWN_CHANNELS[OfficeKind(kind)]),
        cells.text("phone") or None,
        cells.text("address") or None,
    )


def _in_order(sheet: Sheet, found: Mapping[str, OfficeEntry]) -> list[OfficeEntry]:
    placed: dict[str, OfficeEntry] = {}
    waiting = list(found.values())
    roots = [entry for entry in waiting if entry.parent is None]
    for extra in roots[1:]:
        sheet.refuse(extra.line, "parent", "roster.two_roots", roots[0].code)
    if waiting and not roots:
        sheet.refuse(1, "parent", "roster.no_root")
    waiting = [entry for entry in waiting if entry not in roots[1:]]
    while waiting:
        ready = [one for one in waiting if one.parent is None or one.parent in placed]
        if not ready:
            break
        placed |= {entry.code: entry for entry in ready}
        waiting = [entry for entry in waiting if entry.code not in placed]
    listed = {row.get("code") for _, row in sheet.rows}
    for entry in waiting:
        code = "roster.parent_refused" if entry.parent in listed else "roster.unknown_office"
        sheet.refuse(entry.line, "parent", code, entry.parent or "")
    return list(placed.values())


def read_users(
    file: str, content: bytes, offices: frozenset[str]
) -> tuple[list[UserEntry], list[Fault]]:
    """Return the people of a list, one per login, and every fault.

    *offices* are the codes posts may be in.
    """
    sheet = read_sheet(file, content, USER_COLUMNS)
    found: dict[str, UserEntry] = {}
    for line, row in list(sheet.sound()):
        entry = _user(Cells(sheet, line, row), line, offices)
        if entry is None:
            continue
        known = found.get(entry.login.lower())
        if known is None:
            found[entry.login.lower()] = entry
        elif known.name != entry.name:
            sheet.refuse(line, "login", "roster.login_taken", entry.login)
        else:
            found[entry.login.lower()] = _joined(known, entry)
    return list(found.values()), sorted(sheet.faults, key=lambda fault: fault.line)


def _joined(known: UserEntry, more: UserEntry) -> UserEntry:
    posts = tuple(dict.fromkeys((*known.posts, *more.posts)))
    email, phone = known.email or more.email, known.phone or more.phone
    return UserEntry(known.line, known.login, known.name, posts, email, phone)


def _user(cells: Cells, line: int, offices: frozenset[str]) -> UserEntry | None:
    login = cells.shaped("login", CODE, "roster.login")
    email = cells.shaped("email", EMAIL, "roster.email")
    office = cells.text("office")
    if office not in offices:
        cells.refuse("office", "roster.unknown_office", office)
    roles = cells.several("roles", ROLE_WORDS)
    if not cells.sound:
        return None
    posts = tuple((office, Role(role)) for role in roles)
    phone = cells.text("phone") or None
    return UserEntry(line, login, cells.text("name"), posts, email or None, phone)
