"""What presses on each office: warnings acknowledged or not, supervision orders open and overdue.

One grouped statement for each table; the list behind a number is made of the same conditions.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, bindparam, func, select
from sqlalchemy.orm import Session

from engine.queries.by_ids import Among, by_ids
from engine.queries.gathering import name_of, user_names
from engine.queries.lens import Lens
from engine.queries.paging import FIRST, Found, Newest, Page, Query, Turn, fetch, refine
from engine.queries.same_again import same_again
from engine.queries.scope import Condition, readable, within_reach
from engine.queries.standing import Standing, standings
from engine.rules.errors import Invalid, NotFound
from engine.rules.permissions import Action, Actor
from engine.rules.supervision import ACTIVE
from engine.storage.models import CaseRow, OfficeRow, OrderRow, WarningRow
from engine.storage.models.base import UtcDateTime

UNACKNOWLEDGED, ACKNOWLEDGED = "unacknowledged", "acknowledged"
ORDERS_OPEN, ORDERS_OVERDUE = "orders_open", "orders_overdue"
OF_WARNINGS = (UNACKNOWLEDGED, ACKNOWLEDGED)
FIGURES = (*OF_WARNINGS, ORDERS_OPEN, ORDERS_OVERDUE)
REPLYING = ("issued", "signed", "returned")  # states in which the office's reply is awaited


@dataclass(frozen=True, slots=True)
class OfficeLine:
    """One office with every figure of ``FIGURES``."""

    office_id: int
    office: str
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FIGURES, 0))


@dataclass(frozen=True, slots=True)
class BehindLine:
    """One warning or order behind a figure; ``case_code`` None: the case has moved out of sight.

    ``colour`` is the warning's, ``standing`` that of its clock, ``card`` the order's; ``at`` is
    when it was told or issued, ``done_at`` when it was acknowledged, ``due_at`` when the order's
    reply is due (exclusive).
    """

    case_code: str | None
    person: str | None
    number: str | None
    colour: str | None
    card: str | None
    at: datetime | None
    due_at: datetime | None
    done_at: datetime | None
    note: str | None
    standing: Standing | None = None


def pressing(session: Session, actor: Actor, lens: Lens) -> tuple[OfficeLine, ...]:
    """Return every office the actor oversees on which something presses, by its path."""
    counts: dict[int, dict[str, int]] = {}
    for query, figures in ((_warned(actor), OF_WARNINGS), (_ordered(actor), FIGURES[2:])):
        for row in session.execute(query, {"now": lens.now}):
            own = counts.setdefault(row[0], dict.fromkeys(FIGURES, 0))
            own.update(zip(figures, row[1:], strict=True))
    return tuple(OfficeLine(key, name, counts[key]) for key, name in _names(session, counts))


@same_again
def _warned(actor: Actor) -> Query:
    return (
        select(WarningRow.office_id, *(_counted(WarningRow.id, each) for each in OF_WARNINGS))
        .where(within_reach(actor, Action.SEE_BOARD, WarningRow.office_id), *_holds())
        .group_by(WarningRow.office_id)
    )


@same_again
def _ordered(actor: Actor) -> Query:
    overseen = within_reach(actor, Action.SEE_BOARD, OrderRow.office_id)
    return (
        select(OrderRow.office_id, *(_counted(OrderRow.id, each) for each in FIGURES[2:]))
        .where(overseen, OrderRow.state.in_(ACTIVE))
        .group_by(OrderRow.office_id)
    )


@by_ids
def _names(among: Among) -> Any:
    return select(OfficeRow.id, OfficeRow.name).where(among(OfficeRow.id)).order_by(OfficeRow.path)


def _counted(column: object, figure: str) -> object:
    wanted = condition(figure, bindparam("now", type_=UtcDateTime))
    return func.count(column).filter(wanted)  # type: ignore[arg-type]  # a column


def _holds() -> list[Condition]:
    """The warning was told and still holds."""
    return [WarningRow.told_at.is_not(None), WarningRow.withdrawn_at.is_(None)]


def condition(figure: str, now: datetime | BindParameter[datetime]) -> Condition:
    """Return what makes a warning or an order count in *figure* at an aware instant.

    Raises:
        Invalid: ``supervision.list``: there is no such figure.

    """
    if figure == UNACKNOWLEDGED:
        return WarningRow.acknowledged_at.is_(None)
    if figure == ACKNOWLEDGED:
        return WarningRow.acknowledged_at.is_not(None)
    if figure == ORDERS_OPEN:
        return OrderRow.state.in_(ACTIVE)
    if figure == ORDERS_OVERDUE:
        return OrderRow.state.in_(REPLYING) & (OrderRow.reply_by <= now)
    raise Invalid("supervision.list", box=figure[:40])


def behind(
    session: Session, actor: Actor, lens: Lens, of: tuple[int, str], turn: Turn = FIRST
) -> Page[BehindLine]:
    """Return a page of what is behind one figure of one office, the newest first.

    Raises:
        Invalid: ``supervision.list`` or ``page.cursor``.

    """
    office_id, figure = of
    wanted = condition(figure, lens.now)
    if figure in OF_WARNINGS:
        query = _list(WarningRow, actor, office_id).where(wanted, *_holds())
        page = fetch(session, query, Newest(WarningRow.id), turn)
        return refine(page, lambda rows: _warnings(session, lens, rows))
    query = _list(OrderRow, actor, office_id).where(wanted)
    return refine(fetch(session, query, Newest(OrderRow.id), turn), _orders)


def _list(table: type[WarningRow] | type[OrderRow], actor: Actor, office_id: int) -> Query:
    return (
        select(table, CaseRow.code)
        .outerjoin(CaseRow, (CaseRow.id == table.case_id) & readable(actor))
        .where(table.office_id == office_id, within_reach(actor, Action.SEE_BOARD, table.office_id))
    )


def office_behind(session: Session, actor: Actor, office_id: int) -> str:
    """Return the name of an office whose numbers the actor may open.

    Raises:
        NotFound: ``record.unknown``: there is none such, or it is not the actor's to oversee.

    """
    overseen = within_reach(actor, Action.SEE_BOARD, OfficeRow.id)
    name = session.scalar(select(OfficeRow.name).where(OfficeRow.id == office_id, overseen))
    if name is None:
        raise NotFound("record.unknown", table="office", key=office_id)
    return name


def _warnings(session: Session, lens: Lens, rows: Sequence[Found]) -> Sequence[BehindLine]:
    people = user_names(session, (row[0].recipient_id for row in rows))
    clocks = standings(session, lens, {row[0].clock_id for row in rows if row[1]})
    return [
        BehindLine(
            row[1], name_of(people, row[0].recipient_id), None, row[0].colour, None,
            row[0].told_at, None, row[0].acknowledged_at, row[0].acknowledged_note,
            clocks.get(row[0].clock_id) if row[1] else None,
        )
        for row in rows
    ]  # fmt: skip


def _orders(rows: Sequence[Found]) -> Sequence[BehindLine]:
    return [
        BehindLine(
            row[1], None, row[0].number, None, row[0].card,
            row[0].issued_at, row[0].reply_by, None, None,
        )
        for row in rows
    ]  # fmt: skip
