"""Who the groups of the warning ladder are for one clock of one case."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import bindparam, select

from engine.rules.permissions import Role
from engine.rules.telling import Audience
from engine.storage.models import CaseRow, ClockRow, OfficeRow, UserRow, WorkItemRow
from engine.storage.reading import ask
from engine.storage.work import Work
from engine.usecases import offices
from engine.usecases.caseload import open_steps_of
from engine.usecases.telling import doers

ITEM_OF_CLOCK = select(WorkItemRow).where(
    WorkItemRow.process_id == bindparam("process_id"),
    WorkItemRow.task_id == bindparam("task_id"),
)


# the clocks of a case that press on a step that is over; those not among them press on no step
OVER = (
    select(ClockRow.id)
    .join(
        WorkItemRow,
        (WorkItemRow.process_id == ClockRow.process_id) & (WorkItemRow.task_id == ClockRow.anchor),
    )
    .where(ClockRow.case_id == bindparam("case_id"), WorkItemRow.status != "open")
)


def keep(work: Work, clocks: Iterable[ClockRow], rows: Iterable[Any]) -> None:
    """Keep the answer of ``OVER``: which of a case's clocks one need not ask about."""
    over = {clock_id for (clock_id,) in rows}
    for clock in clocks:
        if clock.id not in over:
            work.gathered["step of clock", clock.id] = []


def people_of(work: Work, case: CaseRow, clock: ClockRow, audience: Audience) -> list[UserRow]:
    """Return the people of *audience* for a clock; nobody if the case names none."""
    office = work.get(OfficeRow, pressed_office(work, case, clock))
    match audience:
        case Audience.HANDLER:
            return _handlers(work, case, clock, office)
        case Audience.OFFICE_LEADER:
            return offices.people(work, office.id, Role.OFFICE_LEADER)
        case Audience.PARENT_SUPERVISOR:
            return offices.people_upwards(work, offices.parent(work, office), Role.SUPERVISOR)
        case Audience.LEADER:
            return [work.get(UserRow, case.leader_id)] if case.leader_id else []


def pressed_office(work: Work, case: CaseRow, clock: ClockRow) -> int:
    """Return the office whose step the clock presses on, else the one answerable."""
    item = _item_of(work, case, clock)
    return item.office_id if item else case.holder_id


def _item_of(work: Work, case: CaseRow, clock: ClockRow) -> WorkItemRow | None:
    if clock.anchor is None:  # no process has come to what the clock presses on
        return None
    for item in open_steps_of(work, case):
        if item.process_id == clock.process_id and item.task_id == clock.anchor:
            return item
    key = ("step of clock", clock.id)
    if key not in work.gathered:
        asked = {"process_id": clock.process_id, "task_id": clock.anchor}
        work.gathered[key] = [item for (item,) in ask(work.session, ITEM_OF_CLOCK, asked)]
    return next(iter(work.gathered[key]), None)


def _handlers(work: Work, case: CaseRow, clock: ClockRow, office: OfficeRow) -> list[UserRow]:
    item = _item_of(work, case, clock)
    if item is not None:
        return doers(work, item)
    if case.assignee_id is not None:
        return [work.get(UserRow, case.assignee_id)]
    return offices.people(work, office.id, Role.MEDIATOR, Role.OFFICE_LEADER)
