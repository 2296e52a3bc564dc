"""督办单: issuing supervision orders one by one or as a batch, and taking one back.

Signing, replying and checking are steps of the process ``supervision``.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from engine.desk import Desk
from engine.rules.errors import Conflict, Invalid
from engine.rules.events import OrderBatchIssued, OrderCancelled, OrderIssued
from engine.rules.permissions import Action, Actor, Role
from engine.rules.supervision import ACTIVE, ORIGINS, Card
from engine.storage.models import (
    CaseRow,
    EventRow,
    OfficeRow,
    OrderBatchRow,
    OrderRow,
    UserRow,
)
from engine.storage.work import Work
from engine.usecases import offices
from engine.usecases.endings import case_id_of, visible_case
from engine.usecases.limits import last_day, limit_of
from engine.usecases.procedure import Procedure
from engine.usecases.quarantine import setting_aside
from engine.usecases.standing import note_standing
from engine.usecases.supervision import number_of, office_of_actor, refuse_deaf
from engine.usecases.sweep import settle_case
from engine.usecases.telling import Telling, tell

MOST = 200  # orders in one batch, hence in one transaction
LONGEST = 2000
SIGNING = (Role.OFFICE_LEADER, Role.LIAISON)


@dataclass(frozen=True, slots=True)
class OrderText:
    """What an order says: its card, what is wrong, what is to be done, what brought it about."""

    card: str
    ground: str
    demands: str
    origin: str = "hand"


def issue_order(desk: Desk, actor: Actor, code: str, text: OrderText) -> int:
    """Issue one supervision order to the office that holds a case; return its id.

    An order may be issued on a case that has ended, and it may outlive the closing.

    Raises:
        NotFound: no such case for this person.
        NotAllowed: the person does not supervise the office.
        Conflict: an order of this or a higher card is active on the case; the office is closed
            or nobody there could sign.
        Invalid: no ground, no demand, an unknown card.
    """
    _check(text)
    settle_case(desk, case_id_of(desk, code))
    with setting_aside(desk), desk.work(actor) as work:
        return _issue(desk, work, (actor, code), text, None).id


def issue_batch(
    desk: Desk, actor: Actor, name: str, codes: Sequence[str], text: OrderText
) -> OrderBatchRow:
    """Issue an order on each of several cases under one batch number; all of them or none.

    Raises:
        Invalid: no name, no case, too many cases; and as ``issue_order``.
    """
    _check(text)
    wrong = {}
    if not name.strip():
        wrong["name"] = "required"
    if not codes:
        wrong["codes"] = "required"
    elif len(set(codes)) > MOST:
        wrong["codes"] = "too_many"
    if wrong:
        raise Invalid("order.form", fields=wrong)
    ids = {code: case_id_of(desk, code) for code in dict.fromkeys(codes)}
    for case_id in ids.values():
        settle_case(desk, case_id)
    with setting_aside(desk), desk.work(actor) as work:
        first = visible_case(work, actor, min(ids, key=lambda code: ids[code]), Action.SUPERVISE)
        issuer = office_of_actor(work, actor, Role.SUPERVISOR, work.office(first.holder_id))
        batch = work.add(
            OrderBatchRow(
                number=number_of(desk, work, "order_batch", issuer),
                name=name.strip(),
                issued_by=actor.user_id,
                issued_at=work.now,
            )
        )
        for code in sorted(ids, key=lambda each: ids[each]):  # locked in one order by everybody
            _issue(desk, work, (actor, code), text, batch.id)
        work.record(OrderBatchIssued(batch.id, batch.number, len(ids)))
        return batch


def _check(text: OrderText) -> None:
    wrong = {}
    if text.card not in set(Card):
        wrong["card"] = "unknown_option"
    if text.origin not in ORIGINS:
        wrong["origin"] = "unknown_option"
    for key, value in (("ground", text.ground), ("demands", text.demands)):
        if not value.strip():
            wrong[key] = "required"
        elif len(value) > LONGEST:
            wrong[key] = "too_long"
    if wrong:
        raise Invalid("order.form", fields=wrong)


def _issue(
    desk: Desk, work: Work, on: tuple[Actor, str], text: OrderText, batch_id: int | None
) -> OrderRow:
    actor, code = on
    case = visible_case(work, actor, code, Action.SUPERVISE)
    holder = work.get(OfficeRow, case.holder_id)
    issuer = office_of_actor(work, actor, Role.SUPERVISOR, holder)
    refuse_deaf(work, holder, *SIGNING)
    card = Card(text.card)
    _refuse_lower(work, case, card)
    row = work.add(
        OrderRow(
            number=number_of(desk, work, "order", issuer),
            batch_id=batch_id,
            case_id=case.id,
            office_id=holder.id,
            card=card,
            origin=text.origin,
            ground=text.ground.strip(),
            demands=text.demands.strip(),
            issued_by=actor.user_id,
            issuing_office_id=issuer.id,
            issued_at=work.now,
            reply_by=limit_of(desk, work, case, card.reply_rule),
            state="issued",
        )
    )
    event = work.record(OrderIssued(row.id, row.number, card, holder.id, text.origin), case)
    routing = {"reply_rule": card.reply_rule}
    Procedure(desk, work, case).start("supervision", routing, subject_id=row.id)
    _tell(desk, work, case, (row, event))
    return row


def _refuse_lower(work: Work, case: CaseRow, card: Card) -> None:
    """Refuse a card while one as high or higher is active on the case."""
    active = work.session.scalars(
        select(OrderRow).where(OrderRow.case_id == case.id, OrderRow.state.in_(ACTIVE))
    )
    for row in active:
        if Card(row.card).rank >= card.rank:
            raise Conflict("order.card_active", number=row.number, card=row.card, case=case.code)


def _tell(desk: Desk, work: Work, case: CaseRow, issued: tuple[OrderRow, EventRow]) -> None:
    """Tell the office's leader, who handles the case, and the leader in charge of it."""
    row, event = issued
    people = offices.people(work, row.office_id, *SIGNING)
    people += [work.get(UserRow, each) for each in (case.assignee_id, case.leader_id) if each]
    facts = {
        "number": row.number,
        "card": row.card,
        "order_id": row.id,
        "reply_on": last_day(desk, row.reply_by).isoformat(),
    }
    tell(desk, work, case, (Telling("OrderIssued", facts, f"order:{row.id}"), event), people)


def cancel_order(desk: Desk, actor: Actor, order_id: int, reason: str) -> str:
    """Take an order back before it is lifted; return the case's code.

    Raises:
        NotFound: no such order for this person.
        NotAllowed: the person does not supervise the office.
        Conflict: the order has ended.
        Invalid: no reason.
    """
    if not reason.strip():
        raise Invalid("order.cancel", fields={"reason": "required"})
    with desk.work(actor) as work:
        found = work.get(OrderRow, order_id)
        case = visible_case(work, actor, work.get(CaseRow, found.case_id).code, Action.SUPERVISE)
        row = work.get(OrderRow, order_id, lock=True)
        if row.state not in ACTIVE:
            raise Conflict("order.ended", number=row.number, state=row.state)
        row.state = "cancelled"
        row.ended_by, row.ended_at, row.end_reason = actor.user_id, work.now, reason.strip()
        work.record(OrderCancelled(row.id, row.number, row.end_reason), case)
        procedure = Procedure(desk, work, case)
        for process in procedure.unended():
            if process.kind == "supervision" and process.subject_id == row.id:
                procedure.cancel(process)
        note_standing(work, case)
        return case.code
