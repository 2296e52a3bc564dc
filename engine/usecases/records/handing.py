"""Records of hand-offs and endings: receipts, rulings, terminations, closings."""

from collections.abc import Mapping

from sqlalchemy import select

from engine.rules.case import Outcome
from engine.rules.errors import Invalid
from engine.rules.events import MediationTerminated
from engine.storage.models import ProcessRow, WorkItemRow
from engine.usecases.procedure import Procedure
from engine.usecases.receipts import decide_handoff, handoff_of
from engine.usecases.records.answers import Answers, Record, text, text_or_none, whole


def _process(procedure: Procedure, item: WorkItemRow) -> ProcessRow:
    return procedure.work.get(ProcessRow, item.process_id)


def hand_over(procedure: Procedure, item: WorkItemRow, values: Answers) -> dict[str, object]:
    """Note one of the three acts of a hand-off: receipt, mended package, ruling."""
    return ACTS[item.form or ""](procedure, item, values)


def receipt(procedure: Procedure, item: WorkItemRow, values: Answers) -> dict[str, object]:
    """Note a receipt; a return needs its reason and is counted."""
    handoff = handoff_of(procedure, _process(procedure, item))
    if text(values, "decision") != "return":
        return {"returns": handoff.returns}
    reason = text(values, "reason").strip()
    if not reason:
        raise Invalid("form.invalid", fields={"reason": "required"})
    handoff.returns += 1
    handoff.return_reason = reason
    procedure.case.returns = handoff.returns
    return {"returns": handoff.returns}


def revision(procedure: Procedure, item: WorkItemRow, values: Answers) -> dict[str, object]:
    """Note what the sender mended in a package that came back."""
    handoff = handoff_of(procedure, _process(procedure, item))
    changes = text_or_none(values, "changes")
    if changes:
        handoff.reason = f"{handoff.reason}\n{changes}"
    return {}


def ruling(procedure: Procedure, item: WorkItemRow, values: Answers) -> dict[str, object]:
    """Note the supervisor's ruling after the third return; it may name another office."""
    process = _process(procedure, item)
    handoff = handoff_of(procedure, process)
    decision = text(values, "decision")
    other = whole(values, "target_office")
    if decision == "other_office":
        if other is None:
            raise Invalid("form.invalid", fields={"target_office": "required"})
        handoff.to_office_id = procedure.work.office(other).id
    decide_handoff(procedure, process, decision)
    return {}


def termination(procedure: Procedure, _: WorkItemRow, values: Answers) -> dict[str, object]:
    """Put on record that mediation ended without agreement and the routes were told.

    Source: 人民调解法 26.
    """
    case = procedure.case
    case.outcome = case.outcome or REASONS.get(text(values, "reason_code"), Outcome.FAILED)
    if text(values, "next_step") == "refer" and whole(values, "target_office") is None:
        raise Invalid("form.invalid", fields={"target_office": "required"})
    procedure.work.record(MediationTerminated(case.outcome), case)
    return {}


def closing(procedure: Procedure, _: WorkItemRow, __: Answers) -> dict[str, object]:
    """Take over the outcome the process came to, where nobody has noted it yet."""
    case, work = procedure.case, procedure.work
    if case.outcome is None:
        query = select(ProcessRow).where(
            ProcessRow.case_id == case.id, ProcessRow.kind == "dispute"
        )
        main = work.session.scalars(query.order_by(ProcessRow.id.desc())).first()
        known = procedure.routing(main).get("outcome") if main else None
        case.outcome = str(known) if known in set(Outcome) else Outcome.OTHER
    return {}


ACTS: Mapping[str, Record] = {
    "receipt": receipt,
    "handoff_revision": revision,
    "handoff_ruling": ruling,
}

REASONS: Mapping[str, Outcome] = {
    "no_agreement": Outcome.FAILED,
    "party_refuses": Outcome.REFUSED_BY_PARTY,
    "unreachable": Outcome.FAILED,
    "refuses_to_sign": Outcome.REFUSED_BY_PARTY,
    "expired": Outcome.EXPIRED,
    "not_accepted": Outcome.NOT_ACCEPTED,
    "other": Outcome.OTHER,
}

RECORDS: Mapping[str, Record] = {
    "handoff": hand_over,
    "termination": termination,
    "closing": closing,
}
