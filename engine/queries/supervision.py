"""Supervision as lists: orders, urges and complaints of the offices a person may look at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from engine.queries.gathering import name_of, office_names, user_names
from engine.queries.lens import Lens
from engine.queries.matters import BOXES, ENDED, MINE, OPEN, OVERDUE, Boxes, MatterList
from engine.queries.paging import Found
from engine.queries.scope import Condition, within_reach
from engine.queries.supervision_steps import Waiting, mine_to_take, waiting_steps
from engine.rules.errors import NotFound
from engine.rules.permissions import Action, Actor
from engine.rules.supervision import ACTIVE
from engine.storage.models import (
    CaseRow,
    ComplaintRow,
    OfficeRow,
    OrderBatchRow,
    OrderRow,
    UrgeRow,
)

SEE = Action.SEE_SUPERVISION
OWED = ("issued", "signed", "returned")  # the office still owes the reply
Answerable = type[UrgeRow] | type[ComplaintRow]
ANSWERABLE: dict[str, Answerable] = {"urge": UrgeRow, "complaint": ComplaintRow}


@dataclass(frozen=True, slots=True)
class Matter:
    """An order, urge or complaint, as lists and sheets show it; instants are aware UTC.

    ``text`` is what was written when it was sent, ``demands`` what an order asks for. ``by`` sent
    it; ``answer`` is the office's. ``result`` is a card for an order, else how it was answered.
    """

    id: int
    number: str
    case_code: str
    title: str
    office: str | None
    issuer: str | None
    state: str
    result: str | None
    text: str
    demands: str | None
    by: str | None
    at: datetime
    reply_by: datetime
    late: bool
    answer: str | None
    answered_by: str | None
    answered_at: datetime | None
    waiting: Waiting | None
    batch: str | None = None
    origin: str | None = None
    signed_by: str | None = None
    signed_at: datetime | None = None
    check_note: str | None = None
    checked_by: str | None = None
    checked_at: datetime | None = None
    end_reason: str | None = None
    ended_at: datetime | None = None
    satisfied: bool | None = None
    complainant: str | None = None
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Rate:
    """Replies that came in time, of those due by now; 回告率."""

    office: str
    due: int
    in_time: int


def order_counts(session: Session, actor: Actor, lens: Lens) -> dict[str, int]:
    """Return how many orders lie in each box; one statement."""
    boxes = _boxes(actor, lens)
    columns = [func.count(OrderRow.id).filter(boxes[box]) for box in BOXES]
    row = session.execute(select(*columns).where(_seen(actor))).one()
    return dict(zip(BOXES, row, strict=True))


def order(session: Session, actor: Actor, lens: Lens, order_id: int) -> Matter:
    """Return one order.

    Raises:
        NotFound: ``order.unknown``, also for a stranger.
    """
    found = ORDERS.one(session, actor, lens, order_id)
    if found is None:
        raise NotFound("order.unknown", order=order_id)
    return found


def _orders(actor: Actor) -> Select[OrderRow, str, str, str | None]:
    return (
        select(OrderRow, CaseRow.code, CaseRow.title, OrderBatchRow.number.label("batch"))
        .join(CaseRow, CaseRow.id == OrderRow.case_id)
        .outerjoin(OrderBatchRow, OrderBatchRow.id == OrderRow.batch_id)
        .where(_seen(actor))
    )


def _seen(actor: Actor) -> Condition:
    return or_(
        within_reach(actor, SEE, OrderRow.office_id),
        within_reach(actor, Action.SUPERVISE, OrderRow.issuing_office_id),
    )


def _boxes(actor: Actor, lens: Lens) -> Boxes:
    return {
        OPEN: OrderRow.state.in_(ACTIVE),
        OVERDUE: and_(OrderRow.state.in_(OWED), OrderRow.reply_by < lens.now),
        MINE: mine_to_take(actor, "supervision", OrderRow.id),
        ENDED: OrderRow.state.not_in(ACTIVE),
    }


def _order_lines(
    session: Session, actor: Actor, lens: Lens, rows: Sequence[Found]
) -> Sequence[Matter]:
    found: list[OrderRow] = [row.OrderRow for row in rows]
    waiting = waiting_steps(session, actor, lens, "supervision", (each.id for each in found))
    offices = office_names(
        session, (key for each in found for key in (each.office_id, each.issuing_office_id))
    )
    people = user_names(
        session,
        (
            key
            for each in found
            for key in (each.issued_by, each.signed_by, each.replied_by, each.checked_by)
        ),
    )
    return [
        Matter(
            id=each.id,
            number=each.number,
            case_code=row.code,
            title=row.title,
            office=offices.get(each.office_id),
            issuer=offices.get(each.issuing_office_id),
            state=each.state,
            result=each.card,
            text=each.ground,
            demands=each.demands,
            by=name_of(people, each.issued_by),
            at=each.issued_at,
            reply_by=each.reply_by,
            late=each.state in OWED and each.reply_by < lens.now,
            answer=each.reply,
            answered_by=name_of(people, each.replied_by),
            answered_at=each.replied_at,
            waiting=waiting.get(each.id),
            batch=row.batch,
            origin=each.origin,
            signed_by=name_of(people, each.signed_by),
            signed_at=each.signed_at,
            check_note=each.check_note,
            checked_by=name_of(people, each.checked_by),
            checked_at=each.checked_at,
            end_reason=each.end_reason,
            ended_at=each.ended_at,
        )
        for row, each in zip(rows, found, strict=True)
    ]


ORDERS: MatterList[Matter] = MatterList(OrderRow.id, _orders, _boxes, _order_lines)


def reply_rates(session: Session, actor: Actor, lens: Lens, kind: str) -> list[Rate]:
    """Return by office how many replies were due and how many came in time, worst first.

    *kind* is ``urge`` or ``complaint``.
    """
    table = ANSWERABLE[kind]
    in_time = func.sum(case((table.replied_at <= table.reply_by, 1), else_=0))
    due = func.count(table.id)
    query = (
        select(OfficeRow.name, due, in_time)
        .join(OfficeRow, OfficeRow.id == table.office_id)
        .where(
            within_reach(actor, SEE, _office_of(table)),
            or_(table.replied_at.is_not(None), table.reply_by <= lens.now),
        )
        .group_by(OfficeRow.id, OfficeRow.name)
    )
    rates = [Rate(name, int(due), int(met or 0)) for name, due, met in session.execute(query)]
    return sorted(rates, key=lambda rate: (rate.in_time / rate.due, rate.office))


def _office_of(table: Answerable) -> InstrumentedAttribute[int]:
    return table.office_id
