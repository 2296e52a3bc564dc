"""Offices in the hands of administrators: opening one, changing what it takes, closing it.

An office is never deleted. It closes only when nothing is left in it; from then on nothing can be
sent to it: hand-offs, orders and routes refuse a closed office, its people no longer act there.
"""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from typing import cast

from sqlalchemy import func, or_, select

from engine.desk import Desk
from engine.rules.case import CATEGORIES, AreaMode, Channel, Level, OfficeKind
from engine.rules.errors import Conflict, Invalid
from engine.rules.events import OfficeAdded, OfficeChanged, OfficeClosed
from engine.rules.permissions import Actor
from engine.rules.roster import CODE, OfficeEntry
from engine.rules.roster_words import OWN_CHANNELS
from engine.storage.models import CaseRow, OfficeRow, WorkItemRow
from engine.storage.work import Work
from engine.usecases.people_admin import add_offices
from engine.usecases.staffing import keep_an_administrator, require_administrator

LENGTHS: Mapping[str, int] = {"name": 100, "phone": 40, "address": 200, "docket_word": 20}
TOLD = 3  # cases named in a refusal


@dataclass(frozen=True, slots=True)
class Description:
    """What may be changed of an office; empty ``accepts`` and ``channels`` mean all."""

    name: str
    phone: str
    address: str
    accepts: tuple[str, ...]
    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Founding:
    """What is settled once, when an office is opened."""

    code: str
    parent_id: int | None
    kind: str
    level: str
    area_mode: str
    docket_word: str


def add_office(desk: Desk, actor: Actor, founding: Founding, description: Description) -> int:
    """Open an office below another one; return its number.

    Without channels it works in those usual for its kind.

    Raises:
        NotAllowed: no administrator. Invalid: ``office.form``. Conflict: ``office.exists``.

    """
    require_administrator(actor)
    with desk.work(actor) as work:
        parent = work.session.get(OfficeRow, founding.parent_id) if founding.parent_id else None
        wrong = {**_wrong_founding(founding), **_wrong(description)}
        if parent is None or not parent.active:
            wrong["parent_id"] = "unknown_option" if founding.parent_id else "required"
        if wrong or parent is None:
            raise Invalid("office.form", fields=wrong)
        code = founding.code.strip()
        same = select(OfficeRow.id).where(func.lower(OfficeRow.code) == code.lower())
        if work.session.scalars(same).first() is not None:
            raise Conflict("office.exists", office=code)
        kind = OfficeKind(founding.kind)
        entry = OfficeEntry(
            0,
            code,
            description.name.strip(),
            kind,
            Level(founding.level),
            None,
            AreaMode(founding.area_mode),
            founding.docket_word.strip(),
            description.accepts,
            description.channels or OWN_CHANNELS[kind],
            description.phone.strip() or None,
            description.address.strip() or None,
        )
        row = add_offices(work, [entry])[code]
        row.parent_id, row.path = parent.id, f"{parent.path}{row.id}/"
        work.record(OfficeAdded(row.id))
        return row.id


def _wrong_founding(founding: Founding) -> dict[str, str]:
    wrong = {}
    if not CODE.fullmatch(founding.code.strip()):
        wrong["code"] = "malformed" if founding.code.strip() else "required"
    if len(founding.docket_word.strip()) > LENGTHS["docket_word"]:
        wrong["docket_word"] = "too_long"
    chosen = {"kind": OfficeKind, "level": Level, "area_mode": AreaMode}
    for key, words in chosen.items():
        value = getattr(founding, key)
        if value not in set(words):
            wrong[key] = "unknown_option" if value else "required"
    return wrong


def _wrong(description: Description) -> dict[str, str]:
    wrong = {
        key: "too_long"
        for key in ("name", "phone", "address")
        if len(getattr(description, key).strip()) > LENGTHS[key]
    }
    if not description.name.strip():
        wrong["name"] = "required"
    lists: tuple[tuple[str, Collection[str]], ...] = (
        ("accepts", CATEGORIES),
        ("channels", cast(Collection[str], set(Channel))),
    )
    return wrong | {
        key: "unknown_option"
        for key, known in lists
        if not set(getattr(description, key)) <= set(known)
    }


def change_office(desk: Desk, actor: Actor, office_id: int, description: Description) -> None:
    """Change name, phone, address, and what an office takes; cases it has stay with it.

    Raises:
        NotAllowed: no administrator. NotFound: no such office. Invalid: ``office.form``.

    """
    require_administrator(actor)
    wrong = _wrong(description)
    if wrong:
        raise Invalid("office.form", fields=wrong)
    with desk.work(actor) as work:
        row = work.get(OfficeRow, office_id, lock=True)
        changed = []
        for key, given in asdict(description).items():
            value = list(given) if isinstance(given, tuple) else given.strip() or None
            if getattr(row, key) != value:
                setattr(row, key, value)
                changed.append(key)
        if changed:
            work.record(OfficeChanged(row.id, tuple(changed)))


def close_office(desk: Desk, actor: Actor, office_id: int) -> None:
    """Close an office in which nothing is left to do.

    Raises:
        NotAllowed: no administrator. NotFound: no such office.
        Conflict: ``office.closed``; ``office.top``; ``office.occupied`` with what is left in it
            and the first of it by name; ``user.last_administrator``.

    """
    require_administrator(actor)
    with desk.work(actor) as work:
        row = work.get(OfficeRow, office_id, lock=True)
        if not row.active:
            raise Conflict("office.closed", office=row.name)
        if row.parent_id is None:
            raise Conflict("office.top", office=row.name)
        _refuse_occupied(work, row)
        row.active = False
        work.session.flush()
        keep_an_administrator(work)
        work.record(OfficeClosed(row.id))


def _refuse_occupied(work: Work, office: OfficeRow) -> None:
    places = (CaseRow.holder_id, CaseRow.body_id, CaseRow.court_id)
    inside = or_(*(column == office.id for column in places))
    cases = work.session.scalars(
        select(CaseRow.code).where(CaseRow.ended_at.is_(None), inside).order_by(CaseRow.id)
    ).all()
    steps = work.session.scalars(
        select(CaseRow.code)
        .join(WorkItemRow, WorkItemRow.case_id == CaseRow.id)
        .where(WorkItemRow.office_id == office.id, WorkItemRow.status == "open")
    ).all()
    below = work.session.scalars(
        select(OfficeRow.name).where(OfficeRow.parent_id == office.id, OfficeRow.active)
    ).all()
    if cases or steps or below:
        which = list(dict.fromkeys((*below, *cases, *steps)))
        raise Conflict(
            "office.occupied",
            office=office.name,
            cases=len(cases),
            steps=len(steps),
            offices=len(below),
            which="、".join(which[:TOLD]) + ("……" if len(which) > TOLD else ""),
        )
