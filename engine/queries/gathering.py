"""Names and parties for a whole page of lines at once: never one question per line."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from engine.queries.by_ids import Among, Line, by_ids
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
    return _names(session, _offices, ids)


def user_names(session: Session, ids: Iterable[int | None]) -> Mapping[int, str]:
    """Return the names of people who work here, by id."""
    return _names(session, _people, ids)


@by_ids
def _offices(among: Among) -> Any:
    return select(OfficeRow.id, OfficeRow.name).where(among(OfficeRow.id))


@by_ids
def _people(among: Among) -> Any:
    return select(UserRow.id, UserRow.name).where(among(UserRow.id))


def _names(
    session: Session, read: Callable[[Session, list[int]], list[Line]], ids: Iterable[int | None]
) -> Mapping[int, str]:
    known: dict[int, str] = kept(session, ("names", read), dict)
    wanted = present(ids)
    known |= {key: name for key, name in read(session, [e for e in wanted if e not in known])}
    return {each: known[each] for each in wanted if each in known}


def sides_of(session: Session, case_ids: Iterable[int]) -> Mapping[int, Sides]:
    """Return the two sides of each case by its id; only for cases whose parties may be read."""
    return {
        case_id: _sides([(role, name) for _, role, name in group])
        for case_id, group in groupby(_parties(session, case_ids), key=itemgetter(0))
    }


@by_ids
def _parties(among: Among) -> Any:
    return (
        select(PartyRow.case_id, PartyRow.role, PartyRow.name)
        .where(among(PartyRow.case_id), or_(*(PartyRow.role == str(each) for each in SIDES)))
        .order_by(PartyRow.case_id, PartyRow.id)
    )


def _sides(named: Sequence[tuple[str, str]]) -> Sides:
    by_role = {role: [name for each, name in named if each == role] for role in SIDES}
    return Sides(*(Side(names[0], len(names)) if names else None for names in by_role.values()))


def name_of(names: Mapping[int, str], key: int | None) -> str | None:
    """Return the name of *key*, or None where there is no key or nobody of it."""
    return None if key is None else names.get(key)
