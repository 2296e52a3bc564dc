"""What a closing office leaves behind: its cases, steps and duties go to an office named for it.

Everything goes, or nothing does: what could not be placed with the successor is listed first.
Cases that have ended and in which nothing runs stay where they were.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from engine.desk import Desk
from engine.rules.events import CaseHandedOver, ClockRecomputed
from engine.rules.permissions import Role
from engine.storage.concerned import concerning
from engine.storage.models import (
    CaseRow,
    ClockRow,
    ComplaintRow,
    ExtensionRow,
    FindingRow,
    HandoffRow,
    OfficeRow,
    OrderRow,
    ProcessRow,
    UrgeRow,
    WorkItemRow,
)
from engine.storage.work import Work
from engine.usecases import offices
from engine.usecases.caseload import clocks_of, open_steps_of
from engine.usecases.clockwork import LADDER
from engine.usecases.recolouring import recolour
from engine.usecases.standing import note_standing
from engine.usecases.succession import give

LINKS = {
    "holder": "holder_id",
    "body": "body_id",
    "court": "court_id",
    "registered": "registered_office_id",
}
HANDED_OVER = "handed_over"  # why a clock is counted anew
UNDER_WAY = ("sent", "returned", "with_supervisor")


@dataclass(frozen=True, slots=True)
class Duty:
    """Something beside the cases an office has to do: the column that names it, still open."""

    name: str
    column: InstrumentedAttribute[int]
    still: ColumnElement[bool]

    def rows(self, work: Work, office: OfficeRow) -> Sequence[object]:
        """Return the rows of this kind that are with *office*."""
        query = select(self.column.class_).where(self.column == office.id, self.still)
        return work.session.scalars(query).all()


NOT_LIFTED = OrderRow.state.not_in(("lifted", "cancelled"))
DUTIES = (
    Duty("orders", OrderRow.office_id, NOT_LIFTED),
    Duty("orders_sent", OrderRow.issuing_office_id, NOT_LIFTED),
    Duty("urges", UrgeRow.office_id, UrgeRow.replied_at.is_(None)),
    Duty("complaints", ComplaintRow.office_id, ComplaintRow.replied_at.is_(None)),
    Duty("findings", FindingRow.office_id, FindingRow.state != "fixed"),
    Duty("extensions", ExtensionRow.office_id, ExtensionRow.state == "asked"),
    Duty("handoffs", HandoffRow.to_office_id, HandoffRow.state.in_(UNDER_WAY)),
    Duty("handoffs_sent", HandoffRow.from_office_id, HandoffRow.state.in_(UNDER_WAY)),
)


@dataclass(frozen=True, slots=True)
class Left:
    """One case a closing office leaves behind.

    ``steps`` are the names of its open steps there. ``hindrance`` is None where the successor can
    take all of it (or none is named yet), else ``channel``, ``category``, ``court``, ``handoff``
    or ``role``; ``roles`` are then the roles nobody holds there.
    """

    case_id: int
    code: str
    docket_no: str | None
    status: str
    steps: tuple[str, ...]
    hindrance: str | None = None
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Estate:
    """All a closing office leaves behind; ``duties`` counts what is not a case, by what it is."""

    cases: tuple[Left, ...]
    duties: Mapping[str, int]
    offices: tuple[str, ...]  # active ones below it

    @property
    def steps(self) -> int:
        """How many steps wait in the office."""
        return sum(len(each.steps) for each in self.cases)

    @property
    def hindered(self) -> tuple[Left, ...]:
        """The cases the successor could not take."""
        return tuple(each for each in self.cases if each.hindrance)

    @property
    def empty(self) -> bool:
        """Whether nothing is left to hand over."""
        return not self.cases and not any(self.duties.values())


def estate_of(work: Work, office: OfficeRow, to: OfficeRow | None = None) -> Estate:
    """Return what *office* would leave behind, and what *to* could not take of it."""
    below = select(OfficeRow.name).where(OfficeRow.parent_id == office.id, OfficeRow.active)
    return Estate(
        tuple(_left(work, case, office, to) for case in _cases(work, office)),
        {duty.name: len(duty.rows(work, office)) for duty in DUTIES},
        tuple(work.session.scalars(below.order_by(OfficeRow.id))),
    )


def _cases(work: Work, office: OfficeRow) -> Sequence[CaseRow]:
    """Return the cases in motion that name the office, locked, the oldest first."""
    named = or_(*concerning(CaseRow, (office.id,)), CaseRow.court_id == office.id)
    runs = exists().where(
        ProcessRow.case_id == CaseRow.id, ProcessRow.status.in_(("running", "quarantined"))
    )
    waits = exists().where(
        WorkItemRow.case_id == CaseRow.id,
        WorkItemRow.office_id == office.id,
        WorkItemRow.status == "open",
    )
    moving = or_(CaseRow.ended_at.is_(None), runs)
    query = select(CaseRow).where(or_(and_(named, moving), waits)).order_by(CaseRow.id)
    return work.session.scalars(query.with_for_update(of=CaseRow)).all()


def _left(work: Work, case: CaseRow, office: OfficeRow, to: OfficeRow | None) -> Left:
    steps = [item for item in open_steps_of(work, case) if item.office_id == office.id]
    left = (case.id, case.code, case.docket_no, case.status, tuple(each.name for each in steps))
    if to is None:
        return Left(*left)
    lacking = sorted({role for item in steps for role in _lacking(work, item, to)})
    return Left(*left, _hindrance(work, case, office, to) or ("role" if lacking else None),
                tuple(lacking))  # fmt: skip


def _lacking(work: Work, item: WorkItemRow, to: OfficeRow) -> list[str]:
    """Return the roles a step asks for if nobody holds any of them in the successor."""
    roles = [Role(role) for role in item.roles]
    return [] if not roles or offices.people(work, to.id, *roles) else list(roles)


def _hindrance(work: Work, case: CaseRow, office: OfficeRow, to: OfficeRow) -> str | None:
    mediates = office.id == (case.body_id or case.holder_id)
    if mediates and to.channels and case.channel and case.channel not in to.channels:
        return "channel"
    if mediates and to.accepts and case.category not in to.accepts:
        return "category"
    if case.court_id == office.id and to.kind != office.kind:
        return "court"
    between = select(HandoffRow.id).where(
        HandoffRow.case_id == case.id,
        HandoffRow.state.in_(UNDER_WAY),
        HandoffRow.from_office_id.in_((office.id, to.id)),
        HandoffRow.to_office_id.in_((office.id, to.id)),
    )
    return "handoff" if work.session.scalars(between).first() else None


def hand_over(desk: Desk, work: Work, office: OfficeRow, to: OfficeRow) -> None:
    """Hand everything *office* has in motion over to *to*, which can take it."""
    for case in _cases(work, office):
        _move(work, case, office, to)
        _count_by(desk, work, case, (office, to))
        note_standing(work, case)
    for duty in DUTIES:
        for row in duty.rows(work, office):
            setattr(row, duty.column.key, to.id)


def _move(work: Work, case: CaseRow, office: OfficeRow, to: OfficeRow) -> None:
    parts = tuple(part for part, link in LINKS.items() if getattr(case, link) == office.id)
    for part in parts:
        setattr(case, LINKS[part], to.id)
    if case.assignee_id and not offices.works_in(work, case.assignee_id, case.body_id or to.id):
        case.assignee_id = None
    for item in open_steps_of(work, case):
        if item.office_id != office.id:
            continue
        item.office_id = to.id
        holder = item.assignee_id
        if holder and not offices.has_any_role(work, holder, to.id, item.roles):
            give(work, case, item, None)
    work.record(CaseHandedOver(office.id, to.id, parts), case)


def _count_by(desk: Desk, work: Work, case: CaseRow, between: tuple[OfficeRow, OfficeRow]) -> None:
    """Let what ran by the working days of a closed office run by those of its successor.

    Whoever now has to act must have been able to on the last day, so all of it is counted anew,
    as when facts are put right; a clock that has fired stays fired.
    """
    office, to = between
    other = desk.calendar(work.session, office).version != desk.calendar(work.session, to).version
    running = [each for each in clocks_of(work, case) if each.ended_at is None]
    own = [clock for clock in running if clock.office_id == office.id]
    for clock in own:
        clock.office_id = to.id
    # the rungs of a duty are cut to the limit of the mediation, so that comes first
    for clock in sorted(own, key=lambda each: each.rule.startswith(LADDER)):
        if other and clock.fired_at is None:
            _recount(desk, work, case, clock)


def _recount(desk: Desk, work: Work, case: CaseRow, clock: ClockRow) -> None:
    before = clock.due_on
    recolour(desk, work, case, clock, HANDED_OVER)
    if clock.due_on != before:
        old, new = (day.isoformat() if day else None for day in (before, clock.due_on))
        work.record(ClockRecomputed(clock.id, clock.rule, old, new, HANDED_OVER), case)
