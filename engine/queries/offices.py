"""The offices of the area, as a tree, and who may be chosen for what. Open to everybody."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from engine.queries.paging import Query
from engine.queries.same_again import same_again
from engine.queries.scope import within_reach
from engine.rules.errors import NotFound
from engine.rules.permissions import Action, Actor
from engine.storage.models import GrantRow, OfficeRow, UserRow
from engine.storage.people import in_force

# a page with a choice of offices reads all of them: as plain columns, not as objects
COLUMNS = (
    OfficeRow.id, OfficeRow.code, OfficeRow.name, OfficeRow.kind, OfficeRow.level,
    OfficeRow.parent_id, OfficeRow.path, OfficeRow.area_mode, OfficeRow.accepts,
    OfficeRow.channels, OfficeRow.phone, OfficeRow.address, OfficeRow.active,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class OfficeLine:
    """One office. ``depth`` is 0 at the top; empty ``accepts`` and ``channels`` mean all."""

    office_id: int
    code: str
    name: str
    kind: str
    level: str
    parent_id: int | None
    depth: int
    area_mode: str
    accepts: tuple[str, ...]
    channels: tuple[str, ...]
    phone: str | None
    address: str | None
    active: bool


@dataclass(frozen=True, slots=True)
class OfficeName:
    """An office by name, for choosing one; ``depth`` is 0 at the top."""

    office_id: int
    code: str
    name: str
    depth: int


def office_tree(session: Session, actor: Actor) -> tuple[OfficeName, ...]:
    """Return the active offices by name, every one below its parent; one statement."""
    return _in_order(tuple(map(tuple, session.execute(_tree(actor)))))


@lru_cache(maxsize=64)
def _in_order(found: tuple[tuple[int, str, str, str], ...]) -> tuple[OfficeName, ...]:
    """Every page with a choice of offices reads them, and they hardly ever change."""
    rows = sorted((_chain(path), key, code, name) for key, code, name, path in found)
    return tuple(OfficeName(key, code, name, len(chain) - 1) for chain, key, code, name in rows)


@same_again
def _tree(actor: Actor) -> Query:
    return select(OfficeRow.id, OfficeRow.code, OfficeRow.name, OfficeRow.path).where(
        within_reach(actor, Action.SEE_ALL_OFFICES, OfficeRow.id), OfficeRow.active
    )


def office_lines(
    session: Session, actor: Actor, *, active_only: bool = True
) -> tuple[OfficeLine, ...]:
    """Return the offices, every one below its parent, brothers by id; one statement."""
    query = select(*COLUMNS).where(within_reach(actor, Action.SEE_ALL_OFFICES, OfficeRow.id))
    if active_only:
        query = query.where(OfficeRow.active)
    rows = sorted(session.execute(query), key=lambda row: _chain(row.path))
    return tuple(_line(row) for row in rows)


def office(session: Session, actor: Actor, office_id: int) -> OfficeLine:
    """Return one office.

    Raises:
        NotFound: ``office.unknown``.

    """
    reached = within_reach(actor, Action.SEE_ALL_OFFICES, OfficeRow.id)
    row = session.scalars(select(OfficeRow).where(OfficeRow.id == office_id, reached)).first()
    if row is None:
        raise NotFound("office.unknown", office=office_id)
    return _line(row)


def offices_to_register(session: Session, actor: Actor) -> tuple[OfficeLine, ...]:
    """Return the offices for which *actor* may put a dispute on record, the lowest first."""
    query = select(OfficeRow).where(
        within_reach(actor, Action.REGISTER, OfficeRow.id), OfficeRow.active
    )
    rows = sorted(session.scalars(query), key=lambda row: _chain(row.path))
    own = actor.office_ids
    return tuple(_line(row) for row in sorted(rows, key=lambda row: row.id not in own))


def offices_for(
    session: Session, actor: Actor, channel: str, category: str
) -> tuple[OfficeLine, ...]:
    """Return the active offices that work in *channel* and take *category*: where a case can go."""
    return tuple(
        line
        for line in office_lines(session, actor)
        if (not line.channels or channel in line.channels)
        and (not line.accepts or category in line.accepts)
    )


def headcounts(session: Session, day: date) -> Mapping[int, int]:
    """Return how many people work in each office on an office day; nobody: not in it."""
    query = (
        select(GrantRow.office_id, func.count(GrantRow.user_id.distinct()))
        .join(UserRow, UserRow.id == GrantRow.user_id)
        .where(UserRow.active, in_force(day))
        .group_by(GrantRow.office_id)
    )
    return {office_id: count for office_id, count in session.execute(query)}


def _chain(path: str) -> tuple[int, ...]:
    return tuple(map(int, path.strip("/").split("/")))


def _depth(path: str) -> int:
    return path.count("/") - 2


def _line(row: OfficeRow | Row[*tuple[Any, ...]]) -> OfficeLine:
    return OfficeLine(
        office_id=row.id,
        code=row.code,
        name=row.name,
        kind=row.kind,
        level=row.level,
        parent_id=row.parent_id,
        depth=_depth(row.path),
        area_mode=row.area_mode,
        accepts=tuple(row.accepts),
        channels=tuple(row.channels),
        phone=row.phone,
        address=row.address,
        active=row.active,
    )
