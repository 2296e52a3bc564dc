"""The points ledger: sums by month of every office and person, and the entries behind each sum.

Sums are made in whole cents by the database, so that both kinds of database agree to the cent.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Integer, cast, func, select
from sqlalchemy.orm import Session

from engine.feel import Table
from engine.queries.counting import Number
from engine.queries.gathering import name_of, office_names, user_names
from engine.queries.paging import FIRST, Found, Newest, Page, Query, Turn, fetch, refine
from engine.queries.scope import Condition, readable, within_reach
from engine.rules.permissions import Action, Actor, Place, may
from engine.rules.points import CENT, PointRule, rule_from_row
from engine.storage.alias import alias
from engine.storage.models import (
    CaseRow,
    OfficeRow,
    PointAppealRow,
    PointEntryRow,
    UserRow,
)
from engine.storage.published import law_table

REVERSAL = alias(PointEntryRow)
CENTS = func.sum(
    cast(func.round(PointEntryRow.base * 100), Integer) * PointEntryRow.multiplier
).label("cents")
ORDER = Newest(PointEntryRow.id)


@dataclass(frozen=True, slots=True)
class Sum:
    """The points of one office or person in a year; ``months`` by ``2026-11``."""

    id: int
    name: str
    months: dict[str, Decimal]

    @property
    def year(self) -> Decimal:
        """The points of the whole year."""
        return sum(self.months.values(), Decimal(0)).quantize(CENT)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries: of an office, a person, a month (``2026-11``) or a year (``2026``)."""

    office_id: int | None = None
    user_id: int | None = None
    month: str = ""
    appealed: bool = False  # only those whose appeal waits for its decision


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One entry, with its case (for who may know of it), its reversal and its appeal."""

    id: int
    rule: str
    names: tuple[str, str]
    source: str
    office: str
    person: str | None
    points: Decimal
    base: Decimal
    multiplier: int
    month: str
    reason: str
    case_code: str | None
    event: str | None
    entered_at: datetime
    entered_by: str | None
    reverses_id: int | None
    reversed_by: int | None
    appeal_id: int | None
    appeal_state: str | None
    grounds: str | None
    decision: str | None
    may_appeal: bool
    may_decide: bool
    may_reverse: bool


def office_sums(session: Session, actor: Actor, year: int) -> tuple[Sum, ...]:
    """Return the sums of every office the actor sees that has entries, by the office's path."""
    query = (
        select(OfficeRow.id, OfficeRow.name, PointEntryRow.month, CENTS)
        .join(OfficeRow, OfficeRow.id == PointEntryRow.office_id)
        .where(*_of_year(actor, year))
        .group_by(OfficeRow.id, OfficeRow.name, OfficeRow.path, PointEntryRow.month)
        .order_by(OfficeRow.path, PointEntryRow.month)
    )
    return _sums(session, query)


def person_sums(session: Session, actor: Actor, year: int) -> tuple[Sum, ...]:
    """Return the sums of every person with entries in offices the actor sees, by name."""
    query = (
        select(UserRow.id, UserRow.name, PointEntryRow.month, CENTS)
        .join(UserRow, UserRow.id == PointEntryRow.user_id)
        .where(*_of_year(actor, year))
        .group_by(UserRow.id, UserRow.name, PointEntryRow.month)
        .order_by(UserRow.id, PointEntryRow.month)
    )
    return _sums(session, query)


def _of_year(actor: Actor, year: int) -> tuple[Condition, ...]:
    first, last = f"{year:04d}-01", f"{year:04d}-12"
    seen = within_reach(actor, Action.SEE_POINTS, PointEntryRow.office_id)
    return PointEntryRow.month.between(first, last), seen


def _sums(session: Session, query: Query) -> tuple[Sum, ...]:
    found: dict[int, Sum] = {}
    for key, name, month, cents in session.execute(query):
        line = found.setdefault(key, Sum(key, name, {}))
        line.months[month] = (Decimal(int(cents)) / 100).quantize(CENT)
    return tuple(found.values())


def entry_lines(
    session: Session, actor: Actor, wanted: Wanted, turn: Turn = FIRST
) -> Page[EntryLine]:
    """Return a page of entries, the newest first.

    Raises:
        Invalid: ``page.cursor``.

    """
    query = (
        select(PointEntryRow, OfficeRow.path, REVERSAL.id, PointAppealRow, CaseRow.code)
        .join(OfficeRow, OfficeRow.id == PointEntryRow.office_id)
        .outerjoin(REVERSAL, REVERSAL.reverses_id == PointEntryRow.id)
        .outerjoin(PointAppealRow, PointAppealRow.entry_id == PointEntryRow.id)
        .outerjoin(CaseRow, (CaseRow.id == PointEntryRow.case_id) & readable(actor))
        .where(
            within_reach(actor, Action.SEE_POINTS, PointEntryRow.office_id), *_conditions(wanted)
        )
    )
    page = fetch(session, query, ORDER, turn)
    return refine(page, lambda rows: _read(session, actor, rows))


def _conditions(wanted: Wanted) -> list[Condition]:
    found: list[Condition] = []
    if wanted.office_id is not None:
        found.append(PointEntryRow.office_id == wanted.office_id)
    if wanted.user_id is not None:
        found.append(PointEntryRow.user_id == wanted.user_id)
    if wanted.month:
        found.append(PointEntryRow.month.startswith(wanted.month, autoescape=True))
    if wanted.appealed:
        found.append(PointAppealRow.state == "open")
    return found


def _read(session: Session, actor: Actor, rows: Sequence[Found]) -> Sequence[EntryLine]:
    entries = [row[0] for row in rows]
    offices = office_names(session, (each.office_id for each in entries))
    people = user_names(
        session, [*(each.user_id for each in entries), *(each.entered_by for each in entries)]
    )
    return [_line(actor, row, offices[row[0].office_id], people) for row in rows]


def _line(actor: Actor, row: Found, office: str, names: Mapping[int, str]) -> EntryLine:
    entry, path, reversed_by, appeal, code = row[:5]
    here = Place((path,))
    stands = reversed_by is None and entry.reverses_id is None
    waits = appeal is not None and appeal.state == "open"
    own = actor.user_id in {entry.entered_by, appeal.appealed_by if appeal else None}
    zh = str(entry.rule_row.get("name_zh") or entry.rule)
    base = Decimal(entry.base).quantize(CENT)
    return EntryLine(
        id=entry.id,
        rule=entry.rule,
        names=(zh, str(entry.rule_row.get("name_en") or zh)),
        source=str(entry.rule_row.get("source") or ""),
        office=office,
        person=name_of(names, entry.user_id),
        points=(base * entry.multiplier).quantize(CENT),
        base=base,
        multiplier=entry.multiplier,
        month=entry.month,
        reason=entry.reason,
        case_code=code,
        event=entry.evidence.get("kind"),
        entered_at=entry.entered_at,
        entered_by=name_of(names, entry.entered_by),
        reverses_id=entry.reverses_id,
        reversed_by=reversed_by,
        appeal_id=appeal.id if appeal else None,
        appeal_state=appeal.state if appeal else None,
        grounds=appeal.grounds if appeal else None,
        decision=appeal.decision if appeal else None,
        may_appeal=stands and appeal is None and may(actor, Action.APPEAL_POINTS, here),
        may_decide=waits and not own and may(actor, Action.DECIDE_POINTS, here),
        may_reverse=stands and not waits and may(actor, Action.ENTER_POINTS, here),
    )


def appeals_number(actor: Actor) -> Number:
    """Return the query that counts the appeals in offices where *actor* decides."""
    return (
        select(func.count())
        .select_from(PointAppealRow)
        .join(PointEntryRow, PointEntryRow.id == PointAppealRow.entry_id)
        .where(
            PointAppealRow.state == "open",
            within_reach(actor, Action.DECIDE_POINTS, PointEntryRow.office_id),
        )
    )


def appeals_waiting(session: Session, actor: Actor) -> int:
    """Return how many appeals wait for a decision in offices where *actor* decides."""
    return session.scalar(appeals_number(actor)) or 0


def rules_by_hand(session: Session) -> tuple[PointRule, ...]:
    """Return the rules of the table in force that a person enters."""
    table: Table = law_table(session, "points").table
    found = [row.fixed.outputs for row in table.rules if row.fixed]
    return tuple(rule_from_row(row) for row in found if row.get("by_hand") is True)


def offices_to_enter(session: Session, actor: Actor) -> list[tuple[int, str]]:
    """Return the offices *actor* may enter points for, id and name, by path."""
    reached = within_reach(actor, Action.ENTER_POINTS, OfficeRow.id)
    query = select(OfficeRow.id, OfficeRow.name).where(reached, OfficeRow.active.is_(True))
    return [(key, name) for key, name in session.execute(query.order_by(OfficeRow.path))]
