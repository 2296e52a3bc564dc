"""Carrying running processes over, one transaction each: the portions of a move.

Each process is carried over on a copy (``engine.workflow.moving``), compared, and only then
written. Its old state is kept beside it. Clocks keep their rows, due dates and history.
"""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from sqlalchemy import func, select

from engine.desk import Desk
from engine.rules.errors import EngineError
from engine.rules.events import ProcessCarriedOver
from engine.storage.models import CaseRow, MoveLineRow, MoveRow, ProcessRow, WorkItemRow
from engine.storage.published import bundle_of
from engine.storage.work import Work
from engine.usecases.caseload import open_steps_of
from engine.usecases.errands import Errand, Portion, errand
from engine.usecases.procedure import Procedure
from engine.workflow import Moved, MoveRefused, OpenTask

MOVE, BACK = "move", "move_back"
WAITING, MOVED, REFUSED, UNDONE, KEPT = "waiting", "moved", "refused", "undone", "kept"
PORTION = 20  # processes between two looks at whether the errand was called off

One = Callable[[Desk, Work, int, int], None]


@errand(MOVE)
def move_some(desk: Desk, asked: Errand) -> Portion:
    """Move the next processes of a move."""
    return _portion(desk, int(str(asked.subject["move"])), WAITING, _move_one)


@errand(BACK)
def bring_some_back(desk: Desk, asked: Errand) -> Portion:
    """Put the next processes of a move that is undone back to where they were."""
    return _portion(desk, int(str(asked.subject["move"])), MOVED, _bring_back)


def _portion(desk: Desk, move_id: int, status: str, one: One) -> Portion:
    with desk.read() as session:
        lines = select(MoveLineRow.process_id).where(MoveLineRow.move_id == move_id)
        total = session.scalar(select(func.count()).select_from(lines.subquery())) or 0
        waiting = session.scalars(
            lines.where(MoveLineRow.status == status).order_by(MoveLineRow.process_id)
        ).all()
    for process_id in waiting[:PORTION]:
        with desk.work(None) as work:
            one(desk, work, move_id, process_id)
    left = max(len(waiting) - PORTION, 0)
    return Portion(total - left, total, ended=left == 0)


def _move_one(desk: Desk, work: Work, move_id: int, process_id: int) -> None:
    """Carry one process over, or write down why not; done twice, it changes nothing."""
    move = work.get(MoveRow, move_id)
    case, process, line = _locked(work, move_id, process_id)
    if line.status != WAITING:
        return
    try:
        moved = _carried(desk, work, move, process)
    except EngineError as refused:
        line.status, line.code = REFUSED, refused.code
        line.facts = {key: str(value)[:200] for key, value in refused.facts.items()}
        return
    items = {item.task_id: item for item in _open_steps(work, case, process)}
    line.old_state = process.state
    line.old_items = [_kept(item) for item in items.values()]
    for task in moved.after.tasks:
        _fit(items.get(task.task_id), task)
    _go_on(Procedure(desk, work, case), process, move.to_version, moved.blob)
    line.status, line.moved_at = MOVED, work.now
    line.moved_sha = sha256(process.state).hexdigest()
    facts = (process.kind, process.id, move.from_version, move.to_version, move.id)
    work.record(ProcessCarriedOver(*facts, dict(move.mapping)), case)


def _carried(desk: Desk, work: Work, move: MoveRow, process: ProcessRow) -> Moved:
    if process.status != "running":
        raise MoveRefused("move.not_running", status=process.status)
    if process.bundle_version != move.from_version:
        raise MoveRefused("move.elsewhere", version=process.bundle_version)
    old, new = (bundle_of(work.session, one) for one in (move.from_version, move.to_version))
    return desk.runner.move(old, new, process.kind, process.state, move.mapping)


def _bring_back(desk: Desk, work: Work, move_id: int, process_id: int) -> None:
    """Put one process back if nothing has happened to it since; else say that it stays."""
    move = work.get(MoveRow, move_id)
    case, process, line = _locked(work, move_id, process_id)
    if line.status != MOVED or line.old_state is None:
        return
    untouched = sha256(process.state).hexdigest() == line.moved_sha
    if process.status != "running" or not untouched:
        line.status, line.code = KEPT, "move.gone_on"
        return
    kept = {each["id"]: each for each in line.old_items or []}
    for item in _open_steps(work, case, process):
        if item.id in kept:
            for name in ("element", "name", "form", "roles"):
                setattr(item, name, kept[item.id][name])
    state = line.old_state
    _go_on(Procedure(desk, work, case), process, move.from_version, state)
    process.state = state  # byte for byte
    line.status = UNDONE
    facts = (process.kind, process.id, move.to_version, move.from_version, move.id)
    work.record(ProcessCarriedOver(*facts, {}, back=True), case)


def _go_on(procedure: Procedure, process: ProcessRow, version: int, state: bytes) -> None:
    """Let a process go on by another bundle from *state*; steps and clocks follow."""
    process.bundle_version, process.state, process.previous_state = version, state, None
    procedure.take_up(process, cause="")


def _locked(work: Work, move_id: int, process_id: int) -> tuple[CaseRow, ProcessRow, MoveLineRow]:
    """Return case, process and line, the case locked first, as everywhere."""
    line = work.get(MoveLineRow, (move_id, process_id))
    case = work.get(CaseRow, line.case_id, lock=True)
    process = work.get(ProcessRow, process_id, lock=True)
    return case, process, line


def _open_steps(work: Work, case: CaseRow, process: ProcessRow) -> list[WorkItemRow]:
    return [one for one in open_steps_of(work, case, lock=True) if one.process_id == process.id]


def _kept(item: WorkItemRow) -> dict[str, Any]:
    fields = ("id", "element", "name", "form", "roles")
    return {name: getattr(item, name) for name in fields}


def _fit(item: WorkItemRow | None, task: OpenTask) -> None:
    """Let an open step say what the new diagram says of it; office and person stay."""
    if item is not None:
        roles = [role.strip() for role in task.properties.get("role", "").split(",")]
        item.element, item.name = task.element, task.name
        item.form, item.roles = task.properties.get("form"), [role for role in roles if role]
