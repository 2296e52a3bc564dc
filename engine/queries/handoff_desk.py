"""The hand-off desk: what was sent, what has come in, which receipts are due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, false, func, or_, select
from sqlalchemy.orm import Session

from engine.queries.acts import UNDER_WAY
from engine.queries.case_records import Handoff, read_handoffs
from engine.queries.counting import Number
from engine.queries.gathering import Sides, name_of, office_names, sides_of, user_names
from engine.queries.lens import Lens
from engine.queries.paging import FIRST, Found, Newest, Page, Turn, fetch, refine
from engine.queries.scope import Condition, parties_readable, place_of, readable, sees, within_reach
from engine.queries.standing import Standing, standings
from engine.rules.errors import Invalid, NotFound
from engine.rules.masking import mask_text
from engine.rules.permissions import Action, Actor
from engine.storage.models import CaseRow, HandoffRow, ProcessRow, WorkItemRow

OUTGOING, INCOMING, RECEIPTS, DECISIONS = "outgoing", "incoming", "receipts", "decisions"
BOXES = (OUTGOING, INCOMING, RECEIPTS, DECISIONS)
ORDER = Newest(HandoffRow.id)


@dataclass(frozen=True, slots=True)
class HandoffLine:
    """One hand-off of the desk.

    ``item_id`` is the step that waits now (receipt, mending, the supervisor's ruling), None
    where none does; ``standing`` its clock. ``ours``: that step waits in an
    office the actor works in. ``reason`` is None for those who may not read texts.
    """

    handoff_id: int
    number: str
    case_code: str
    parties: Sides | None
    title: str | None
    grade: str
    from_office: str | None
    to_office: str | None
    from_channel: str | None
    to_channel: str
    reason: str | None
    state: str
    sent_by: str | None
    sent_at: datetime
    decided_at: datetime | None
    reply_by: date | None
    papers: int
    returns: int
    item_id: int | None
    element: str | None
    ours: bool
    standing: Standing | None


@dataclass(frozen=True, slots=True)
class HandoffCounts:
    """How many hand-offs are under way on each side, and how many receipts are due from us."""

    outgoing: int
    incoming: int
    receipts: int
    decisions: int


def handoff_lines(
    session: Session, actor: Actor, lens: Lens, box: str = RECEIPTS, turn: Turn = FIRST
) -> Page[HandoffLine]:
    """Return a page of one box: outgoing, incoming (all), receipts due, or returned three times.

    Raises:
        Invalid: ``handoff.box`` or ``page.cursor``.

    """
    if box not in BOXES:
        raise Invalid("handoff.box", box=box)
    query = (
        select(HandoffRow, CaseRow, parties_readable(actor).label("sees"))
        .join(CaseRow, CaseRow.id == HandoffRow.case_id)
        .where(_in_box(actor, box))
    )
    page = fetch(session, query, ORDER, turn)
    return refine(page, lambda rows: _read(session, actor, lens, rows))


def handoff_counts(session: Session, actor: Actor) -> HandoffCounts:
    """Return the numbers of the boxes, of what is under way; one statement."""
    under_way = HandoffRow.state.in_(UNDER_WAY)
    columns = [func.count(HandoffRow.id).filter(_in_box(actor, box)) for box in BOXES]
    row = session.execute(select(*columns).where(under_way)).one()
    return HandoffCounts(row[0], row[1], row[2], row[3])


def receipts_number(actor: Actor) -> Number:
    """Return the query that counts the receipts due from the actor's offices."""
    return select(func.count(HandoffRow.id)).where(_in_box(actor, RECEIPTS))


def handoff(session: Session, actor: Actor, handoff_id: int) -> tuple[str, Handoff]:
    """Return a hand-off's case code and package.

    Raises:
        NotFound: ``handoff.unknown``, also for a stranger.

    """
    row = session.scalars(
        select(HandoffRow)
        .join(CaseRow, CaseRow.id == HandoffRow.case_id)
        .where(HandoffRow.id == handoff_id, or_(readable(actor), _concerned(actor)))
    ).first()
    if row is None:
        raise NotFound("handoff.unknown", handoff=handoff_id)
    case = session.get_one(CaseRow, row.case_id)
    may_read = sees(actor, place_of(session, case))
    return case.code, read_handoffs(session, [row], may_read=may_read)[0]


def _concerned(actor: Actor) -> Condition:
    sender = within_reach(actor, Action.HAND_OFF, HandoffRow.from_office_id)
    receiver = within_reach(actor, Action.RECEIVE_HAND_OFF, HandoffRow.to_office_id)
    return or_(sender, receiver)


def _in_box(actor: Actor, box: str) -> Condition:
    receiver = within_reach(actor, Action.RECEIVE_HAND_OFF, HandoffRow.to_office_id)
    if box == OUTGOING:
        return within_reach(actor, Action.HAND_OFF, HandoffRow.from_office_id)
    if box == INCOMING:
        return receiver
    if box == RECEIPTS:
        return and_(HandoffRow.state == "sent", receiver)
    if box == DECISIONS:
        rules = within_reach(actor, Action.SUPERVISE, HandoffRow.from_office_id)
        return and_(HandoffRow.state == "with_supervisor", or_(rules, _concerned(actor)))
    return false()


def _waiting(session: Session, handoff_ids: Sequence[int]) -> dict[int, WorkItemRow]:
    """Return the open step of each hand-off's own process."""
    query = (
        select(ProcessRow.subject_id, WorkItemRow)
        .join(WorkItemRow, WorkItemRow.process_id == ProcessRow.id)
        .where(
            ProcessRow.case_id.in_(
                select(HandoffRow.case_id).where(HandoffRow.id.in_(handoff_ids))
            ),
            ProcessRow.kind == "referral",
            ProcessRow.subject_id.in_(handoff_ids),
            WorkItemRow.status == "open",
        )
    )
    return {subject_id: item for subject_id, item in session.execute(query) if subject_id}


def _read(
    session: Session, actor: Actor, lens: Lens, rows: Sequence[Found]
) -> Sequence[HandoffLine]:
    sent: list[HandoffRow] = [row.HandoffRow for row in rows]
    waiting = _waiting(session, [each.id for each in sent])
    clocks = standings(session, lens, (item.clock_id for item in waiting.values()))
    sides = sides_of(session, (row.CaseRow.id for row in rows if row.sees))
    offices = office_names(
        session, (key for each in sent for key in (each.from_office_id, each.to_office_id))
    )
    people = user_names(session, (each.sent_by for each in sent))
    lines = []
    for row, each in zip(rows, sent, strict=True):
        item = waiting.get(each.id)
        lines.append(
            HandoffLine(
                handoff_id=each.id,
                number=each.number,
                case_code=row.CaseRow.code,
                parties=sides.get(row.CaseRow.id, Sides()) if row.sees else None,
                title=row.CaseRow.title if row.sees else None,
                grade=row.CaseRow.grade,
                from_office=offices.get(each.from_office_id),
                to_office=offices.get(each.to_office_id),
                from_channel=each.from_channel,
                to_channel=each.to_channel,
                reason=mask_text(each.reason) if row.sees else None,
                state=each.state,
                sent_by=name_of(people, each.sent_by),
                sent_at=each.sent_at,
                decided_at=each.decided_at,
                reply_by=each.reply_by,
                papers=len(each.papers),
                returns=each.returns,
                item_id=item.id if item else None,
                element=item.element if item else None,
                ours=item is not None and item.office_id in actor.office_ids,
                standing=clocks.get(item.clock_id) if item and item.clock_id else None,
            )
        )
    return lines
