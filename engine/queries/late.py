"""Why a case is red: which rule, since when, who was told and who has read it, what was asked.

And how many clocks turned each colour on the last working days.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from engine.queries.by_ids import Among, by_ids
from engine.queries.cases import CaseLine, case_lines
from engine.queries.filters import Filters
from engine.queries.gathering import user_names
from engine.queries.lens import Lens
from engine.queries.paging import FIRST, Page, Query, Turn
from engine.queries.same_again import same_again
from engine.queries.scope import within_reach
from engine.queries.warnings import WARNED
from engine.rules.calendar import ONE_DAY, WorkCalendar, instant_at, local_day
from engine.rules.permissions import Action, Actor
from engine.storage.models import CaseRow, EventRow, ExtensionRow, MessageRow
from engine.storage.models.base import UtcDateTime

TURNED = "ColourChanged"
PERIODS = (15, 30, 60, 120)  # working days a trend may go back
RED = ("red",)


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody was told that the clock turned *colour*; ``read_at`` None: not read yet."""

    person: str
    colour: str
    at: datetime
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class WhyRed:
    """A case with the story of its worst clock.

    ``turned`` gives the aware UTC instant of each colour it turned; ``extension`` is the state
    of the last request for more time (asked, approved, refused), None: never asked.
    """

    case: CaseLine
    start_on: date | None
    turned: Mapping[str, datetime]
    told: tuple[Told, ...]
    extension: str | None


@dataclass(frozen=True, slots=True)
class TrendDay:
    """How many clocks turned each colour on one working day (and the days off before it)."""

    day: date
    yellow: int
    orange: int
    red: int


def late_cases(
    session: Session,
    actor: Actor,
    lens: Lens,
    filters: Filters | None = None,
    turn: Turn = FIRST,
) -> Page[WhyRed]:
    """Return a page of the cases that are red (or as *filters* says), longest overdue first."""
    chosen = filters or Filters()
    chosen = chosen if chosen.colours else replace(chosen, colours=RED)
    page = case_lines(session, actor, lens, (chosen, "time_left"), turn)
    clocks = [line.standing for line in page.rows if line.standing]
    case_ids, ids = [each.case_id for each in clocks], [each.clock_id for each in clocks]
    turned, told = _turned(session, case_ids, ids), _told(session, case_ids)
    asked: dict[int, str] = dict(_asked(session, ids))
    why = []
    for line in page.rows:
        key, start_on = (
            (line.standing.clock_id, line.standing.start_on) if line.standing else (0, None)
        )
        found = turned.get(key, {}), told.get(key, ()), asked.get(key)
        why.append(WhyRed(line, start_on, *found))
    return Page(tuple(why), page.next_cursor, page.previous_cursor)


def _turned(
    session: Session, case_ids: Sequence[int], clock_ids: Sequence[int]
) -> Mapping[int, dict[str, datetime]]:
    """Return when each clock turned each colour for the last time."""
    found: dict[int, dict[str, datetime]] = {}
    for facts, at in _turnings(session, case_ids):
        if facts.get("clock_id") in clock_ids:
            found.setdefault(facts["clock_id"], {})[str(facts.get("after"))] = at
    return found


@by_ids
def _turnings(among: Among) -> Any:
    return (
        select(EventRow.facts, EventRow.at)
        .where(
            among(EventRow.case_id),
            # not the bare column: SQLite would read every such event by the index on kinds
            EventRow.kind.concat("") == TURNED,
        )
        .order_by(EventRow.id)
    )


def _told(session: Session, case_ids: Sequence[int]) -> Mapping[int, tuple[Told, ...]]:
    rows = _messages(session, case_ids)
    people = user_names(session, (person for _, person, _, _ in rows))
    found: dict[int, list[Told]] = {}
    for facts, person, at, read_at in rows:
        told = Told(people.get(person, ""), str(facts.get("colour", "")), at, read_at)
        found.setdefault(facts.get("clock_id", 0), []).append(told)
    return {clock_id: tuple(each) for clock_id, each in found.items()}


@by_ids
def _messages(among: Among) -> Any:
    return (
        select(MessageRow.facts, MessageRow.recipient_id, MessageRow.created_at, MessageRow.read_at)
        .where(among(MessageRow.case_id), MessageRow.kind == TURNED, MessageRow.channel == "inbox")
        .order_by(MessageRow.id)
    )


@by_ids
def _asked(among: Among) -> Any:
    return (
        select(ExtensionRow.clock_id, ExtensionRow.state)
        .where(among(ExtensionRow.clock_id))
        .order_by(ExtensionRow.id)
    )


def trend(
    session: Session, actor: Actor, lens: Lens, workdays: int = PERIODS[0]
) -> tuple[TrendDay, ...]:
    """Return how many clocks turned each colour on the last *workdays* working days, today last."""
    calendar = lens.days(session)("/")
    days = _last_workdays(calendar, lens.today, workdays)
    counts = {day: dict.fromkeys(WARNED, 0) for day in days}
    for at, colour in session.execute(_since(actor), {"since": instant_at(days[0])}):
        day = local_day(at)
        counted = min(bisect_left(days, day), len(days) - 1)
        counts[days[counted]][colour] += 1
    return tuple(TrendDay(day, **found) for day, found in counts.items())


@same_again
def _since(actor: Actor) -> Query:
    after = EventRow.facts["after"].as_string()
    return (
        select(EventRow.at, after)
        .join(CaseRow, CaseRow.id == EventRow.case_id)
        .where(
            EventRow.kind == TURNED,
            EventRow.at >= bindparam("since", type_=UtcDateTime),
            after.in_(WARNED),
            within_reach(actor, Action.SEE_BOARD, CaseRow.holder_id),
        )
    )


def _last_workdays(calendar: WorkCalendar, today: date, count: int) -> list[date]:
    days, day = [today], today - ONE_DAY
    while len(days) < count:
        if calendar.is_workday(day):
            days.append(day)
        day -= ONE_DAY
    return days[::-1]
