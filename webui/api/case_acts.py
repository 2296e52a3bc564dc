"""What can be done to a case at any step: withdraw, end, report a risk, reopen, remark."""

from engine.usecases.endings import reopen_case, terminate_case, withdraw_case
from engine.usecases.notes import add_note
from engine.usecases.risks import Risk, report_risk
from webui.api.schemas.acts import (
    NoteSchema,
    ReasonGivenSchema,
    RiskSchema,
    TerminationSchema,
)
from webui.api.schemas.pieces import Receipt, ReceiptSchema
from webui.api.section import Section
from webui.auth import actor, desk

bp = Section("api_case_acts", "Acts on a case")


@bp.acts("/cases/<code>/withdraw", ReceiptSchema, takes=ReasonGivenSchema)
def withdraw(code: str, given: str) -> Receipt:
    """Let the applicant withdraw: mediation stops and the case goes to its closing."""
    withdraw_case(desk(), actor(), code, given)
    return Receipt(code)


@bp.acts("/cases/<code>/terminate", ReceiptSchema, takes=TerminationSchema)
def terminate(code: str, given: dict[str, str]) -> Receipt:
    """End mediation without agreement; the parties are then told the other routes."""
    terminate_case(desk(), actor(), code, given["outcome"], given["reason"])
    return Receipt(code)


@bp.acts("/cases/<code>/risk", ReceiptSchema, 201, takes=RiskSchema)
def risk(code: str, given: Risk) -> Receipt:
    """Report that a dispute may turn violent: a task to tell the police opens at once.

    ``id`` is the report's process.
    """
    return Receipt(code, report_risk(desk(), actor(), code, given))


@bp.acts("/cases/<code>/reopen", ReceiptSchema, takes=ReasonGivenSchema)
def reopen(code: str, given: str) -> Receipt:
    """Take a closed case up again, from handling, under the same code."""
    reopen_case(desk(), actor(), code, given)
    return Receipt(code)


@bp.acts("/cases/<code>/notes", ReceiptSchema, 201, takes=NoteSchema)
def note(code: str, given: str) -> Receipt:
    """Put a remark on a case."""
    return Receipt(code, add_note(desk(), actor(), code, given))
