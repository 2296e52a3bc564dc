"""What a receipt does: the case changes hands, goes back, or goes before the supervisor."""

from engine.rules.case import MEDIATION_CHANNELS, Channel, OfficeKind, Status
from engine.rules.errors import WorkflowFault
from engine.rules.events import (
    CaseSignedFor,
    HandoffAccepted,
    HandoffDecided,
    HandoffGivenUp,
    HandoffReturned,
    HandoffSent,
)
from engine.rules.permissions import Role
from engine.storage.models import EventRow, HandoffRow, OfficeRow, ProcessRow
from engine.usecases import duty, ledger, offices, routing
from engine.usecases.decisions import answer
from engine.usecases.procedure import Procedure, effect
from engine.usecases.telling import Telling, tell_people
from engine.workflow import Effect

MAIN = "dispute"
RULING = "handoff_ruling"  # the form of the step in which the supervisor rules


def handoff_of(procedure: Procedure, row: ProcessRow) -> HandoffRow:
    """Return the hand-off a referral process is about.

    Raises:
        WorkflowFault: the process is about none.
    """
    if row.subject_id is None:
        raise WorkflowFault("handoff.no_subject", process=row.kind)
    return procedure.work.get(HandoffRow, row.subject_id)


@effect("accept_handoff")
def accept_handoff(procedure: Procedure, row: ProcessRow, _: Effect) -> None:
    """Let the receiver hold the case: its clocks start now, the sender's stop."""
    case, work = procedure.case, procedure.work
    handoff = handoff_of(procedure, row)
    sender, receiver = work.office(handoff.from_office_id), work.office(handoff.to_office_id)
    channel = Channel(handoff.to_channel)
    handoff.state = "accepted"
    handoff.decided_by, handoff.decided_at = work.actor_id, work.now
    event = work.record(HandoffAccepted(handoff.id, sender.id, receiver.id, channel), case)
    _tell(procedure, handoff, event, sender)
    procedure.send("duty_done", {}, kind="duty")
    ledger.end_unanchored(work, case, "handed_over")
    case.holder_id, case.level = receiver.id, receiver.level
    case.assignee_id = _responsible(procedure, channel, receiver)
    case.signed_at = work.now
    if receiver.kind == OfficeKind.DOCKING_CENTRE:
        case.court_id = receiver.id
    procedure.send("handed_over", _entered(procedure, channel, receiver), kind=MAIN)


def _responsible(procedure: Procedure, channel: Channel, receiver: OfficeRow) -> int | None:
    """Return who confirmed, if the case is theirs to handle; else nobody until someone acts.

    A liaison may take a case in for a mediator, and a supervisor may order it taken.
    """
    work = procedure.work
    role = Role.MEDIATOR if channel in MEDIATION_CHANNELS else Role.LIAISON
    if work.actor_id is None or not offices.has_any_role(work, work.actor_id, receiver.id, [role]):
        return None
    return work.actor_id


def _entered(procedure: Procedure, channel: Channel, receiver: OfficeRow) -> dict[str, object]:
    """Let the receiver enter the case in its channel; return what the main process must know."""
    case, work = procedure.case, procedure.work
    if channel not in MEDIATION_CHANNELS:
        case.channel, case.body_id, case.status = channel, None, Status.REFERRED
        case.accepted_at = work.now
        facts = {"channel": str(channel), "category": case.category}
        rule = answer(work.session, "outside_rule", facts)
        return {"channel": str(channel), "outside": True, "signed": True, **rule_of(rule)}
    case.body_id = receiver.id
    routing.enter_channel(procedure, channel, receiver)
    work.record(CaseSignedFor(receiver.id), case)
    values = routing.channel_routing(work, case, channel, receiver, None)
    duty.begin(procedure, routing.duty_level(case, receiver))
    return {**values, "outside": False, "signed": True}


def rule_of(outputs: dict[str, object]) -> dict[str, object]:
    """Return the outside clock's key as a routing value; empty where nobody knows a limit."""
    return {"outside_rule": outputs.get("rule") or ""}


@effect("return_handoff")
def return_handoff(procedure: Procedure, row: ProcessRow, _: Effect) -> None:
    """Put the return on record and tell the sender why; the third goes before the supervisor."""
    case, work = procedure.case, procedure.work
    handoff = handoff_of(procedure, row)
    steps = procedure.position(row).tasks
    ruled = any(step.properties.get("form") == RULING for step in steps)
    handoff.state = "with_supervisor" if ruled else "returned"
    handoff.decided_by, handoff.decided_at = work.actor_id, work.now
    event = work.record(HandoffReturned(handoff.id, handoff.returns), case)
    _tell(procedure, handoff, event, work.office(handoff.from_office_id))


@effect("send_again")
def send_again(procedure: Procedure, row: ProcessRow, _: Effect) -> None:
    """Send the mended package again."""
    case, work = procedure.case, procedure.work
    handoff = handoff_of(procedure, row)
    handoff.state = "sent"
    receiver = work.office(handoff.to_office_id)
    event = work.record(
        HandoffSent(handoff.id, handoff.from_office_id, receiver.id, handoff.to_channel), case
    )
    _tell(procedure, handoff, event, receiver)


@effect("give_up_handoff")
def give_up_handoff(procedure: Procedure, row: ProcessRow, _: Effect) -> None:
    """Leave the case with the sender."""
    settle(procedure, row)
    procedure.send("handoff_failed", {}, kind=MAIN)


def settle(procedure: Procedure, row: ProcessRow) -> None:
    """Take a hand-off off everybody's desk that nobody will receive any more."""
    work, handoff = procedure.work, handoff_of(procedure, row)
    handoff.state = "withdrawn"
    handoff.decided_by, handoff.decided_at = work.actor_id, work.now
    work.record(HandoffGivenUp(handoff.id), procedure.case)


def decide_handoff(procedure: Procedure, row: ProcessRow, decision: str) -> None:
    """Put the supervisor's ruling after the third return on record."""
    handoff = handoff_of(procedure, row)
    procedure.work.record(HandoffDecided(handoff.id, decision), procedure.case)


def _tell(procedure: Procedure, handoff: HandoffRow, event: EventRow, office: OfficeRow) -> None:
    """Tell the leading people of *office* what became of the hand-off."""
    kind = event.kind
    facts = {
        "handoff_id": handoff.id,
        "number": handoff.number,
        "reason": handoff.return_reason,
        "state": handoff.state,
    }
    telling = Telling(kind, facts, f"handoff:{handoff.id}:{kind}:{handoff.returns}")
    roles = (Role.OFFICE_LEADER, Role.LIAISON, Role.REGISTRAR)
    whom = tuple((office.id, role) for role in roles)
    tell_people(procedure.desk, procedure.work, procedure.case, (telling, event), *whom)
