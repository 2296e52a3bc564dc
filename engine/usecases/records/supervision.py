"""Records of supervision: orders signed, replied to and checked; urges; complaints; findings."""

from collections.abc import Mapping
from datetime import date

from engine.rules.errors import Invalid
from engine.rules.events import (
    ComplaintAnswered,
    FindingRechecked,
    FindingReported,
    OrderLifted,
    OrderReplied,
    OrderReturned,
    OrderSigned,
    UrgeAnswered,
)
from engine.rules.supervision import Card
from engine.storage.models import ComplaintRow, ProcessRow, UrgeRow, WorkItemRow
from engine.usecases.limits import limit_of
from engine.usecases.procedure import Procedure, effect
from engine.usecases.records.answers import Answers, Record, day, text
from engine.usecases.subjects import finding_of, order_of
from engine.workflow import Effect


def _process(procedure: Procedure, item: WorkItemRow) -> ProcessRow:
    return procedure.work.get(ProcessRow, item.process_id)


def order(procedure: Procedure, item: WorkItemRow, values: Answers) -> dict[str, object]:
    """Note one of the three acts on an order: signing, reply, check."""
    return ORDER_ACTS[item.form or ""](procedure, item, values)


def sign_order(procedure: Procedure, item: WorkItemRow, _: Answers) -> dict[str, object]:
    """Note who signed for an order."""
    work, row = procedure.work, order_of(procedure.work, _process(procedure, item))
    row.state = "signed"
    row.signed_by, row.signed_at = work.actor_id, work.now
    work.record(OrderSigned(row.id, row.number), procedure.case)
    return {}


def reply_order(procedure: Procedure, item: WorkItemRow, values: Answers) -> dict[str, object]:
    """Note the reply to an order; an earlier one stays with its step."""
    work, row = procedure.work, order_of(procedure.work, _process(procedure, item))
    row.state = "replied"
    row.reply = text(values, "reply").strip()
    row.replied_by, row.replied_at = work.actor_id, work.now
    work.record(OrderReplied(row.id, row.number, work.now > row.reply_by), procedure.case)
    return {}


def check_order(procedure: Procedure, item: WorkItemRow, values: Answers) -> dict[str, object]:
    """Note what the check of a reply said.

    Raises:
        Invalid: nobody checks a reply of their own.
    """
    work, row = procedure.work, order_of(procedure.work, _process(procedure, item))
    _not_ones_own(procedure, row.replied_by)
    row.check_note = text(values, "note").strip()
    row.checked_by, row.checked_at = work.actor_id, work.now
    return {}


def _not_ones_own(procedure: Procedure, author_id: int | None) -> None:
    actor_id = procedure.work.actor_id
    if actor_id is not None and actor_id == author_id:
        raise Invalid("form.invalid", fields={"decision": "own_reply"})


@effect("lift_order")
def lift_order(procedure: Procedure, process: ProcessRow, _: Effect) -> None:
    """End an order that passed its check."""
    work, row = procedure.work, order_of(procedure.work, process)
    row.state = "lifted"
    row.ended_by, row.ended_at = work.actor_id, work.now
    work.record(OrderLifted(row.id, row.number, row.card), procedure.case)


@effect("return_order")
def return_order(procedure: Procedure, process: ProcessRow, _: Effect) -> None:
    """Send an order back to its office; the reply limit begins anew."""
    work, row = procedure.work, order_of(procedure.work, process)
    row.state = "returned"
    row.reply_by = limit_of(procedure.desk, work, procedure.case, Card(row.card).reply_rule)
    work.record(OrderReturned(row.id, row.number), procedure.case)


def urge(procedure: Procedure, item: WorkItemRow, values: Answers) -> dict[str, object]:
    """Note what the office answered to an urge."""
    work = procedure.work
    row = work.get(UrgeRow, _process(procedure, item).subject_id)
    row.reply = text(values, "reply").strip()
    row.replied_by, row.replied_at = work.actor_id, work.now
    work.record(UrgeAnswered(row.id, work.now > row.reply_by), procedure.case)
    return {}


def complaint(procedure: Procedure, item: WorkItemRow, values: Answers) -> dict[str, object]:
    """Note the answer to a complaint.

    Raises:
        Invalid: whom the complaint is about answers it.
    """
    work = procedure.work
    row = work.get(ComplaintRow, _process(procedure, item).subject_id)
    if work.actor_id is not None and work.actor_id == row.about_user_id:
        raise Invalid("form.invalid", fields={"result": "about_oneself"})
    row.result, row.reply = text(values, "result"), text(values, "reply").strip()
    row.replied_by, row.replied_at = work.actor_id, work.now
    late = work.now > row.reply_by
    work.record(ComplaintAnswered(row.id, row.number, row.result, late), procedure.case)
    return {}


def finding(procedure: Procedure, item: WorkItemRow, values: Answers) -> dict[str, object]:
    """Note one of the two acts on a finding: the report that it is put right, and the re-check."""
    return FINDING_ACTS[item.form or ""](procedure, item, values)


def report_finding(procedure: Procedure, item: WorkItemRow, values: Answers) -> dict[str, object]:
    """Note what the office put right."""
    work, row = procedure.work, finding_of(procedure.work, _process(procedure, item))
    row.state = "reported"
    row.report = text(values, "report").strip()
    row.reported_by, row.reported_at = work.actor_id, work.now
    work.record(FindingReported(row.id, row.number), procedure.case)
    return {}


def recheck(procedure: Procedure, item: WorkItemRow, values: Answers) -> dict[str, object]:
    """Note what the re-check said; what is not put right gets another day.

    Raises:
        Invalid: the person who reported checks; the new day lies in the past.
    """
    work, row = procedure.work, finding_of(procedure.work, _process(procedure, item))
    _not_ones_own(procedure, row.reported_by)
    if text(values, "decision") == "not_fixed":
        row.fix_by = _coming(procedure, day(values, "fix_by"))
    row.recheck_note = text(values, "note").strip()
    row.rechecked_by, row.rechecked_at = work.actor_id, work.now
    return {}


def _coming(procedure: Procedure, fix_by: date | None) -> date:
    if fix_by is None:
        raise Invalid("form.invalid", fields={"fix_by": "required"})
    if fix_by < procedure.desk.local_day(procedure.work.now):
        raise Invalid("form.invalid", fields={"fix_by": "in_the_past"})
    return fix_by


@effect("close_finding")
def close_finding(procedure: Procedure, process: ProcessRow, _: Effect) -> None:
    """End a finding that was put right."""
    work, row = procedure.work, finding_of(procedure.work, process)
    row.state = "fixed"
    event = FindingRechecked(row.id, row.number, is_fixed=True, times_not_fixed=row.times_not_fixed)
    work.record(event, procedure.case)


@effect("double_finding")
def double_finding(procedure: Procedure, process: ProcessRow, _: Effect) -> None:
    """Count that a finding was not put right: each time doubles the points it costs."""
    work, row = procedure.work, finding_of(procedure.work, process)
    row.state = "not_fixed"
    row.times_not_fixed += 1
    times = row.times_not_fixed
    event = FindingRechecked(row.id, row.number, is_fixed=False, times_not_fixed=times)
    work.record(event, procedure.case)


ORDER_ACTS: Mapping[str, Record] = {
    "order_signing": sign_order,
    "order_reply": reply_order,
    "order_check": check_order,
}
FINDING_ACTS: Mapping[str, Record] = {
    "rectification_report": report_finding,
    "recheck": recheck,
}
RECORDS: Mapping[str, Record] = {
    "order": order,
    "urge": urge,
    "complaint": complaint,
    "finding": finding,
}
