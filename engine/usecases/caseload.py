"""A case's clocks and open steps with their processes, read once per unit of work.

Every act of a process looks at them several times. They are read when the case is locked, and
what the work adds to them is added here as well, so nobody has to ask the database again.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import String, bindparam, literal_column, select

from engine.storage.models import CaseRow, ClockRow, ProcessRow, WorkItemRow
from engine.storage.reading import ask
from engine.storage.work import Work

# Words partial indexes are for: asked as a value, SQLite plans the statement anew each time.
OPEN = literal_column("'open'", String())
SET_ASIDE = literal_column("'quarantined'", String())
CLOCKS = select(ClockRow).where(ClockRow.case_id == bindparam("case_id")).order_by(ClockRow.id)
OPEN_STEPS = (
    select(WorkItemRow, ProcessRow)
    .join(ProcessRow, ProcessRow.id == WorkItemRow.process_id)
    .where(WorkItemRow.case_id == bindparam("case_id"), WorkItemRow.status == OPEN)
    .order_by(WorkItemRow.id)
)
UNENDED = (
    select(ProcessRow)
    .where(
        ProcessRow.case_id == bindparam("case_id"),
        (ProcessRow.status == "running") | (ProcessRow.status == SET_ASIDE),
    )
    .order_by(ProcessRow.id)
)
LOCKED_STEPS = OPEN_STEPS.with_for_update().execution_options(populate_existing=True)


def clocks_of(work: Work, case: CaseRow) -> list[ClockRow]:
    """Return all clocks of *case*, ended ones too, in the order they were opened."""
    return list(_clocks(work, case))


def has_due(work: Work, case: CaseRow) -> bool:
    """Say whether a clock of *case*, which is locked, has something to do by now."""
    now = work.now
    return any(clock.next_at is not None and clock.next_at <= now for clock in _clocks(work, case))


def note_clock(work: Work, case: CaseRow, clock: ClockRow) -> None:
    """Add a new clock to the ledger and give it its key."""
    _clocks(work, case).append(work.enter(clock))


def open_steps_of(work: Work, case: CaseRow, *, lock: bool = False) -> list[WorkItemRow]:
    """Return the steps of *case* that wait for somebody, the oldest first.

    With *lock* other writers are kept from them till the end, and they are read anew.
    """
    if lock and ("locked", case.id) not in work.gathered:
        work.session.flush()
        work.gathered.pop(("steps", case.id), None)
    return [item for item in _steps(work, case, lock=lock) if item.status == "open"]


def note_step(work: Work, case: CaseRow, item: WorkItemRow) -> None:
    """Add a new open step and give it its key."""
    _steps(work, case).append(work.enter(item))


def keep(work: Work, case: CaseRow, clocks: list[ClockRow], steps: Sequence[Any]) -> None:
    """Keep clocks and open steps (each with its process) that have just been read."""
    work.gathered["clocks", case.id] = clocks
    work.gathered["steps", case.id] = [item for item, _ in steps]
    work.gathered["processes", case.id] = [work.keep(process) for _, process in steps]


def note_locked(work: Work, case: CaseRow) -> None:
    """Note that the open steps of *case* have been read with a lock: nobody changes them."""
    work.gathered["locked", case.id] = []


def _clocks(work: Work, case: CaseRow) -> list[ClockRow]:
    key = ("clocks", case.id)
    if key not in work.gathered:
        found = ask(work.session, CLOCKS, {"case_id": case.id})
        work.gathered[key] = [clock for (clock,) in found]
    return work.gathered[key]


def _steps(work: Work, case: CaseRow, *, lock: bool = False) -> list[WorkItemRow]:
    key = ("steps", case.id)
    if key not in work.gathered:
        query = LOCKED_STEPS if lock else OPEN_STEPS
        found = ask(work.session, query, {"case_id": case.id})
        work.gathered[key] = [item for item, _ in found]
        work.gathered["processes", case.id] = [process for _, process in found]  # not forgotten
    return work.gathered[key]
