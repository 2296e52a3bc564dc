"""What follows from an agreement: the court's confirmation, if the parties want it."""

from engine.rules.case import Status
from engine.rules.events import ConfirmationNoted
from engine.storage.models import AgreementRow, ProcessRow
from engine.usecases.procedure import Procedure, effect
from engine.usecases.starts import agreement_of
from engine.workflow import Effect


@effect("count_sitting")
def count_sitting(_: Procedure, __: ProcessRow, ___: Effect) -> None:
    """Nothing more to do: the sitting was counted when its record was written."""


@effect("agreement_made")
def agreement_made(procedure: Procedure, _: ProcessRow, __: Effect) -> None:
    """Note the agreement as the case's standing and begin the confirmation that was asked for."""
    case, work = procedure.case, procedure.work
    agreement = agreement_of(work, case)
    case.status = Status.AGREED
    procedure.send("duty_done", {}, kind="duty")  # what follows has clocks of its own
    if agreement.confirmation == "wanted":
        procedure.start("judicial_confirmation", {"channel": case.channel}, subject_id=agreement.id)


@effect("record_confirmation")
def record_confirmation(procedure: Procedure, row: ProcessRow, asked: Effect) -> None:
    """Note what became of the judicial confirmation."""
    _note(procedure, row, str(asked.parameters.get("result") or "rejected"))


@effect("confirmation_lapsed")
def confirmation_lapsed(procedure: Procedure, row: ProcessRow, _: Effect) -> None:
    """Note that the 30 days passed without an application; the agreement still binds.

    Source: 人民调解法 33, 民事诉讼法 205.
    """
    _note(procedure, row, "lapsed")


def _note(procedure: Procedure, row: ProcessRow, state: str) -> None:
    agreement = procedure.work.get(AgreementRow, row.subject_id)
    if agreement.confirmation == state:
        return
    agreement.confirmation = state
    procedure.work.record(ConfirmationNoted(agreement.id, state), procedure.case)
