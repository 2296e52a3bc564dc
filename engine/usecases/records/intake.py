"""Records of the beginning: reviewing a registration, signing for a case, taking a duty over."""

from collections.abc import Mapping

from engine.rules.case import Status
from engine.rules.errors import Invalid
from engine.rules.events import CaseSignedFor, LeaderNamed, StepAssigned
from engine.storage.models import WorkItemRow
from engine.usecases import offices
from engine.usecases.procedure import Procedure
from engine.usecases.records.answers import Answers, Record, text, text_or_none, whole
from engine.usecases.routing import RouteChoice, confirm_route


def review(procedure: Procedure, _: WorkItemRow, values: Answers) -> dict[str, object]:
    """Confirm the route, or refuse the case with a reason."""
    decision = text(values, "decision")
    if decision == "refuse" and not text(values, "reason"):
        raise Invalid("form.invalid", fields={"reason": "required"})
    if decision == "accept" and whole(values, "route_office") is None:
        raise Invalid("form.invalid", fields={"route_office": "required"})
    choice = RouteChoice(
        decision,
        text_or_none(values, "channel"),
        whole(values, "route_office"),
        text_or_none(values, "reason") or text_or_none(values, "opinion"),
        text_or_none(values, "procedure"),
    )
    return confirm_route(procedure, choice)


def sign(procedure: Procedure, item: WorkItemRow, _: Answers) -> dict[str, object]:
    """Let the office that signs become the body that mediates; its handler is who signed."""
    case, work = procedure.case, procedure.work
    case.body_id = item.office_id
    case.signed_at = work.now
    case.status = Status.HANDLING
    case.assignee_id = item.assignee_id or work.actor_id
    work.record(CaseSignedFor(item.office_id), case)
    return {"signed": True}


def take_over(procedure: Procedure, item: WorkItemRow, values: Answers) -> dict[str, object]:
    """Note who answers for the case in the office that takes the duty over."""
    work = procedure.work
    leader = whole(values, "leader")
    if leader is not None and leader != procedure.case.leader_id:
        procedure.case.leader_id = leader
        work.record(LeaderNamed(leader), procedure.case)
    chosen = whole(values, "handler")
    if chosen is None or chosen == procedure.case.assignee_id:
        return {}
    if not offices.works_in(work, chosen, item.office_id):
        raise Invalid("form.invalid", fields={"handler": "not_in_office"})
    if procedure.case.signed_at is None:
        before, procedure.case.assignee_id = procedure.case.assignee_id, chosen
        work.record(StepAssigned(item.id, item.element, chosen, before), procedure.case)
    return {}


RECORDS: Mapping[str, Record] = {
    "acceptance": review,
    "signing": sign,
    "duty": take_over,
}
