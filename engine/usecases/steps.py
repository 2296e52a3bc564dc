"""What people do with the steps that wait for them: claim, release, assign, complete."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import bindparam, select

from engine.desk import Desk
from engine.rules.case import ENDED
from engine.rules.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from engine.rules.events import StepAssigned, StepClaimed, StepReleased
from engine.rules.permissions import Action, Actor, Place, Role, may, stands_in
from engine.rules.supervision import OUTLIVING
from engine.storage.models import CaseRow, OfficeRow, ProcessRow, UserRow, WorkItemRow
from engine.storage.published import bundle_of
from engine.storage.reading import ask
from engine.storage.work import Work
from engine.usecases import conflicts, offices, records
from engine.usecases.caseload import has_due, open_steps_of
from engine.usecases.gathering import gather
from engine.usecases.procedure import Procedure
from engine.usecases.quarantine import setting_aside
from engine.usecases.sweep import settle_step
from engine.usecases.telling import Telling, tell
from engine.workflow import Form, read_form

CASE_OF_STEP = (
    select(CaseRow)
    .where(
        CaseRow.id
        == select(WorkItemRow.case_id)
        .where(WorkItemRow.id == bindparam("item_id"))
        .scalar_subquery()
    )
    .with_for_update(of=CaseRow)
    .execution_options(populate_existing=True)
)


def complete_step(
    desk: Desk, actor: Actor, item_id: int, values: Mapping[str, object], version: int | None = None
) -> str:
    """Take a step with what was filled in, and run the case on; return the case's code.

    Args:
        desk: clock, files, runner.
        actor: who does it.
        item_id: the step.
        values: raw form values by field key; only declared fields are accepted.
        version: the step's version the person saw; None from clients that do not track it.

    Raises:
        NotFound: no such step for this person.
        Stale: somebody else took the step, or the process went on.
        Conflict: ``case.quarantined``: the process cannot go on and has been set aside.
        Invalid: field codes.
    """
    attempt = _Attempt(actor, item_id, values, version)
    with setting_aside(desk):
        try:
            return _complete(desk, attempt, settled=False)
        except _SomethingIsDueError:
            settle_step(desk, item_id)
            return _complete(desk, attempt, settled=True)


@dataclass(frozen=True, slots=True)
class _Attempt:
    """Who wants to complete which step with what."""

    actor: Actor
    item_id: int
    values: Mapping[str, object]
    version: int | None


class _SomethingIsDueError(Exception):
    """A clock of the case has to be heard before anybody acts on it; nothing was written."""


def _complete(desk: Desk, attempt: _Attempt, *, settled: bool) -> str:
    actor = attempt.actor
    with desk.work(actor) as work:
        case, item = _open_item(work, actor, attempt.item_id)
        if not settled and has_due(work, case):
            raise _SomethingIsDueError
        if attempt.version is not None and item.version != attempt.version:
            raise Stale("step.changed", **_who(work, item))
        _may_work(work, actor, case, item)
        conflicts.refuse_conflicted(work, case, actor.user_id)
        procedure = Procedure(desk, work, case)
        routing, answers = _answers(procedure, item, attempt.values)
        procedure.complete(item, routing, answers)
        return case.code


def _answers(
    procedure: Procedure, item: WorkItemRow, values: Mapping[str, object]
) -> tuple[Mapping[str, object], Mapping[str, object]]:
    """Check and record what was filled in; return what steers the process, and what to keep."""
    if item.form is None:  # a step that only has to be ticked off asks nothing
        if values:
            raise Invalid("form.invalid", fields={str(key)[:64]: "unknown" for key in values})
        return {}, {}
    form = form_of(procedure.work, item)
    answers = form.validate(values, records.known_routing(procedure, item))
    extra = records.write(procedure, item, form, answers.values)
    return {**answers.routing, **extra}, answers.values


def form_of(work: Work, item: WorkItemRow) -> Form:
    """Return the step's form, of the bundle its process runs on.

    Raises:
        NotFound: ``form.unknown``.
    """
    process = work.get(ProcessRow, item.process_id)
    bundle = bundle_of(work.session, process.bundle_version)
    content = bundle.files.get(f"forms/{item.form}.json")
    if content is None:
        raise NotFound("form.unknown", form=item.form)
    return _read(content, f"forms/{item.form}.json")


_read = lru_cache(maxsize=256)(read_form)  # by content, hence right for any bundle


def claim_step(desk: Desk, actor: Actor, item_id: int) -> str:
    """Take a step upon oneself, or one of somebody absent as a substitute; return the case's code.

    Raises:
        Stale: somebody else was quicker; facts name who.
    """
    with desk.work(actor) as work:
        case, item = _open_item(work, actor, item_id)
        if item.assignee_id == actor.user_id:
            return case.code
        absent = item.assignee_id
        if absent is not None and not stands_in(actor, step_place(work, item)):
            raise Stale("step.taken", **_who(work, item))
        _may_work(work, actor, case, item)
        conflicts.refuse_conflicted(work, case, actor.user_id)
        item.assignee_id = actor.user_id
        work.record(StepClaimed(item.id, item.element, actor.user_id, absent), case)
        return case.code


def release_step(desk: Desk, actor: Actor, item_id: int, reason: str) -> str:
    """Give a step back to the office, with a reason; return the case's code."""
    if not reason.strip():
        raise Invalid("step.release", fields={"reason": "required"})
    with desk.work(actor) as work:
        case, item = _open_item(work, actor, item_id)
        leads = may(actor, Action.ASSIGN, _office_place(work, item))
        if item.assignee_id != actor.user_id and not leads:
            raise NotAllowed("step.release")
        if item.assignee_id is None:
            raise Conflict("step.not_claimed")
        item.assignee_id = None
        work.record(StepReleased(item.id, item.element, reason.strip()), case)
        return case.code


def assign_step(desk: Desk, actor: Actor, item_id: int, user_id: int) -> str:
    """Give a step to somebody of its office; the case follows to that person if it is theirs.

    Raises:
        NotAllowed: *actor* does not lead that office.
        Invalid: the person does not work there in one of the step's roles.
        Conflict: the person has declared or been given a conflict of interest.
    """
    with desk.work(actor) as work:
        case, item = _open_item(work, actor, item_id)
        if not may(actor, Action.ASSIGN, _office_place(work, item)):
            raise NotAllowed("step.assign")
        if not offices.has_any_role(work, user_id, item.office_id, item.roles):
            raise Invalid("step.assign", fields={"user_id": "not_in_office"})
        conflicts.refuse_conflicted(work, case, user_id)
        before, item.assignee_id = item.assignee_id, user_id
        if case.assignee_id in {None, before} and item.element != "close_case":
            case.assignee_id = user_id
        event = work.record(StepAssigned(item.id, item.element, user_id, before), case)
        facts = {"element": item.element, "name": item.name, "work_item_id": item.id}
        telling = Telling("StepAssigned", facts, f"assigned:{item.id}:{work.id_of(event)}")
        tell(desk, work, case, (telling, event), [work.get(UserRow, user_id)])
        return case.code


def _open_item(work: Work, actor: Actor, item_id: int) -> tuple[CaseRow, WorkItemRow]:
    """Return an open step and its case, both locked against other writers."""
    # The step itself is read under the case's lock: a row read before would be compared with the
    # one read then, and the loser would hear "changed" instead of by whom.
    found = ask(work.session, CASE_OF_STEP, {"item_id": item_id})
    if not found:
        raise NotFound("step.unknown", item=item_id)
    case: CaseRow = found[0][0]
    gather(work, case, actor.user_id)
    waiting = {item.id: item for item in open_steps_of(work, case, lock=True)}
    item = waiting.get(item_id) or work.get(WorkItemRow, item_id, lock=True)
    if not may(actor, Action.READ_CASE, case_place(work, case)) and not may(
        actor, Action.WORK_ON_STEP, step_place(work, item)
    ):
        raise NotFound("step.unknown", item=item_id)
    if item.status != "open":
        raise Stale(f"step.{item.status}", **_who(work, item))
    if case.status in ENDED and not _outlives(work, item):
        raise Conflict("case.ended")
    return case, item


def _outlives(work: Work, item: WorkItemRow) -> bool:
    """Say whether a step may be taken on a case that has ended (ADR 0005, 0009)."""
    if item.element in {"archive_case", "close_case"}:
        return True
    return work.get(ProcessRow, item.process_id).kind in OUTLIVING


def _who(work: Work, item: WorkItemRow) -> dict[str, object]:
    """Say who was quicker, and when, for the person who was not."""
    person_id = item.done_by or item.assignee_id
    person = work.session.get(UserRow, person_id) if person_id else None
    ended = item.ended_at.isoformat() if item.ended_at else None
    return {"by": person.name if person else None, "at": ended, "step": item.name}


def _may_work(work: Work, actor: Actor, case: CaseRow, item: WorkItemRow) -> None:
    place = step_place(work, item)
    others = item.assignee_id not in {None, actor.user_id}
    if others and not stands_in(actor, place) and not may(actor, Action.ASSIGN, place):
        raise Stale("step.taken", **_who(work, item))
    if not may(actor, Action.WORK_ON_STEP, place):
        raise NotAllowed("step.work", step=item.name)


def step_place(work: Work, item: WorkItemRow) -> Place:
    """Return the office, roles and person a step asks for."""
    office = work.get(OfficeRow, item.office_id)
    people = (item.assignee_id,) if item.assignee_id else ()
    return Place((office.path,), people, frozenset(Role(role) for role in item.roles), office.path)


def _office_place(work: Work, item: WorkItemRow) -> Place:
    return Place((work.get(OfficeRow, item.office_id).path,))


def case_place(work: Work, case: CaseRow) -> Place:
    """Return the offices and people a case concerns."""
    wanted = {case.holder_id, case.body_id, case.registered_office_id, case.court_id} - {None}
    open_offices = [item.office_id for item in open_steps_of(work, case)]
    paths = {work.get(OfficeRow, each).path for each in {*wanted, *open_offices}}
    people = tuple(each for each in (case.assignee_id, case.leader_id) if each)
    return Place(tuple(sorted(paths)), people)
