"""Work items: the steps processes wait for, as rows that people can find, claim and finish."""

from collections.abc import Mapping

from engine.rules.case import MEDIATION_CHANNELS, Status
from engine.rules.events import StepCancelled, StepOpened
from engine.rules.permissions import Role
from engine.storage.models import CaseRow, OfficeRow, ProcessRow, WorkItemRow
from engine.storage.work import Work
from engine.usecases import offices
from engine.usecases.caseload import note_step, open_steps_of
from engine.usecases.setting import Setting
from engine.usecases.telling import tell_step_opened
from engine.workflow import OpenTask, Position

OWN = frozenset({"body", "holder"})


def align(setting: Setting, position: Position) -> dict[str, WorkItemRow]:
    """Open the steps the process now waits for and cancel those it no longer waits for.

    Returns:
        Every open step of the process by the engine's task id.
    """
    waiting = _open_items(setting.work, setting.case, setting.process)
    known = {item.task_id: item for item in waiting}
    wanted = {task.task_id: task for task in position.tasks}
    for task_id, item in known.items():
        if task_id not in wanted:
            _cancel(setting.work, setting.case, item)
    return {task_id: known.get(task_id) or _open(setting, task) for task_id, task in wanted.items()}


def finish(work: Work, case: CaseRow, item: WorkItemRow, answers: Mapping[str, object]) -> None:
    """Mark *item* as done by the actor, with what was filled in.

    A case nobody handles yet falls to the mediator of the mediating office who acts first.
    """
    item.status = "done"
    item.ended_at = work.now
    item.done_by = work.actor.user_id if work.actor else None
    item.assignee_id = item.assignee_id or item.done_by
    item.answers = dict(answers)
    if case.assignee_id is None and item.office_id == case.body_id and Role.MEDIATOR in item.roles:
        case.assignee_id = item.assignee_id


def cancel_all(work: Work, case: CaseRow, process: ProcessRow) -> None:
    """Cancel every open step of *process*."""
    for item in _open_items(work, case, process):
        _cancel(work, case, item)


def _open_items(work: Work, case: CaseRow, process: ProcessRow) -> list[WorkItemRow]:
    return [item for item in open_steps_of(work, case) if item.process_id == process.id]


def _cancel(work: Work, case: CaseRow, item: WorkItemRow) -> None:
    item.status = "cancelled"
    item.ended_at = work.now
    work.record(lambda: StepCancelled(item.id, item.element), case)


def _open(setting: Setting, task: OpenTask) -> WorkItemRow:
    work, case, process = setting.work, setting.case, setting.process
    asked = task.properties
    roles = [role.strip() for role in asked.get("role", "").split(",") if role.strip()]
    selector = asked.get("office", "holder")
    office = offices.select_office(work, case, process, selector)
    theirs = selector in OWN  # a receipt or a take-over waits for the office, not for a person
    item = WorkItemRow(
        case_id=case.id,
        process_id=process.id,
        task_id=task.task_id,
        element=task.element,
        name=task.name,
        form=asked.get("form"),
        roles=roles,
        office_id=office.id,
        assignee_id=_usual_assignee(work, case, office, roles) if theirs else None,
        status="open",
        opened_at=work.now,
        ended_at=None,
        done_by=None,
        clock_id=None,
        due_at=case.due_at,
        answers=None,
    )
    note_step(work, case, item)
    _note_status(case, process, asked.get("status"))
    assignee_id = item.assignee_id
    opened = work.record(lambda: StepOpened(item.id, item.element, office.id, assignee_id), case)
    tell_step_opened(work, case, (item, opened))
    return item


def _note_status(case: CaseRow, process: ProcessRow, status: str | None) -> None:
    """Only the main process says where a case stands; side processes run beside it."""
    if status and process.kind == "dispute":
        case.status = Status(status)


def _usual_assignee(work: Work, case: CaseRow, office: OfficeRow, roles: list[str]) -> int | None:
    """Return the person a step falls to by itself: who handles the case, if the step is theirs."""
    if case.assignee_id is None or case.channel not in {*MEDIATION_CHANNELS, None}:
        return None
    if offices.has_any_role(work, case.assignee_id, office.id, roles):
        return case.assignee_id
    return None
