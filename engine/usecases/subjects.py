"""What a process of supervision is about: its row, its offices, and when its clocks start."""

from dataclasses import dataclass
from typing import cast

from engine.rules.deadline_rule import DeadlineRule, Unit
from engine.rules.errors import WorkflowFault
from engine.storage.models import (
    ComplaintRow,
    FindingRow,
    OrderRow,
    ProcessRow,
    SpotCheckRow,
    UrgeRow,
)
from engine.storage.work import Work
from engine.usecases.starts import Start

ROWS = {
    "supervision": OrderRow,
    "rectification": FindingRow,
    "urge": UrgeRow,
    "complaint": ComplaintRow,
}
Subject = OrderRow | FindingRow | UrgeRow | ComplaintRow


@dataclass(frozen=True, slots=True)
class Sides:
    """Offices between which a process of supervision runs, by id; None: nobody checks."""

    addressee_id: int
    issuer_id: int | None


def subject_of(work: Work, process: ProcessRow) -> Subject:
    """Return the row a process of supervision is about.

    Raises:
        WorkflowFault: ``process.no_subject``: the process is about none.
    """
    table = ROWS.get(process.kind)
    if table is None or process.subject_id is None:
        raise WorkflowFault("process.no_subject", process=process.kind)
    return cast(Subject, work.get(table, process.subject_id))


def order_of(work: Work, process: ProcessRow) -> OrderRow:
    """Return the supervision order a process is about."""
    return work.get(OrderRow, process.subject_id)


def finding_of(work: Work, process: ProcessRow) -> FindingRow:
    """Return the finding a process is about."""
    return work.get(FindingRow, process.subject_id)


def sides_of(work: Work, process: ProcessRow) -> Sides:
    """Return the offices a process of supervision runs between."""
    subject = subject_of(work, process)
    if isinstance(subject, OrderRow):
        return Sides(subject.office_id, subject.issuing_office_id)
    if isinstance(subject, FindingRow) and subject.spot_check_id is not None:
        return Sides(subject.office_id, work.get(SpotCheckRow, subject.spot_check_id).office_id)
    return Sides(subject.office_id, None)


def subject_start(work: Work, process: ProcessRow, rule: DeadlineRule) -> Start | None:
    """Return when a clock starts that starts with the subject itself, not with a step.

    An order's reply limit runs from the day it went out, signed for or not, and anew from the
    day its reply was returned; a finding names its own day.
    """
    if process.kind == "supervision" and rule.start_event == "order_sent":
        order = order_of(work, process)
        sent = order.checked_at if order.state == "returned" else None
        at = sent or order.issued_at
        return Start(rule.start_event, at, f"order:{order.id}@{at.isoformat()}")
    if process.kind == "rectification" and rule.unit is Unit.DATE:
        finding = finding_of(work, process)
        key = f"finding:{finding.id}:{finding.times_not_fixed}"
        return Start(rule.start_event, work.now, key, finding.fix_by)
    return None
