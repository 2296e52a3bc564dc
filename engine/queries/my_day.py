"""A person's working day: what is due, what comes first and why, whom one waits for."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from engine.queries.approvals import waiting_count
from engine.queries.belonging import AVAILABLE, MINE, QueueCounts
from engine.queries.due_days import DueDay, due_days, urgency
from engine.queries.filters import Filters
from engine.queries.gathering import Sides, sides_of
from engine.queries.handoff_desk import HandoffCounts, handoff_counts
from engine.queries.lens import Lens
from engine.queries.paging import Turn
from engine.queries.scope import parties_readable, readable_here
from engine.queries.waiting import WaitingLine, waiting_for_others
from engine.queries.worklists import WorkLine, queue_counts, work_lines
from engine.rules.calendar import ONE_DAY, WorkCalendar, instant_at, local_day
from engine.rules.permissions import Actor
from engine.storage.models import CaseRow, SittingRow, WorkItemRow

SHOWN = 40  # own steps that are read; all of them are counted
STRIP = 8  # days of the due-days strip
AHEAD = timedelta(days=7)
NEW = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class SittingLine:
    """A sitting of today or the week to come; ``planned`` False: held, and recorded."""

    case_code: str
    parties: Sides | None
    number: int
    held_at: datetime
    place: str | None
    way: str | None
    planned: bool
    today: bool


@dataclass(frozen=True, slots=True)
class StripDay:
    """One day of the strip: how many of one's steps end on it, and whether one works."""

    day: date
    works: bool
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class NextStep:
    """What to do first. ``reason``: overdue, today, next_workday, soon, oldest, to_claim."""

    line: WorkLine
    reason: str


@dataclass(frozen=True, slots=True)
class MyDay:
    """Everything the first page shows; steps are sorted by time left.

    ``overdue``, ``today``, ``next_workday``, ``soon`` (yellow or orange, later) and ``others``
    divide the first of one's own steps; ``numbers`` counts all of them under the same words
    (``later`` for others). ``coming`` are steps one could claim that came up in the last days.
    ``day_name`` is the holiday's name on a day off; ``next_workday_on`` the next working day.
    """

    day: date
    works: bool
    day_name: str
    next_workday_on: date
    next: NextStep | None
    overdue: tuple[WorkLine, ...]
    today: tuple[WorkLine, ...]
    next_workday: tuple[WorkLine, ...]
    soon: tuple[WorkLine, ...]
    others: tuple[WorkLine, ...]
    numbers: Mapping[str, int]
    sittings: tuple[SittingLine, ...]
    waiting: tuple[WaitingLine, ...]
    coming: tuple[WorkLine, ...]
    handoffs: HandoffCounts
    approvals: int
    queues: QueueCounts
    strip: tuple[StripDay, ...]


def my_day(session: Session, actor: Actor, lens: Lens) -> MyDay:
    """Return the actor's day; a fixed number of statements, however many steps are one's own."""
    calendar = lens.days(session)(actor.grants[0].path if actor.grants else "/")
    following = calendar.next_workday(lens.today + ONE_DAY)
    mine = work_lines(session, actor, lens, (MINE, Filters()), Turn(size=SHOWN)).rows
    free = work_lines(session, actor, lens, (AVAILABLE, Filters()), Turn(size=20)).rows
    days, counted = (lens.today, following), due_days(session, actor, lens)
    parts: dict[str, list[WorkLine]] = {}
    for line in mine:
        parts.setdefault(_urgency(line, days), []).append(line)
    return MyDay(
        day=lens.today,
        works=calendar.is_workday(lens.today),
        day_name=calendar.name(lens.today),
        next_workday_on=following,
        next=_next(mine, free, days),
        overdue=tuple(parts.get("overdue", ())),
        today=tuple(parts.get("today", ())),
        next_workday=tuple(parts.get("next_workday", ())),
        soon=tuple(parts.get("soon", ())),
        others=tuple(parts.get("later", ())),
        numbers=_numbers(counted, days),
        sittings=_sittings(session, actor, lens),
        waiting=waiting_for_others(session, actor, lens),
        coming=tuple(line for line in free if line.opened_at >= lens.now - NEW),
        handoffs=handoff_counts(session, actor),
        approvals=waiting_count(session, actor),
        queues=queue_counts(session, actor),
        strip=_strip(counted, calendar, lens.today),
    )


def _urgency(line: WorkLine, days: tuple[date, date]) -> str:
    clock = line.standing
    if clock is None:
        return "later"
    return urgency((clock.due_on, clock.colour), days, overdue=clock.overdue)


def _next(
    mine: tuple[WorkLine, ...], free: tuple[WorkLine, ...], days: tuple[date, date]
) -> NextStep | None:
    """Return the most urgent own step; only who has none is sent to the queue."""
    if mine:
        first = mine[0]
        reason = _urgency(first, days)
        return NextStep(first, "oldest" if reason == "later" else reason)
    return NextStep(free[0], "to_claim") if free else None


def _numbers(counted: tuple[DueDay, ...], days: tuple[date, date]) -> Mapping[str, int]:
    found: Counter[str] = Counter()
    for each in counted:
        found[each.urgency(*days)] += each.count
    return found


def _strip(
    counted: tuple[DueDay, ...], calendar: WorkCalendar, today: date
) -> tuple[StripDay, ...]:
    ends: Counter[date | None] = Counter()
    for each in counted:
        ends[each.due_on] += each.count
    days = (today + timedelta(days=offset) for offset in range(STRIP))
    return tuple(
        StripDay(day, calendar.is_workday(day), calendar.name(day), ends[day]) for day in days
    )


def _sittings(session: Session, actor: Actor, lens: Lens) -> tuple[SittingLine, ...]:
    handled = select(WorkItemRow.case_id).where(
        WorkItemRow.assignee_id == actor.user_id, WorkItemRow.status == "open"
    )
    query = (
        select(SittingRow, CaseRow.id, CaseRow.code, parties_readable(actor).label("sees"))
        .join(CaseRow, CaseRow.id == SittingRow.case_id)
        .where(
            SittingRow.held_at >= instant_at(lens.today),
            SittingRow.held_at < instant_at(lens.today + AHEAD),
            or_(CaseRow.assignee_id == actor.user_id, CaseRow.id.in_(handled)),
            readable_here(actor),
        )
        .order_by(SittingRow.held_at, SittingRow.id)
        .limit(50)
    )
    rows = session.execute(query).all()
    sides = sides_of(session, (row.id for row in rows if row.sees))
    return tuple(
        SittingLine(
            case_code=row.code,
            parties=sides.get(row.id, Sides()) if row.sees else None,
            number=row.SittingRow.number,
            held_at=row.SittingRow.held_at,
            place=row.SittingRow.place if row.sees else None,
            way=row.SittingRow.way,
            planned=row.SittingRow.planned,
            today=local_day(row.SittingRow.held_at) == lens.today,
        )
        for row in rows
    )
