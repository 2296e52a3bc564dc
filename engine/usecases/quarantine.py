"""Setting a process aside that cannot go on, so that it stops nobody else.

A stored state that cannot be read is set aside at once: reading it again gives the same answer.
A fault of a diagram or a table is not, when a person meets it: nothing is written, the person is
told, and the case stays where it was until the fault is mended. Clocks that keep failing on one
are set aside by the sweep after a few tries.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import update

from engine.desk import Desk
from engine.rules.errors import Conflict, EngineError, WorkflowFault
from engine.rules.events import ProcessQuarantined
from engine.rules.permissions import Role
from engine.storage.models import CaseRow, ClockRow, OfficeRow, ProcessRow
from engine.storage.work import Work
from engine.usecases import offices
from engine.usecases.telling import Telling, tell

log = logging.getLogger(__name__)

UNREADABLE = "state."  # codes of faults of what is stored, not of the diagram


def is_unreadable(error: BaseException) -> bool:
    """Say whether a process's stored state is damaged, foreign, or of another version."""
    return isinstance(error, WorkflowFault) and error.code.startswith(UNREADABLE)


@contextmanager
def setting_aside(desk: Desk) -> Iterator[None]:
    """Set a process aside whose state turns out to be unreadable; stands around ``desk.work``.

    Raises:
        Conflict: ``case.quarantined``, instead of the fault.
    """
    try:
        yield
    except WorkflowFault as fault:
        process_id = fault.facts.get("process_id")
        if not is_unreadable(fault) or not isinstance(process_id, int):
            raise
        log.exception("process %s cannot be read", process_id)
        with desk.work(None) as work:
            quarantine(desk, work, process_id, fault)
        raise Conflict("case.quarantined") from fault


def quarantine(desk: Desk, work: Work, process_id: int, error: Exception) -> None:
    """Set a process aside, stop its clocks and tell the supervisor; the other cases go on.

    One that is set aside or has ended already is left alone.
    """
    # the case first, as everywhere, so that two hands cannot wait for each other
    case = work.get(CaseRow, work.get(ProcessRow, process_id).case_id, lock=True)
    process = work.get(ProcessRow, process_id, lock=True)
    if process.status != "running":
        return
    process.status = "quarantined"
    process.fault = str(error)[:2_000]
    clocks = update(ClockRow).where(ClockRow.process_id == process.id, ClockRow.ended_at.is_(None))
    work.session.execute(clocks.values(next_at=None))
    code = error.code if isinstance(error, EngineError) else "fault"
    event = work.record(ProcessQuarantined(process.id, process.kind, code), case)
    telling = Telling(
        "ProcessQuarantined", {"process": process.kind}, f"quarantine:{work.id_of(event)}"
    )
    office = work.get(OfficeRow, case.holder_id)
    tell(desk, work, case, (telling, event), offices.people_upwards(work, office, Role.SUPERVISOR))
