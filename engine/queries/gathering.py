"""Names and parties for a whole page of lines at once: never one question per line."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.queries.kept import kept
from engine.queries.scope import present
from engine.rules.case import PartyRole
from engine.storage.models import OfficeRow, PartyRow, UserRow

SIDES = (PartyRole.APPLICANT, PartyRole.RESPONDENT)


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a dispute: the first name and how many there are."""

    name: str
    count: int

    @property
    def text(self) -> str:
        """The side as lists write it: «袁国平» or «袁国平等 8 人»."""
        return self.name if self.count == 1 else f"{self.name}等 {self.count} 人"


@dataclass(frozen=True, slots=True)
class Sides:
    """Both sides of a dispute; None where nobody is named yet."""

    applicant: Side | None = None
    respondent: Side | None = None

    @property
    def text(self) -> str:
        """Both as lists write them: «甲 — 乙»."""
        return " — ".join(side.text for side in (self.applicant, self.respondent) if side)


def office_names(session: Session, ids: Iterable[int | None]) -> Mapping[int, str]:
    """Return the names of offices by id."""
    return _names(session, OfficeRow, ids)


def user_names(session: Session, ids: Iterable[int | None]) -> Mapping[int, str]:
    """Return the names of people who work here, by id."""
    return _names(session, UserRow, ids)


def _names(
    session: Session, table: type[OfficeRow] | type[UserRow], ids: Iterable[int | None]
) -> Mapping[int, str]:
    known: dict[int, str] = kept(session, ("names", table), dict)
    wanted = present(ids)
    if unknown := [each for each in wanted if each not in known]:
        query = select(table.id, table.name).where(table.id.in_(unknown))
        known |= {key: name for key, name in session.execute(query)}
    return {each: known[each] for each in wanted if each in known}


def sides_of(session: Session, case_ids: Iterable[int]) -> Mapping[int, Sides]:
    """Return the two sides of each case by its id; only for cases whose parties may be read."""
    wanted = present(case_ids)
    if not wanted:
        return {}
    query = (
        select(PartyRow.case_id, PartyRow.role, PartyRow.name)
        .where(PartyRow.case_id.in_(wanted), PartyRow.role.in_(SIDES))
        .order_by(PartyRow.case_id, PartyRow.id)
    )
    rows = session.execute(query).all()
    return {
        case_id: _sides([(role, name) for _, role, name in group])
        for case_id, group in groupby(rows, key=lambda row: row[0])
    }


def _sides(named: Sequence[tuple[str, str]]) -> Sides:
    by_role = {role: [name for each, name in named if each == role] for role in SIDES}
    return Sides(*(Side(names[0], len(names)) if names else None for names in by_role.values()))


def name_of(names: Mapping[int, str], key: int | None) -> str | None:
    """Return the name of *key*, or None where there is no key or nobody of it."""
    return None if key is None else names.get(key)
