"""Sending a case on because its mediation ended, where the termination form says."""

from sqlalchemy import select

from engine.rules.case import Status
from engine.rules.errors import Conflict, Invalid
from engine.storage.models import ProcessRow, WorkItemRow
from engine.usecases.handoffs import Package, open_handoff
from engine.usecases.procedure import Procedure, effect
from engine.workflow import Effect

FIELDS = {
    "to_office_id": "target_office",
    "to_channel": "target_channel",
    "consents": "consent_note",
}


@effect("open_referral")
def open_referral(procedure: Procedure, row: ProcessRow, _: Effect) -> None:
    """Send the case where the termination form says, with the reason given there.

    Raises:
        Conflict: ``referral.no_target``: the form named no office.
    """
    case, work = procedure.case, procedure.work
    query = select(WorkItemRow).where(
        WorkItemRow.process_id == row.id, WorkItemRow.element == "tell_routes"
    )
    told = work.session.scalars(query.order_by(WorkItemRow.id.desc())).first()
    answers = told.answers if told and told.answers else {}
    if not answers.get("target_office") or not answers.get("target_channel"):
        raise Conflict("referral.no_target")
    package = Package(
        to_office_id=int(answers["target_office"]),
        to_channel=str(answers["target_channel"]),
        reason=str(answers["reason"]),
        papers=_papers(str(answers.get("papers") or "")),
        consents=_consents(str(answers.get("consent_note") or "")),
    )
    case.status = Status.REFERRED
    try:
        open_handoff(procedure, package)
    except Invalid as error:  # said beside the fields of this form, not of the hand-off's own
        named = {FIELDS.get(key, key): code for key, code in error.fields.items()}
        raise Invalid("form.invalid", fields=named) from error


def _consents(note: str) -> tuple[dict[str, object], ...]:
    """Return who agreed; nobody, where the form did not ask."""
    return ({"party": "both", "how": note, "on": None},) if note else ()


def _papers(lines: str) -> tuple[dict[str, object], ...]:
    """Return one paper per line of what was typed."""
    return tuple({"name": line.strip()} for line in lines.splitlines() if line.strip())
