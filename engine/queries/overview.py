"""The case page: who, what, where it stands, what comes next and who does it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.queries.acts import Act, case_acts
from engine.queries.disputes import Dispute, dispute_of
from engine.queries.gathering import name_of, office_names, user_names
from engine.queries.lens import Lens
from engine.queries.scope import sees, visible_case
from engine.queries.standing import Standing, running_standings
from engine.queries.worklists import WorkLine, lines_of_case
from engine.rules.permissions import Actor
from engine.storage.models import (
    CaseRow,
    ClockRow,
    EventRow,
    HandoffRow,
    NoteRow,
    ProcessRow,
    SittingRow,
)


@dataclass(frozen=True, slots=True)
class Bodies:
    """Who is concerned: names of offices and people; None where there is none."""

    place: str | None
    registered: str | None
    holder: str | None
    body: str | None
    court: str | None
    assignee: str | None
    leader: str | None
    registered_by: str | None


@dataclass(frozen=True, slots=True)
class Milestones:
    """Aware UTC instants of what has been reached."""

    registered_at: datetime
    accepted_at: datetime | None
    signed_at: datetime | None
    agreed_at: datetime | None
    ended_at: datetime | None
    archived_at: datetime | None


@dataclass(frozen=True, slots=True)
class TabCounts:
    """The numbers on the tabs."""

    events: int
    clocks: int
    sittings: int
    handoffs: int
    notes: int


@dataclass(frozen=True, slots=True)
class CaseOverview:
    """Everything the head and the first tab of a case show.

    ``dispute`` is None for those who may not read parties and texts. ``standing`` is the time
    badge, ``grade`` and ``points`` the risk badge. ``next_step`` is the step this person should
    take: their own, else one they could claim. ``quarantined`` says that one of its processes
    could not be read or run and has been set aside.
    """

    case_id: int
    code: str
    version: int
    docket_no: str | None
    category: str
    source: str
    channel: str | None
    level: str
    status: str
    outcome: str | None
    grade: str
    points: int
    sittings_failed: int
    returns: int
    redo_count: int
    quarantined: bool
    standing: Standing | None
    clocks: tuple[Standing, ...]
    bodies: Bodies
    office_ids: Mapping[str, int | None]
    milestones: Milestones
    steps: tuple[WorkLine, ...]
    next_step: WorkLine | None
    acts: Mapping[str, Act]
    counts: TabCounts
    dispute: Dispute | None


def case_overview(session: Session, actor: Actor, lens: Lens, code: str) -> CaseOverview:
    """Return a case as its page shows it.

    Raises:
        NotFound: ``case.unknown``, also for a stranger.

    """
    case, place = visible_case(session, actor, code)
    clocks = running_standings(session, lens, case.id)
    steps = lines_of_case(session, actor, lens, case.id)
    return CaseOverview(
        case_id=case.id,
        code=case.code,
        version=case.version,
        docket_no=case.docket_no,
        category=case.category,
        source=case.source,
        channel=case.channel,
        level=case.level,
        status=case.status,
        outcome=case.outcome,
        grade=case.grade,
        points=case.points,
        sittings_failed=case.sittings_failed,
        returns=case.returns,
        redo_count=case.redo_count,
        quarantined=_quarantined(session, case),
        standing=clocks.get(case.clock_id or 0),
        clocks=_in_order(clocks),
        bodies=_bodies(session, case),
        office_ids={"holder": case.holder_id, "body": case.body_id, "place": case.place_id},
        milestones=_milestones(case),
        steps=steps,
        next_step=next_step(steps),
        acts={act.name: act for act in case_acts(session, actor, case, place)},
        counts=_counts(session, case),
        dispute=dispute_of(session, case) if sees(actor, place) else None,
    )


def next_step(steps: tuple[WorkLine, ...]) -> WorkLine | None:
    """Return the step a person should take: the most urgent of their own, else to be claimed."""
    mine = (step for step in steps if step.mine or step.standing_in)
    free = (step for step in steps if step.claimable)
    return next(mine, None) or next(free, None)


def _quarantined(session: Session, case: CaseRow) -> bool:
    aside = select(ProcessRow.id).where(
        ProcessRow.case_id == case.id, ProcessRow.status == "quarantined"
    )
    return session.scalars(aside.limit(1)).first() is not None


def _in_order(clocks: Mapping[int, Standing]) -> tuple[Standing, ...]:
    return tuple(
        sorted(clocks.values(), key=lambda each: (each.due_at is None, each.due_on or date.max))
    )


def _bodies(session: Session, case: CaseRow) -> Bodies:
    offices = office_names(
        session,
        (case.place_id, case.registered_office_id, case.holder_id, case.body_id, case.court_id),
    )
    people = user_names(session, (case.assignee_id, case.leader_id, case.registered_by))
    return Bodies(
        place=offices.get(case.place_id),
        registered=offices.get(case.registered_office_id),
        holder=offices.get(case.holder_id),
        body=name_of(offices, case.body_id),
        court=name_of(offices, case.court_id),
        assignee=name_of(people, case.assignee_id),
        leader=name_of(people, case.leader_id),
        registered_by=people.get(case.registered_by),
    )


def _milestones(case: CaseRow) -> Milestones:
    return Milestones(
        case.registered_at,
        case.accepted_at,
        case.signed_at,
        case.agreed_at,
        case.ended_at,
        case.archived_at,
    )


def _counts(session: Session, case: CaseRow) -> TabCounts:
    tables = (EventRow, ClockRow, SittingRow, HandoffRow, NoteRow)
    counts = [
        select(func.count()).select_from(table).where(table.case_id == case.id).scalar_subquery()
        for table in tables
    ]
    return TabCounts(*session.execute(select(*counts)).one())
