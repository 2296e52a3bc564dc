"""The way out of quarantine: trying a process again, or putting it one act back.

Trying again reads the stored state: it may have been mended, or the fault was one of a diagram or
a table since published anew. Putting back takes the state kept from before the last act; that act
is asked for again, so it is refused where it did what cannot be done twice.
"""

from sqlalchemy import func, select

from engine.desk import Desk
from engine.rules.case import ENDED
from engine.rules.errors import Conflict, EngineError, NotAllowed, NotFound, WorkflowFault
from engine.rules.events import ProcessReleased, ProcessRestored, StepOpened, StepRecalled
from engine.rules.permissions import Action, Actor, may
from engine.storage.models import CaseRow, ClockRow, EventRow, ProcessRow, WorkItemRow
from engine.storage.work import Work
from engine.usecases import clockwork
from engine.usecases.caseload import open_steps_of
from engine.usecases.procedure import Procedure
from engine.usecases.steps import case_place
from engine.usecases.sweep import turns_at
from engine.workflow import Position

MOVES = ("StepCompleted", "ProcessMoved")
LASTING = frozenset(
    {
        "AgreementMade",
        "CaseAccepted",
        "CaseDispatched",
        "CaseReopened",
        "CaseWithdrawn",
        "DocketAllotted",
        "DutyClimbed",
        "HandoffAccepted",
        "HandoffGivenUp",
        "HandoffReturned",
        "HandoffSent",
        "MediationTerminated",
        "RedoOpened",
        "SittingHeld",
    }
)


def retry_quarantined(desk: Desk, actor: Actor, process_id: int) -> str:
    """Take a process that was set aside up again, if its state can be read; return the case's code.

    Raises:
        NotFound: no such process for this person. NotAllowed: not theirs to mend.
        Conflict: ``quarantine.over``; ``quarantine.still_broken``: the reason is noted anew.
    """
    try:
        with desk.work(actor) as work:
            case, process = _set_aside(work, actor, process_id)
            _take_up(Procedure(desk, work, case), process)
            work.record(ProcessReleased(process.id, process.kind), case)
            return case.code
    except WorkflowFault as fault:
        _note_fault(desk, process_id, fault)
        raise Conflict("quarantine.still_broken", fault=fault.code) from fault


def restore_previous(desk: Desk, actor: Actor, process_id: int) -> str:
    """Put a process that was set aside back to before its last act; return the case's code.

    The step then taken is asked for again; what it wrote into the file stays there.

    Raises:
        NotFound, NotAllowed, Conflict: as ``retry_quarantined``; also ``quarantine.no_previous``,
            ``quarantine.case_ended``, ``quarantine.lasting``.
    """
    try:
        with desk.work(actor) as work:
            case, process = _set_aside(work, actor, process_id)
            if process.previous_state is None:
                raise Conflict("quarantine.no_previous")
            if case.status in ENDED:
                raise Conflict("quarantine.case_ended")
            if lasting(work, process):
                raise Conflict("quarantine.lasting")
            process.state, process.previous_state = process.previous_state, None
            _take_up(Procedure(desk, work, case), process)
            work.record(ProcessRestored(process.id, process.kind), case)
            return case.code
    except WorkflowFault as fault:
        _note_fault(desk, process_id, fault)
        raise Conflict("quarantine.still_broken", fault=fault.code) from fault


def _set_aside(work: Work, actor: Actor, process_id: int) -> tuple[CaseRow, ProcessRow]:
    """Return the case and its process, locked in that order, for somebody who may mend it."""
    found = work.session.get(ProcessRow, process_id)
    if found is None:
        raise NotFound("quarantine.unknown")
    case = work.get(CaseRow, found.case_id, lock=True)
    place = case_place(work, case)
    if not may(actor, Action.READ_CASE, place):
        raise NotFound("quarantine.unknown")
    if not may(actor, Action.MEND_PROCESS, place):
        raise NotAllowed("quarantine.not_allowed")
    process = work.get(ProcessRow, process_id, lock=True)
    if process.status != "quarantined":
        raise Conflict("quarantine.over")
    return case, process


def lasting(work: Work, process: ProcessRow) -> bool:
    """Say whether since its last act a process wrote what must not be written twice.

    That is what stands in the file under a number, and what moved the case.
    """
    of_case = EventRow.case_id == process.case_id
    moves = select(EventRow).where(of_case, EventRow.kind.in_(MOVES)).order_by(EventRow.id.desc())
    acts = (event for event in work.session.scalars(moves) if _is_act(event, process))
    last = next(acts, None)
    after = select(func.count()).where(of_case, EventRow.kind.in_(LASTING))
    if last is not None:  # what an act writes bears its instant, some of it before the act itself
        after = after.where(EventRow.recorded_at >= last.recorded_at)
    return bool(work.session.scalar(after))


def _is_act(event: EventRow, process: ProcessRow) -> bool:
    """Say whether the process's state from before this event was kept."""
    facts = event.facts
    by_clock = event.kind == "ProcessMoved" and facts["cause"] == "clock"
    return facts["process"] == process.kind and (event.kind == "StepCompleted" or by_clock)


def _take_up(procedure: Procedure, process: ProcessRow) -> None:
    """Let the process go on from its stored state: steps and clocks follow, warnings do not repeat.

    Raises:
        WorkflowFault: the state cannot be read.
    """
    process.status, process.fault = "running", None
    position = procedure.position(process)
    _ask_again(procedure, process, position)
    _run_again(procedure, process, position)
    procedure.take_up(process)
    _set_going(procedure, process)


def _ask_again(procedure: Procedure, process: ProcessRow, position: Position) -> None:
    """Open the steps anew that had been taken or cancelled since the state was stored."""
    work = procedure.work
    waiting = [task.task_id for task in position.tasks]
    query = select(WorkItemRow).where(
        WorkItemRow.process_id == process.id,
        WorkItemRow.task_id.in_(waiting),
        WorkItemRow.status != "open",
    )
    for item in work.session.scalars(query).all():
        event = (
            StepRecalled(item.id, item.element)
            if item.status == "done"
            else StepOpened(item.id, item.element, item.office_id, item.assignee_id)
        )
        item.status, item.ended_at, item.done_by = "open", None, None
        work.record(event, procedure.case)
    open_steps_of(work, procedure.case, lock=True)  # whoever asks from now on finds them


def _run_again(procedure: Procedure, process: ProcessRow, position: Position) -> None:
    """Let the clocks run on that had ended since the state was stored."""
    anchors = [clock.anchor for clock in position.clocks]
    query = select(ClockRow).where(
        ClockRow.process_id == process.id,
        ClockRow.anchor.in_(anchors),
        ClockRow.ended_at.is_not(None),
    )
    for clock in procedure.work.session.scalars(query).all():
        clock.ended_at = None
        clockwork.recompute(procedure.desk, procedure.work, procedure.case, clock)


def _set_going(procedure: Procedure, process: ProcessRow) -> None:
    """Let the process's clocks turn again; the colour each has says what was told already."""
    query = select(ClockRow).where(
        ClockRow.process_id == process.id,
        ClockRow.ended_at.is_(None),
        ClockRow.fired_at.is_(None),
        ClockRow.status == "running",
        ClockRow.due_at.is_not(None),
    )
    for clock in procedure.work.session.scalars(query):
        clock.tries = 0
        clock.next_at = turns_at(clock.colour, clock.yellow_at, clock.orange_at, clock.due_at)


def _note_fault(desk: Desk, process_id: int, fault: EngineError) -> None:
    with desk.work(None) as work:
        process = work.get(ProcessRow, process_id)
        if process.status == "quarantined":
            process.fault = str(fault)[:2_000]
