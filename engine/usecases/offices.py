"""Which office a step, a duty or a message belongs to, and who works there."""

from collections.abc import Callable, Iterable

from sqlalchemy import Date, bindparam, select

from engine.rules.calendar import local_day
from engine.rules.case import AreaMode, Level, OfficeKind
from engine.rules.errors import WorkflowFault
from engine.rules.permissions import Role
from engine.storage.models import CaseRow, GrantRow, HandoffRow, OfficeRow, ProcessRow, UserRow
from engine.storage.people import in_force
from engine.storage.reading import ask
from engine.storage.work import Work
from engine.usecases.subjects import sides_of

# Spelled once: putting a statement together costs more than the database takes to answer it.
STAFF = (
    select(GrantRow.role, UserRow)
    .join(UserRow, GrantRow.user_id == UserRow.id)
    .join(OfficeRow, OfficeRow.id == GrantRow.office_id)
    .where(OfficeRow.active)  # nobody works in a closed office
    .where(GrantRow.office_id == bindparam("office_id"), in_force(bindparam("day", type_=Date())))
    .order_by(UserRow.id, GrantRow.id)
)

OF_HANDOFF = frozenset({"sender", "receiver"})  # offices only a hand-off has
OF_SUPERVISION = frozenset({"issuer", "addressee"})  # offices only an order, a finding … has


def select_office(work: Work, case: CaseRow, process: ProcessRow, selector: str) -> OfficeRow:
    """Return the office a model's *selector* names for this case.

    Raises:
        WorkflowFault: the selector is unknown or names nobody here.
    """
    if selector in OF_HANDOFF:
        return _of_handoff(work, process, selector)
    if selector in OF_SUPERVISION:
        return _of_supervision(work, process, selector)
    choose = SELECTORS.get(selector)
    if choose is None:
        raise WorkflowFault("office.unknown_selector", selector=selector)
    return choose(work, case)


def _of_handoff(work: Work, process: ProcessRow, selector: str) -> OfficeRow:
    if process.subject_id is None:
        raise WorkflowFault("office.no_handoff", selector=selector, process=process.kind)
    handoff = work.get(HandoffRow, process.subject_id)
    chosen = handoff.from_office_id if selector == "sender" else handoff.to_office_id
    return work.get(OfficeRow, chosen)


def _of_supervision(work: Work, process: ProcessRow, selector: str) -> OfficeRow:
    """Return the addressee, or the nearest office from the issuer upwards that supervises."""
    sides = sides_of(work, process)
    if selector == "addressee":
        return work.get(OfficeRow, sides.addressee_id)
    if sides.issuer_id is None:
        raise WorkflowFault("office.no_issuer", selector=selector, process=process.kind)
    issuer = work.get(OfficeRow, sides.issuer_id)
    current: OfficeRow | None = issuer
    while current is not None and not people(work, current.id, Role.SUPERVISOR):
        current = work.get(OfficeRow, current.parent_id) if current.parent_id else None
    return current or issuer


def parent(work: Work, office: OfficeRow) -> OfficeRow:
    """Return the office one rung up, or the office itself at the top."""
    return work.get(OfficeRow, office.parent_id) if office.parent_id else office


def county_centre(work: Work, office: OfficeRow) -> OfficeRow:
    """Return the county centre above *office*: the nearest one on the way to the root."""
    current = office
    while current.kind != OfficeKind.COUNTY_CENTRE and current.parent_id:
        current = work.get(OfficeRow, current.parent_id)
    return current


def docking_centre(work: Work, case: CaseRow) -> OfficeRow:
    """Return the court's docking centre for this case, else the county's first one."""
    if case.court_id:
        return work.get(OfficeRow, case.court_id)
    root = county_centre(work, work.get(OfficeRow, case.holder_id))
    found = work.session.scalars(
        select(OfficeRow)
        .where(
            OfficeRow.kind == OfficeKind.DOCKING_CENTRE,
            OfficeRow.path.startswith(root.path),
            OfficeRow.active,
        )
        .order_by(OfficeRow.id)
    ).first()
    return found or root


def town_of(work: Work, office: OfficeRow) -> OfficeRow | None:
    """Return the town or street *office* lies in, itself included; None above town level."""
    current: OfficeRow | None = office
    while current is not None and current.level != Level.TOWN:
        current = work.get(OfficeRow, current.parent_id) if current.parent_id else None
    return current


def area_mode(work: Work, place: OfficeRow) -> AreaMode:
    """Return how duty climbs where the dispute is: as its town or street is set."""
    town = town_of(work, place)
    return AreaMode((town or place).area_mode)


def has_any_role(work: Work, user_id: int, office_id: int, roles: Iterable[str]) -> bool:
    """Say whether a person holds one of *roles* in an office."""
    held = {role for role, person in _staff(work, office_id) if person.id == user_id}
    return not held.isdisjoint(roles)


def works_in(work: Work, user_id: int, office_id: int) -> bool:
    """Say whether a person holds any role in an office."""
    return any(person.id == user_id for _, person in _staff(work, office_id))


def _staff(work: Work, office_id: int) -> list[tuple[str, UserRow]]:
    """Return who holds which role in an office, by person; read once per session."""
    read: dict[int, list[tuple[str, UserRow]]] = work.session.info.setdefault("staff", {})
    if office_id not in read:
        read[office_id] = ask(
            work.session, STAFF, {"office_id": office_id, "day": local_day(work.now)}
        )
    return read[office_id]


def keep(work: Work, office_id: int, held: list[tuple[str, UserRow]]) -> None:
    """Keep who holds which role in an office today, by person."""
    work.session.info.setdefault("staff", {})[office_id] = held


def people(work: Work, office_id: int, *roles: Role) -> list[UserRow]:
    """Return the active people who hold one of *roles* in an office, by id."""
    held = (person for role, person in _staff(work, office_id) if role in roles and person.active)
    return list(dict.fromkeys(held))


def people_upwards(work: Work, office: OfficeRow, *roles: Role) -> list[UserRow]:
    """Return the people of *roles* in the nearest office, from *office* upwards, that has any."""
    current: OfficeRow | None = office
    while current is not None:
        found = people(work, current.id, *roles)
        if found:
            return found
        current = work.get(OfficeRow, current.parent_id) if current.parent_id else None
    return []


def _holder(work: Work, case: CaseRow) -> OfficeRow:
    return work.get(OfficeRow, case.holder_id)


SELECTORS: dict[str, Callable[[Work, CaseRow], OfficeRow]] = {
    "holder": _holder,
    "body": lambda work, case: work.get(OfficeRow, case.body_id or case.holder_id),
    "parent": lambda work, case: parent(work, _holder(work, case)),
    "county": lambda work, case: county_centre(work, _holder(work, case)),
    "court": docking_centre,
    "registered": lambda work, case: work.get(OfficeRow, case.registered_office_id),
}


def upper_office(work: Work, holder: OfficeRow, mode: AreaMode) -> OfficeRow:
    """Return who takes the duty over from *holder*: the next rung, or the county in FLAT areas."""
    if mode is AreaMode.FLAT or holder.level == Level.TOWN:
        return county_centre(work, holder)
    return parent(work, holder)
