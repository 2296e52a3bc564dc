"""How a dispute leaves us or comes back: withdrawn, terminated, closed, archived, reopened."""

from sqlalchemy import func, select

from engine.desk import Desk
from engine.rules.case import (
    ENDED,
    MEDIATION_CHANNELS,
    OUTCOMES_WITHOUT_AGREEMENT,
    Channel,
    Outcome,
    Status,
)
from engine.rules.errors import Conflict, Invalid, NotAllowed, NotFound
from engine.rules.events import (
    CaseArchived,
    CaseClosed,
    CaseReopened,
    CaseWithdrawn,
    RedoOpened,
)
from engine.rules.permissions import Action, Actor, may
from engine.rules.supervision import ONLY_WHILE_OPEN, OUTLIVING
from engine.storage.models import CaseRow, OfficeRow, PartyRow, ProcessRow
from engine.storage.work import Work
from engine.usecases import duty, ledger, receipts
from engine.usecases.procedure import Procedure, effect
from engine.usecases.quarantine import setting_aside
from engine.usecases.records.sittings import forget_plans
from engine.usecases.routing import channel_routing, duty_level
from engine.usecases.steps import case_place
from engine.usecases.sweep import settle_case
from engine.workflow import Effect

MUST_FINISH = ("judicial_confirmation", "referral")
MAIN = "dispute"


def withdraw_case(desk: Desk, actor: Actor, code: str, reason: str) -> None:
    """Let the applicant withdraw: mediation stops, the case goes to its closing.

    Raises:
        Invalid: no reason.
        Conflict: the case is at no stage at which it can be withdrawn.
    """
    _require(reason, "withdraw.form")
    _leave(desk, actor, code, (Action.WITHDRAW, "withdraw", {"reason": reason.strip()}))


def terminate_case(desk: Desk, actor: Actor, code: str, outcome: str, reason: str) -> None:
    """End mediation at any step, for example because one party clearly refuses.

    Source: 人民调解法 17, 23, 26: one clear refusal bars mediation; the parties are told the
    other routes.

    Raises:
        Invalid: no reason, or an outcome that is an agreement.
        Conflict: the case is at no stage at which mediation can be ended.
    """
    _require(reason, "terminate.form")
    if outcome not in OUTCOMES_WITHOUT_AGREEMENT:
        raise Invalid("terminate.form", fields={"outcome": "unknown_option"})
    routing: dict[str, object] = {"outcome": outcome, "reason": reason.strip()}
    _leave(desk, actor, code, (Action.TERMINATE, "terminate", routing))


def _require(reason: str, form: str) -> None:
    if not reason.strip():
        raise Invalid(form, fields={"reason": "required"})


def case_id_of(desk: Desk, code: str) -> int:
    """Return the id of a case, whoever asks; permissions are judged afterwards.

    Raises:
        NotFound: ``case.unknown``.
    """
    with desk.read() as session:
        found = session.scalars(select(CaseRow.id).where(CaseRow.code == code)).first()
    if found is None:
        raise NotFound("case.unknown")
    return found


def visible_case(work: Work, actor: Actor, code: str, action: Action) -> CaseRow:
    """Return the case, locked, if *actor* may see it and do *action* to it.

    Raises:
        NotFound: for a stranger, as if there were none.
        NotAllowed: the person may see it but not do this.
    """
    case = work.case(code, lock=True)
    place = case_place(work, case)
    if not may(actor, Action.READ_CASE, place):
        raise NotFound("case.unknown")
    if not may(actor, action, place):
        raise NotAllowed(f"case.{action}")
    return case


def _leave(desk: Desk, actor: Actor, code: str, how: tuple[Action, str, dict[str, object]]) -> None:
    action, message, routing = how
    settle_case(desk, case_id_of(desk, code))
    with setting_aside(desk), desk.work(actor) as work:
        case = visible_case(work, actor, code, action)
        if case.status in ENDED:
            raise Conflict("case.ended")
        procedure = Procedure(desk, work, case)
        procedure.refuse_quarantined(MAIN)
        if "outcome" in routing:
            case.outcome = str(routing["outcome"])
        if not procedure.send(message, routing, kind=MAIN):
            raise Conflict(f"case.cannot_{message}", status=case.status)


@effect("record_withdrawal")
def record_withdrawal(procedure: Procedure, _: ProcessRow, asked: Effect) -> None:
    """Put on record that the applicant withdrew."""
    case = procedure.case
    case.status = Status.WITHDRAWN
    case.outcome = Outcome.WITHDRAWN
    procedure.work.record(CaseWithdrawn(str(asked.routing.get("reason") or "")), case)


@effect("stop_mediation")
def stop_mediation(procedure: Procedure, _: ProcessRow, asked: Effect) -> None:
    """Stop the running mediation because its time ran out or a person said so."""
    outcome = str(asked.parameters.get("outcome") or Outcome.EXPIRED)
    procedure.case.outcome = outcome
    procedure.send("stop_mediation", {"outcome": outcome}, kind=MAIN)


@effect("open_redo")
def open_redo(procedure: Procedure, _: ProcessRow, __: Effect) -> None:
    """Send the case back once after an unsatisfied rating, under the centre's own clock."""
    case = procedure.case
    case.status = Status.HANDLING
    case.outcome = None
    case.redo_count += 1
    procedure.work.record(RedoOpened(case.redo_count), case)


@effect("close_case")
def close_case(procedure: Procedure, row: ProcessRow, _: Effect) -> None:
    """Close the case: at least two parties, nothing beside it still running.

    Raises:
        Conflict: ``close.parties`` or ``close.side_process``.
    """
    case, work = procedure.case, procedure.work
    parties = work.session.scalar(
        select(func.count()).select_from(PartyRow).where(PartyRow.case_id == case.id)
    )
    if (parties or 0) < 2:
        raise Conflict("close.parties", parties=parties)
    end_sides(procedure, row)
    case.status = Status.CLOSED
    case.outcome = case.outcome or Outcome.OTHER
    case.ended_at = work.now
    ledger.end_unanchored(work, case, "case_closed")
    forget_plans(work, case)
    work.record(CaseClosed(case.outcome), case)


def end_sides(procedure: Procedure, main: ProcessRow) -> None:
    """End the duty and whatever else runs beside the main process.

    Raises:
        Conflict: a confirmation or hand-off is still under way.
    """
    for side in list(procedure.running()):
        if side.kind in MUST_FINISH:
            raise Conflict("close.side_process", process=side.kind)
    procedure.send("duty_done", {}, kind="duty")
    for side in procedure.unended():
        if side.id != main.id and side.kind not in OUTLIVING - ONLY_WHILE_OPEN:
            if side.kind == "referral":  # set aside, else it had refused the closing
                receipts.settle(procedure, side)
            procedure.cancel(side)


@effect("archive_case")
def archive_case(procedure: Procedure, _: ProcessRow, __: Effect) -> None:
    """Put the file into the archive."""
    case, work = procedure.case, procedure.work
    case.status = Status.ARCHIVED
    case.archived_at = work.now
    work.record(CaseArchived(case.docket_no), case)


def reopen_case(desk: Desk, actor: Actor, code: str, reason: str) -> None:
    """Take a closed case up again: a new main process from handling, same code and 案号.

    Raises:
        Invalid: no reason.
        Conflict: the case is not closed, or was never accepted, or its office has been closed.
    """
    _require(reason, "reopen.form")
    with desk.work(actor) as work:
        case = visible_case(work, actor, code, Action.REOPEN)
        if case.status not in {Status.CLOSED, Status.ARCHIVED} or case.channel is None:
            raise Conflict("reopen.not_closed", status=case.status)
        for office in {case.holder_id, case.body_id or case.holder_id}:
            if not work.office(office).active:
                raise Conflict("office.closed", office=work.office(office).name)
        procedure = Procedure(desk, work, case)
        for row in procedure.unended():
            procedure.cancel(row)
        case.status = Status.DISPATCHED
        case.outcome = case.ended_at = case.archived_at = case.signed_at = case.agreed_at = None
        case.sittings_failed = 0
        case.accepted_at = work.now
        work.record(CaseReopened(reason.strip()), case)
        procedure.start(MAIN, _reopened(procedure))
        duty.begin(procedure, duty_level(case, work.office(case.holder_id)))


def _reopened(procedure: Procedure) -> dict[str, object]:
    case, work = procedure.case, procedure.work
    holder = work.get(OfficeRow, case.holder_id)
    channel = Channel(case.channel) if case.channel in MEDIATION_CHANNELS else Channel.PEOPLE
    case.channel = channel
    routing = channel_routing(work, case, channel, holder, None)
    return {"decision": "reopen", "category": case.category, **routing}
