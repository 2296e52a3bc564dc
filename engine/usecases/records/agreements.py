"""Records of agreements: made, performed, confirmed by a court, visited and rated."""

from collections.abc import Mapping
from datetime import date, datetime, time

from sqlalchemy import func, select

from engine.rules.errors import Invalid
from engine.rules.events import (
    AgreementMade,
    ConfirmationNoted,
    OutsideResultNoted,
    PerformanceNoted,
    VisitMade,
)
from engine.rules.numbering import agreement_number
from engine.storage.models import AgreementRow, WorkItemRow
from engine.usecases.procedure import Procedure
from engine.usecases.records.answers import Answers, Record, day, rest, text, whole
from engine.usecases.starts import agreement_of


def agree(procedure: Procedure, item: WorkItemRow, values: Answers) -> dict[str, object]:
    """Write an agreement down; an earlier one of the case is replaced by it.

    Source: 人民调解法 29 (written: signatures and seal), 30 (oral: when reached).
    """
    case, work = procedure.case, procedure.work
    effective_on = day(values, "effective_on") or procedure.desk.local_day(work.now)
    _check_days(procedure, effective_on, values)
    earlier = list(
        work.session.scalars(
            select(AgreementRow).where(
                AgreementRow.case_id == case.id, AgreementRow.voided_at.is_(None)
            )
        )
    )
    for old in earlier:
        old.voided_at = work.now
    form = "oral" if item.form == "oral_agreement" else "written"
    at_once = values.get("performance") == "performed"
    row = work.add(
        AgreementRow(
            case_id=case.id,
            number=agreement_number(case.docket_no or case.code, _serial(procedure)),
            form=form,
            content=text(values, "content"),
            terms=rest(values, "content", "amount", "perform_by", "effective_on"),
            amount_fen=whole(values, "amount"),
            perform_by=day(values, "perform_by"),
            effective_on=effective_on,
            effective_at=_effective_at(procedure, effective_on),
            performance="performed" if at_once else "pending",
            performed_at=work.now if at_once else None,
            confirmation="wanted" if values.get("want_confirmation") is True else None,
            voided_at=None,
        )
    )
    case.agreed_at = row.effective_at
    work.record(AgreementMade(row.id, row.number, form, effective_on.isoformat()), case)
    return {"want_confirmation": values.get("want_confirmation") is True}


def _check_days(procedure: Procedure, effective_on: date, values: Answers) -> None:
    perform_by = day(values, "perform_by")
    wrong = {}
    if effective_on > procedure.desk.local_day(procedure.work.now):
        wrong["effective_on"] = "in_the_future"
    if perform_by and perform_by < effective_on:
        wrong["perform_by"] = "before_effective"
    if wrong:
        raise Invalid("form.invalid", fields=wrong)


def _serial(procedure: Procedure) -> int:
    count = procedure.work.session.scalar(
        select(func.count())
        .select_from(AgreementRow)
        .where(AgreementRow.case_id == procedure.case.id)
    )
    return (count or 0) + 1


def _effective_at(procedure: Procedure, effective_on: date) -> datetime:
    """Return the instant of effect: now if it is today, else that day's last office minute."""
    work, desk = procedure.work, procedure.desk
    if effective_on == desk.local_day(work.now):
        return work.now
    return datetime.combine(effective_on, time(17, 30), desk.zone)


def performance(procedure: Procedure, _: WorkItemRow, values: Answers) -> dict[str, object]:
    """Note how far the agreement has been performed."""
    agreement = agreement_of(procedure.work, procedure.case)
    agreement.performance = text(values, "performance")
    if agreement.performance == "performed":
        agreement.performed_at = procedure.work.now
    procedure.work.record(PerformanceNoted(agreement.id, agreement.performance), procedure.case)
    return {}


def visit(procedure: Procedure, _: WorkItemRow, values: Answers) -> dict[str, object]:
    """Note the return visit and its rating; how often the case was redone decides what follows."""
    case = procedure.case
    procedure.work.record(VisitMade(text(values, "satisfaction")), case)
    return {"redo_count": case.redo_count, "signed": True}


def confirmation(procedure: Procedure, _: WorkItemRow, values: Answers) -> dict[str, object]:
    """Note how far the judicial confirmation has come."""
    agreement = agreement_of(procedure.work, procedure.case)
    agreement.confirmation = text(values, "result")
    procedure.work.record(ConfirmationNoted(agreement.id, agreement.confirmation), procedure.case)
    return {}


def outside(procedure: Procedure, _: WorkItemRow, values: Answers) -> dict[str, object]:
    """Note the result of a procedure we only watch."""
    case = procedure.case
    procedure.work.record(OutsideResultNoted(case.channel or "", text(values, "result")), case)
    return {}


RECORDS: Mapping[str, Record] = {
    "agreement": agree,
    "performance": performance,
    "visit": visit,
    "confirmation": confirmation,
    "outside": outside,
}
