"""Hand-offs between offices and channels: package out, receipt back, always exactly one holder.

The sender holds the case until the receiver confirms acceptance; from that instant the receiver's
clocks run and the sender's stop. The third return goes to the supervisor.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from engine.desk import Desk
from engine.rules.case import ENDED, Channel
from engine.rules.errors import Conflict, Invalid, NotAllowed, NotFound
from engine.rules.events import HandoffSent
from engine.rules.numbering import handoff_number
from engine.rules.permissions import Action, Actor, Role, may
from engine.storage.models import CaseRow, HandoffRow, OfficeRow, WorkItemRow
from engine.storage.work import Work
from engine.usecases.procedure import Procedure
from engine.usecases.quarantine import setting_aside
from engine.usecases.routing import check_takes
from engine.usecases.steps import case_place, complete_step
from engine.usecases.sweep import settle_case
from engine.usecases.telling import Telling, tell_people

UNDER_WAY = ("sent", "returned", "with_supervisor")
NEEDS_CONSENT = frozenset({Channel.PEOPLE, Channel.ADMINISTRATIVE})


@dataclass(frozen=True, slots=True)
class Package:
    """What is handed over: to whom, why, with which papers and whose consent.

    ``papers`` are ``{"name", "pages", "original"}``; ``consents`` ``{"party", "how", "on"}``.
    """

    to_office_id: int
    to_channel: str
    reason: str
    basis: str | None = None
    papers: Sequence[Mapping[str, object]] = ()
    consents: Sequence[Mapping[str, object]] = ()
    reply_by: date | None = None


def send_handoff(desk: Desk, actor: Actor, code: str, package: Package) -> int:
    """Send a case to another office or channel; return the hand-off's id.

    Raises:
        NotFound: no such case for this person.
        NotAllowed: the person may not hand it off.
        Conflict: another hand-off of the case is under way, or the case has ended.
        Invalid: no reason, an answer wanted by a day gone by, no consents where the parties must
            agree, or the wrong receiver.
    """
    _check(package, desk.local_day(desk.now()))
    with desk.read() as session:
        found = session.scalars(select(CaseRow.id).where(CaseRow.code == code)).first()
    if found is None:
        raise NotFound("case.unknown")
    settle_case(desk, found)
    with setting_aside(desk), desk.work(actor) as work:
        case = work.case(code, lock=True)
        _may_send(work, actor, case)
        procedure = Procedure(desk, work, case)
        procedure.refuse_quarantined("dispute")
        if not procedure.waits("handed_over", "dispute"):
            raise Conflict("handoff.not_at_this_step", status=case.status)
        return open_handoff(procedure, package).id


def open_handoff(procedure: Procedure, package: Package) -> HandoffRow:
    """Write the package, start its side process and tell the receiver.

    Raises:
        Invalid: the receiver cannot take the case, or a consent is missing.
    """
    case, work, desk = procedure.case, procedure.work, procedure.desk
    receiver = _receiver(work, case, package)
    row = _write(desk, work, case, package)
    case.returns = 0
    routing = {"target_channel": package.to_channel, "returns": 0, "channel": case.channel}
    procedure.start("referral", routing, subject_id=row.id)
    event = work.record(
        HandoffSent(row.id, row.from_office_id, receiver.id, package.to_channel), case
    )
    facts = {"handoff_id": row.id, "number": row.number}
    telling = Telling("HandoffSent", facts, f"handoff:{row.id}:sent")
    roles = (Role.OFFICE_LEADER, Role.LIAISON, Role.REGISTRAR)
    whom = tuple((receiver.id, role) for role in roles)
    tell_people(desk, work, case, (telling, event), *whom)
    return row


def _check(package: Package, today: date) -> None:
    wrong: dict[str, str] = {}
    if not package.reason.strip():
        wrong["reason"] = "required"
    if package.to_channel not in set(Channel):
        wrong["to_channel"] = "unknown_option"
    for paper in package.papers:
        if not str(paper.get("name", "")).strip():
            wrong["papers"] = "required"
    if package.reply_by is not None and package.reply_by < today:
        wrong["reply_by"] = "in_the_past"
    if wrong:
        raise Invalid("handoff.form", fields=wrong)


def _may_send(work: Work, actor: Actor, case: CaseRow) -> None:
    place = case_place(work, case)
    if not may(actor, Action.READ_CASE, place):
        raise NotFound("case.unknown")
    if not may(actor, Action.HAND_OFF, place):
        raise NotAllowed("handoff.send")
    if case.status in ENDED or case.accepted_at is None:
        raise Conflict("case.ended" if case.status in ENDED else "handoff.not_accepted_yet")
    under_way = work.session.scalars(
        select(HandoffRow.number).where(
            HandoffRow.case_id == case.id, HandoffRow.state.in_(UNDER_WAY)
        )
    ).first()
    if under_way:
        raise Conflict("handoff.under_way", number=under_way)


def _receiver(work: Work, case: CaseRow, package: Package) -> OfficeRow:
    receiver = work.session.get(OfficeRow, package.to_office_id)
    if receiver is None:
        raise Invalid("handoff.form", fields={"to_office_id": "unknown_option"})
    channel = Channel(package.to_channel)
    if receiver.id == case.holder_id and channel == case.channel:
        raise Invalid("handoff.form", fields={"to_office_id": "same_office"})
    try:
        check_takes(receiver, channel, case.category)
    except Invalid as error:
        code = error.fields["route_office"]
        raise Invalid("handoff.form", fields={"to_office_id": code}) from error
    if channel in NEEDS_CONSENT and channel != case.channel and not package.consents:
        raise Invalid("handoff.form", fields={"consents": "consent_required"})
    return receiver


def _write(desk: Desk, work: Work, case: CaseRow, package: Package) -> HandoffRow:
    year = desk.local_day(work.now).year
    sender = work.get(OfficeRow, case.holder_id)
    serial = work.allot_serial("handoff", sender.id, year)
    word = sender.docket_word or sender.name
    return work.add(
        HandoffRow(
            case_id=case.id,
            number=handoff_number(year, word, serial),
            from_office_id=sender.id,
            to_office_id=package.to_office_id,
            from_channel=case.channel,
            to_channel=package.to_channel,
            reason=package.reason.strip(),
            basis=package.basis,
            papers=[dict(paper) for paper in package.papers],
            consents=[dict(consent) for consent in package.consents],
            reply_by=package.reply_by,
            state="sent",
            sent_by=work.actor_id,
            sent_at=work.now,
            decided_by=None,
            decided_at=None,
            return_reason=None,
        )
    )


def receive_handoff(
    desk: Desk, actor: Actor, handoff_id: int, *, accept: bool, reason: str | None = None
) -> str:
    """Confirm or return a hand-off: the receipt step, taken by its own name; return the code.

    Raises:
        NotFound: no such hand-off, or nobody waits for its receipt.
        Invalid: returned without a reason.
    """
    with desk.read() as session:
        row = session.get(HandoffRow, handoff_id)
        if row is None:
            raise NotFound("handoff.unknown")
        item = session.scalars(
            select(WorkItemRow)
            .where(
                WorkItemRow.case_id == row.case_id,
                WorkItemRow.element == "receive_package",
                WorkItemRow.status == "open",
            )
            .order_by(WorkItemRow.id.desc())
        ).first()
    if item is None:
        raise Conflict("handoff.no_receipt_due", state=row.state)
    values = {"decision": "accept" if accept else "return", "reason": reason or ""}
    return complete_step(desk, actor, item.id, values)
