"""Where a case is in its procedures: the walked path on the drawing, and the same as a table."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.queries.diagrams import Diagram, diagrams_of, family
from engine.queries.gathering import name_of, office_names, user_names
from engine.queries.lens import Lens
from engine.queries.scope import sees, visible_case
from engine.queries.walks import Walk, walks
from engine.rules.calendar import WorkCalendar, local_day
from engine.rules.permissions import Actor
from engine.storage.models import CaseRow, OfficeRow, ProcessRow, WorkItemRow
from engine.storage.published import bundle_of

RESULTS = ("decision", "result", "outcome", "satisfaction", "consent")  # codes, no one's words


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step of the table below the drawing.

    ``workdays`` counts the working days from opening to ending (or to now); ``result`` holds the
    codes a person chose, empty for those who may not read them. Instants are aware UTC.
    """

    item_id: int
    element: str
    name: str
    status: str
    office: str | None
    person: str | None
    opened_at: datetime
    ended_at: datetime | None
    workdays: int
    due_at: datetime | None
    result: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Drawing:
    """One diagram of a process with what has happened on it.

    ``walked`` are the elements and sequence flows walked, in order, those that stand in this
    diagram; ``current`` the elements that wait now. ``touched``: something happened on it.
    """

    diagram: Diagram
    walked: tuple[str, ...]
    current: tuple[str, ...]

    @property
    def touched(self) -> bool:
        """Whether the process has been here."""
        return bool(self.walked or self.current)


@dataclass(frozen=True, slots=True)
class ProcessGraph:
    """One process of a case, main or side. ``fault`` says why it was set aside, if it was.

    ``moved_from`` is the version it began by, if it was moved to another one since.
    """

    process_id: int
    kind: str
    name: str
    status: str
    bundle_version: int
    started_at: datetime
    ended_at: datetime | None
    fault: str | None
    drawings: tuple[Drawing, ...]
    steps: tuple[StepLine, ...]
    moved_from: int | None


def case_graph(session: Session, actor: Actor, lens: Lens, code: str) -> tuple[ProcessGraph, ...]:
    """Return the processes of a case: the newest main one first, then the others, newest first.

    Raises:
        NotFound: ``case.unknown``.

    """
    case, place = visible_case(session, actor, code)
    rows = session.execute(
        select(
            ProcessRow.id,
            ProcessRow.kind,
            ProcessRow.status,
            ProcessRow.bundle_version,
            ProcessRow.started_at,
            ProcessRow.ended_at,
            ProcessRow.fault,
        )
        .where(ProcessRow.case_id == case.id)
        .order_by(ProcessRow.kind != "dispute", ProcessRow.id.desc())
    ).all()
    drawn = {
        version: diagrams_of(bundle_of(session, version))
        for version in {row.bundle_version for row in rows}
    }
    items = _items(session, case.id)
    walked = walks(session, case.id, [(row.id, row.kind) for row in rows], items)
    tables = _tables(session, lens, case, items, may_read=sees(actor, place))
    return tuple(
        ProcessGraph(
            process_id=row.id,
            kind=row.kind,
            name=_title(drawn[row.bundle_version], row.kind),
            status=row.status,
            bundle_version=row.bundle_version,
            started_at=row.started_at,
            ended_at=row.ended_at,
            fault=row.fault,
            drawings=_drawings(
                family(drawn[row.bundle_version], row.kind),
                walked.get(row.id, Walk()).ids,
                _waiting(items, row.id),
            ),
            steps=_present(tables.get(row.id, ()), walked.get(row.id, Walk())),
            moved_from=walked.get(row.id, Walk()).moved_from,
        )
        for row in rows
    )


def _present(steps: Sequence[StepLine], walk: Walk) -> tuple[StepLine, ...]:
    """Return *steps* under the ids their elements have on the present drawing."""
    if not walk.renamed:
        return tuple(steps)
    return tuple(
        replace(step, element=walk.renamed.get(step.element, step.element)) for step in steps
    )


def _items(session: Session, case_id: int) -> Sequence[WorkItemRow]:
    query = select(WorkItemRow).where(WorkItemRow.case_id == case_id)
    return session.scalars(query.order_by(WorkItemRow.id.desc())).all()


def _waiting(items: Iterable[WorkItemRow], process_id: int) -> tuple[str, ...]:
    mine = (item for item in items if item.process_id == process_id and item.status == "open")
    return tuple(item.element for item in mine)


def _title(diagrams: Mapping[str, Diagram], kind: str) -> str:
    diagram = diagrams.get(kind)
    return diagram.name if diagram else kind


def _drawings(
    found: Sequence[Diagram], walked: Sequence[str], current: Sequence[str]
) -> tuple[Drawing, ...]:
    drawings = [
        Drawing(
            diagram,
            tuple(each for each in walked if each in diagram.elements | diagram.flows),
            tuple(each for each in current if each in diagram.elements),
        )
        for diagram in found
    ]
    return tuple(drawing for drawing in drawings if drawing.touched or drawing is drawings[0])


def _tables(
    session: Session,
    lens: Lens,
    case: CaseRow,
    items: Sequence[WorkItemRow],
    *,
    may_read: bool,
) -> Mapping[int, tuple[StepLine, ...]]:
    offices = office_names(session, (item.office_id for item in items))
    people = user_names(
        session, (key for item in items for key in (item.done_by, item.assignee_id))
    )
    path = session.scalar(select(OfficeRow.path).where(OfficeRow.id == case.holder_id)) or ""
    calendar = lens.days(session)(path)
    lines: dict[int, list[StepLine]] = {}
    for item in items:
        line = StepLine(
            item_id=item.id,
            element=item.element,
            name=item.name,
            status=item.status,
            office=offices.get(item.office_id),
            person=name_of(people, item.done_by or item.assignee_id),
            opened_at=item.opened_at,
            ended_at=item.ended_at,
            workdays=_workdays(calendar, item.opened_at, item.ended_at or lens.now),
            due_at=item.due_at,
            result=_result(item) if may_read else {},
        )
        lines.setdefault(item.process_id, []).append(line)
    return {process_id: tuple(found) for process_id, found in lines.items()}


def _workdays(calendar: WorkCalendar, opened: datetime, ended: datetime) -> int:
    return max(0, calendar.workdays_between(local_day(opened), local_day(ended)))


def _result(item: WorkItemRow) -> Mapping[str, object]:
    answers = item.answers or {}
    return {key: answers[key] for key in RESULTS if answers.get(key) is not None}
