"""Offices in the hands of administrators: opening one, changing what it takes, closing it.

An office is never deleted. What is in motion when it closes goes to an office named for it; from
then on nothing can be sent to it: hand-offs, orders and routes refuse a closed office, its people
no longer act there. It can be opened again.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import func, select

from engine.desk import Desk
from engine.rules.case import AreaMode, Channel, Level, OfficeKind
from engine.rules.codes import CATEGORY
from engine.rules.errors import Conflict, Invalid
from engine.rules.events import OfficeAdded, OfficeChanged, OfficeClosed, OfficeReopened
from engine.rules.permissions import Actor
from engine.rules.roster import CODE, OfficeEntry
from engine.rules.roster_words import OWN_CHANNELS
from engine.storage.codes import codes_of
from engine.storage.models import EventRow, OfficeRow
from engine.storage.work import Work
from engine.usecases.office_handover import Estate, estate_of, hand_over
from engine.usecases.people_admin import add_offices
from engine.usecases.staffing import keep_an_administrator, require_administrator
from engine.usecases.telling import Telling, leaders_and_supervisors, tell_office

LENGTHS: Mapping[str, int] = {"name": 100, "phone": 40, "address": 200, "docket_word": 20}
TOLD = 3  # cases named in a refusal
LONGEST_REASON = 500


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
        wrong |= _unknown_categories(work, description, ())
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
    if not set(description.channels) <= {str(each) for each in Channel}:
        wrong["channels"] = "unknown_option"
    return wrong


def _unknown_categories(
    work: Work, description: Description, kept: Collection[str]
) -> dict[str, str]:
    """Return what is wrong with the categories an office is to take; those it took may stay."""
    offered = {each.code for each in codes_of(work.session, CATEGORY) if not each.retired}
    fine = set(description.accepts) <= offered | set(kept)
    return {} if fine else {"accepts": "unknown_option"}


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
        if unknown := _unknown_categories(work, description, row.accepts):
            raise Invalid("office.form", fields=unknown)
        changed = []
        for key, given in asdict(description).items():
            value = list(given) if isinstance(given, tuple) else given.strip() or None
            if getattr(row, key) != value:
                setattr(row, key, value)
                changed.append(key)
        if changed:
            work.record(OfficeChanged(row.id, tuple(changed)))


@dataclass(frozen=True, slots=True)
class Closing:
    """Why an office closes, and which office what is in motion there goes to."""

    reason: str
    successor_id: int | None = None


def preview_closing(
    desk: Desk, actor: Actor, office_id: int, successor_id: int | None = None
) -> Estate:
    """Return what an office would leave behind, and what the successor could not take of it.

    Raises:
        NotAllowed: no administrator. NotFound: no such office.
        Invalid: ``office.closing`` on field ``successor_id``.

    """
    require_administrator(actor)
    with desk.work(actor) as work:
        row = work.get(OfficeRow, office_id)
        return estate_of(work, row, _successor(work, row, successor_id))


def close_office(desk: Desk, actor: Actor, office_id: int, closing: Closing) -> Estate:
    """Close an office; what is in motion there goes to its successor in the same transaction.

    Returns what was handed over.

    Raises:
        NotAllowed: no administrator. NotFound: no such office.
        Invalid: ``office.closing``: no reason, or a successor that is closed, unknown, itself.
        Conflict: ``office.closed``; ``office.top``; ``office.above`` with the offices below it;
            ``office.occupied`` where something is left and no successor named;
            ``office.unplaceable`` with the first cases the successor cannot take;
            ``user.last_administrator``.

    """
    require_administrator(actor)
    _check_reason(closing.reason)
    with desk.work(actor) as work:
        row = work.get(OfficeRow, office_id, lock=True)
        if not row.active:
            raise Conflict("office.closed", office=row.name)
        if row.parent_id is None:
            raise Conflict("office.top", office=row.name)
        successor = _successor(work, row, closing.successor_id)
        estate = estate_of(work, row, successor)
        _refuse(row, successor, estate)
        if successor is not None:
            hand_over(desk, work, row, successor)
        row.active = False
        work.session.flush()
        keep_an_administrator(work)
        moved = (successor.id if successor else None, len(estate.cases), estate.steps)
        event = work.record(OfficeClosed(row.id, *moved, closing.reason.strip()))
        if successor is not None:
            _tell_successor(desk, (work, event), (row, successor), estate)
        return estate


def _tell_successor(
    desk: Desk, on: tuple[Work, EventRow], between: tuple[OfficeRow, OfficeRow], estate: Estate
) -> None:
    """Tell the leaders of the successor, and the supervisors above it, what came to them."""
    work, event = on
    closed, successor = between
    facts = {
        "office": closed.name,
        "to": successor.name,
        "cases": len(estate.cases),
        "steps": estate.steps,
    }
    telling = Telling("OfficeClosed", facts, f"office_closed:{work.id_of(event)}")
    tell_office(desk, work, successor, (telling, event), leaders_and_supervisors(work, successor))


def _check_reason(reason: str) -> None:
    if not reason.strip() or len(reason) > LONGEST_REASON:
        wrong = "too_long" if reason.strip() else "required"
        raise Invalid("office.closing", fields={"reason": wrong})


def _successor(work: Work, office: OfficeRow, successor_id: int | None) -> OfficeRow | None:
    if successor_id is None:
        return None
    found = work.session.get(OfficeRow, successor_id)
    if found is None or not found.active or found.id == office.id:
        raise Invalid("office.closing", fields={"successor_id": "unknown_option"})
    return found


def _refuse(office: OfficeRow, successor: OfficeRow | None, estate: Estate) -> None:
    if estate.offices:
        raise Conflict("office.above", office=office.name, which=_first(estate.offices))
    if successor is None and not estate.empty:
        raise Conflict(
            "office.occupied",
            office=office.name,
            cases=len(estate.cases),
            steps=estate.steps,
            duties=sum(estate.duties.values()),
            which=f"（{_first([each.code for each in estate.cases])}）" if estate.cases else "",
        )
    if successor is not None and estate.hindered:
        raise Conflict(
            "office.unplaceable",
            successor=successor.name,
            count=len(estate.hindered),
            which=_first([each.code for each in estate.hindered]),
        )


def _first(names: Sequence[str]) -> str:
    return "、".join(names[:TOLD]) + ("……" if len(names) > TOLD else "")


def reopen_office(desk: Desk, actor: Actor, office_id: int, reason: str) -> None:
    """Open a closed office again; its posts hold again, what it handed over stays where it is.

    Raises:
        NotAllowed: no administrator. NotFound: no such office. Invalid: no reason.
        Conflict: ``office.open``; ``office.parent_closed``.

    """
    require_administrator(actor)
    _check_reason(reason)
    with desk.work(actor) as work:
        row = work.get(OfficeRow, office_id, lock=True)
        if row.active:
            raise Conflict("office.open", office=row.name)
        above = work.get(OfficeRow, row.parent_id) if row.parent_id else None
        if above is not None and not above.active:
            raise Conflict("office.parent_closed", office=row.name, parent=above.name)
        row.active = True
        work.record(OfficeReopened(row.id, reason.strip()))
