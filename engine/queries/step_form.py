"""One step with its form: everything a client needs to fill it in without knowing the process."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.queries.gathering import name_of, user_names
from engine.queries.lens import Lens
from engine.queries.scope import place_of, sees
from engine.queries.timeline import WRITTEN
from engine.queries.worklists import WorkLine, lines_of_case
from engine.rules.case import ENDED
from engine.rules.errors import Conflict, NotFound, WorkflowFault
from engine.rules.masking import mask_text
from engine.rules.permissions import Action, Actor, Place, Role, may, stands_in
from engine.rules.supervision import OUTLIVING
from engine.storage.models import CaseRow, GrantRow, OfficeRow, ProcessRow, UserRow, WorkItemRow
from engine.storage.people import in_force
from engine.storage.published import bundle_of
from engine.workflow import Field, Form, read_form

AFTER_END = frozenset({"archive_case", "close_case"})


@dataclass(frozen=True, slots=True)
class Choice:
    """One person or office to choose."""

    value: int
    name: str


@dataclass(frozen=True, slots=True)
class PastAnswers:
    """How this step was answered before in the case: a sitting before this one, say."""

    item_id: int
    by: str | None
    at: datetime | None
    answers: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class StepForm:
    """A step with its form.

    ``line`` is None once the step is no longer open (``status`` says done or cancelled).
    ``hindrance`` is None if the person may send the form in, else ``not_open``, ``not_allowed``,
    ``taken`` or ``case_ended``. ``shown`` are the fields to show at first, or of a step that is
    done those that were answered. ``values`` are what the fields show at first, ``routing`` what
    conditions of the form may look at besides, ``choices`` the people or offices of fields that
    ask for one. ``answers`` were given if the step is done. Texts are empty for those who may
    not read them; codes among the routing values are not.
    """

    item_id: int
    version: int
    case_code: str
    element: str
    name: str
    status: str
    line: WorkLine | None
    hindrance: str | None
    form: Form | None
    shown: tuple[Field, ...]
    documents: tuple[str, ...]
    routing: Mapping[str, object]
    values: Mapping[str, object]
    choices: Mapping[str, tuple[Choice, ...]]
    answers: Mapping[str, object]
    history: tuple[PastAnswers, ...]
    handoff_id: int | None = None  # the hand-off the step is about, if it is about one
    subject_kind: str = ""  # the process the step belongs to
    subject_id: int | None = None  # the row that process is about, if it is about one


def step_form(session: Session, actor: Actor, lens: Lens, item_id: int) -> StepForm:
    """Return a step and its form.

    Raises:
        NotFound: ``step.unknown``, also for a stranger; ``form.unknown``.
        Conflict: ``case.quarantined``: the process has been set aside.
        WorkflowFault: the process's stored state is damaged; ``process_id`` says which.

    """
    item, case, place, own = _visible(session, actor, item_id)
    process = session.get_one(ProcessRow, item.process_id)
    may_read = sees(actor, place) or may(actor, Action.WORK_ON_STEP, own)
    form = _form(session, process, item)
    routing, documents = _at_step(session, lens, process, item)
    lines = lines_of_case(session, actor, lens, case.id) if item.status == "open" else ()
    return StepForm(
        item_id=item.id,
        version=item.version,
        case_code=case.code,
        element=item.element,
        name=item.name,
        status=item.status,
        line=next((line for line in lines if line.item_id == item.id), None),
        hindrance=_hindrance(actor, case, (item, process), own),
        form=form,
        shown=_shown(form, item, routing),
        documents=documents,
        routing=routing if may_read else _coded(routing),
        values=_defaults(form),
        choices=_choices(session, lens, form, item),
        answers=_readable(item.answers) if may_read else {},
        history=_history(session, item) if may_read else (),
        handoff_id=process.subject_id if process.kind == "referral" else None,
        subject_kind=process.kind,
        subject_id=process.subject_id,
    )


def _visible(
    session: Session, actor: Actor, item_id: int
) -> tuple[WorkItemRow, CaseRow, Place, Place]:
    """Return the step, its case, and the places both are judged at."""
    query = (
        select(WorkItemRow, CaseRow, OfficeRow.path)
        .join(CaseRow, CaseRow.id == WorkItemRow.case_id)
        .join(OfficeRow, OfficeRow.id == WorkItemRow.office_id)
        .where(WorkItemRow.id == item_id)
    )
    found = session.execute(query).first()
    if found is not None:
        item, case, path = found
        people = (item.assignee_id,) if item.assignee_id else ()
        own = Place((path,), people, frozenset(Role(role) for role in item.roles), path)
        place = place_of(session, case)
        works = item.status == "open" and may(actor, Action.WORK_ON_STEP, own)
        if works or may(actor, Action.READ_CASE, place):
            return item, case, place, own
    raise NotFound("step.unknown", item=item_id)


def _hindrance(
    actor: Actor, case: CaseRow, step: tuple[WorkItemRow, ProcessRow], own: Place
) -> str | None:
    item, process = step
    if item.status != "open":
        return "not_open"
    outlives = item.element in AFTER_END or process.kind in OUTLIVING
    if case.status in ENDED and not outlives:
        return "case_ended"
    leads = may(actor, Action.ASSIGN, own) or stands_in(actor, own)
    if item.assignee_id not in {None, actor.user_id} and not leads:
        return "taken"
    return None if may(actor, Action.WORK_ON_STEP, own) else "not_allowed"


def _form(session: Session, process: ProcessRow, item: WorkItemRow) -> Form | None:
    if item.form is None:
        return None
    path = f"forms/{item.form}.json"
    content = bundle_of(session, process.bundle_version).files.get(path)
    if content is None:
        raise NotFound("form.unknown", form=item.form)
    return read_form(content, path)


def _at_step(
    session: Session, lens: Lens, process: ProcessRow, item: WorkItemRow
) -> tuple[Mapping[str, object], tuple[str, ...]]:
    """Return the routing values at an open step and the papers it asks for."""
    if item.status == "open" and process.status == "quarantined":
        raise Conflict("case.quarantined", kind=process.kind)
    if item.status != "open" or process.status != "running":
        return {}, ()
    bundle = bundle_of(session, process.bundle_version)
    try:
        position = lens.runner.resume(bundle, process.kind, process.state).position()
    except WorkflowFault as fault:
        fault.facts["process_id"] = process.id  # whoever sets it aside must know which
        raise
    task = next((task for task in position.tasks if task.task_id == item.task_id), None)
    if task is None:
        return position.routing, ()
    papers = task.properties.get("documents", "").split(",")
    return task.routing, tuple(paper.strip() for paper in papers if paper.strip())


def _shown(
    form: Form | None, item: WorkItemRow, routing: Mapping[str, object]
) -> tuple[Field, ...]:
    if form is None:
        return ()
    if item.status == "open" and routing:
        return form.shown(_defaults(form), routing)
    answered = item.answers or {}
    return tuple(field for field in form.fields if field.key in answered)


def _coded(routing: Mapping[str, object]) -> Mapping[str, object]:
    """Return routing values without what a person may have written in their own words."""
    return {key: value for key, value in routing.items() if key not in WRITTEN}


def _defaults(form: Form | None) -> Mapping[str, object]:
    fields = form.fields if form else ()
    return {field.key: field.default for field in fields if field.default is not None}


def _choices(
    session: Session, lens: Lens, form: Form | None, item: WorkItemRow
) -> Mapping[str, tuple[Choice, ...]]:
    kinds = {field.key: field.type for field in (form.fields if form else ())}
    found = {
        "user": _people(session, lens, item) if "user" in kinds.values() else (),
        "office": _offices(session) if "office" in kinds.values() else (),
    }
    return {key: found[kind] for key, kind in kinds.items() if kind in found}


def _people(session: Session, lens: Lens, item: WorkItemRow) -> tuple[Choice, ...]:
    held = (GrantRow.office_id == item.office_id, in_force(lens.today))
    working = select(GrantRow.user_id).where(*held)
    query = select(UserRow.id, UserRow.name).where(UserRow.id.in_(working), UserRow.active)
    return tuple(Choice(key, name) for key, name in session.execute(query.order_by(UserRow.id)))


def _offices(session: Session) -> tuple[Choice, ...]:
    query = select(OfficeRow.id, OfficeRow.name).where(OfficeRow.active).order_by(OfficeRow.path)
    return tuple(Choice(key, name) for key, name in session.execute(query))


def _history(session: Session, item: WorkItemRow) -> tuple[PastAnswers, ...]:
    query = (
        select(WorkItemRow)
        .where(
            WorkItemRow.case_id == item.case_id,
            WorkItemRow.element == item.element,
            WorkItemRow.status == "done",
            WorkItemRow.id != item.id,
        )
        .order_by(WorkItemRow.id.desc())
        .limit(20)
    )
    rows: Sequence[WorkItemRow] = session.scalars(query).all()
    people = user_names(session, (row.done_by for row in rows))
    return tuple(
        PastAnswers(row.id, name_of(people, row.done_by), row.ended_at, _readable(row.answers))
        for row in rows
    )


def _readable(answers: Mapping[str, object] | None) -> Mapping[str, object]:
    """Return answers with the numbers typed into their texts masked."""
    return {
        key: mask_text(value) if isinstance(value, str) else value
        for key, value in (answers or {}).items()
    }
