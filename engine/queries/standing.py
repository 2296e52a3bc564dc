"""How clocks stand, as lists and badges show them: colour, due day, what is left.

Clocks are read in one go for a whole page; a line never asks for its own.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.queries.by_ids import Among, by_ids
from engine.queries.kept import kept
from engine.queries.lens import Lens
from engine.queries.scope import present
from engine.rules.calendar import WorkCalendar
from engine.rules.deadline_rule import DeadlineRule, Unit, rule_from_row
from engine.rules.deadlines import Computed, Remaining, remaining
from engine.storage.models import ClockRow, OfficeRow, PauseRow

PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Standing:
    """One clock at one instant.

    ``colour`` is green, yellow, orange, red or ``paused``. ``due_on`` is the office's last day,
    ``due_at`` (aware UTC) the instant it is over; both None while paused, as is ``remaining``.
    ``paused_days`` says which day of standing still today is, from 1. ``ended`` clocks keep the
    colour they ended with. ``instrument`` and ``article`` say where the rule stands,
    ``calendar_version`` with which working days its end was worked out, ``start_on`` the office's
    day it began on.
    """

    clock_id: int
    rule: str
    name_zh: str
    name_en: str
    on_expiry: str
    colour: str
    due_on: date | None
    due_at: datetime | None
    provisional: bool
    remaining: Remaining | None
    paused_from: date | None = None
    paused_days: int | None = None
    ended: bool = False
    fired_at: datetime | None = None
    instrument: str = ""
    article: str = ""
    calendar_version: str = ""
    case_id: int = 0
    start_on: date | None = None

    @property
    def paused(self) -> bool:
        """Whether the clock stands still."""
        return self.colour == PAUSED

    @property
    def overdue(self) -> bool:
        """Whether the due instant has passed."""
        return self.remaining is not None and self.remaining.overdue

    @property
    def workdays(self) -> int | None:
        """Working days left, 0 on the last day, negative when overdue; None in other units."""
        left = self.remaining
        if left is None:
            return None
        if left.today:
            return 0
        if left.unit is not Unit.WORKDAY:
            return None
        return -left.amount if left.overdue else left.amount


CLOCKS = select(ClockRow, OfficeRow.path).join(OfficeRow, OfficeRow.id == ClockRow.office_id)


class ClockLine(NamedTuple):
    """A clock as lists read it, in the order of these columns; ``path`` is its office's."""

    id: int
    case_id: int
    rule: str
    row: dict[str, Any]
    started_at: datetime
    start_on: date
    raw_end_on: date | None
    due_on: date | None
    due_at: datetime | None
    provisional: bool
    calendar_version: str
    status: str
    colour: str
    fired_at: datetime | None
    ended_at: datetime | None
    path: str


Clock = ClockRow | ClockLine


@by_ids
def _clocks(among: Among) -> Any:
    columns = (getattr(ClockRow, name) for name in ClockLine._fields[:-1])
    asked = select(*columns, OfficeRow.path)
    return asked.join(OfficeRow, OfficeRow.id == ClockRow.office_id).where(among(ClockRow.id))


def standings(session: Session, lens: Lens, ids: Iterable[int | None]) -> Mapping[int, Standing]:
    """Return the clocks of these ids as they stand; a fixed number of statements."""
    known: dict[int, Standing] = kept(session, "standings", dict)
    wanted = present(ids)
    unknown = [each for each in wanted if each not in known]
    if unknown:
        found = [ClockLine(*line) for line in _clocks(session, unknown)]
        known |= _stand(session, lens, [(clock, clock.path) for clock in found])
    return {each: known[each] for each in wanted if each in known}


def running_clocks(session: Session, case_id: int) -> Sequence[tuple[ClockRow, str]]:
    """Return a case's clocks that have not ended, each with its office's path."""

    def read() -> Sequence[tuple[ClockRow, str]]:
        query = CLOCKS.where(ClockRow.case_id == case_id, ClockRow.ended_at.is_(None))
        return [(clock, path) for clock, path in session.execute(query)]

    return kept(session, ("clocks", case_id), read)


def running_standings(session: Session, lens: Lens, case_id: int) -> Mapping[int, Standing]:
    """Return a case's clocks that have not ended as they stand."""
    found = _stand(session, lens, running_clocks(session, case_id))
    known: dict[int, Standing] = kept(session, "standings", dict)
    known |= found
    return found


def _stand(session: Session, lens: Lens, found: Sequence[tuple[Clock, str]]) -> dict[int, Standing]:
    calendar_of = lens.days(session)
    paused = _paused_since(session, [clock.id for clock, _ in found if clock.status == PAUSED])
    return {
        clock.id: stand(lens, clock, calendar_of(path), paused.get(clock.id))
        for clock, path in found
    }


def _paused_since(session: Session, ids: list[int]) -> Mapping[int, date]:
    if not ids:
        return {}
    query = select(PauseRow.clock_id, PauseRow.from_on).where(
        PauseRow.clock_id.in_(ids), PauseRow.to_on.is_(None)
    )
    return {clock_id: from_on for clock_id, from_on in session.execute(query)}


def stand(lens: Lens, clock: Clock, calendar: WorkCalendar, paused_from: date | None) -> Standing:
    """Return one clock as it stands."""
    rule = rule_from_row(clock.row)
    stopped = clock.status == PAUSED
    since = (lens.today - paused_from).days + 1 if stopped and paused_from else None
    return Standing(
        clock_id=clock.id,
        rule=clock.rule,
        name_zh=rule.name_zh,
        name_en=rule.name_en,
        on_expiry=str(rule.on_expiry),
        colour=PAUSED if stopped else clock.colour,
        due_on=None if stopped else clock.due_on,
        due_at=None if stopped else clock.due_at,
        provisional=clock.provisional,
        remaining=None if stopped else left_of(rule, clock, calendar, clock.ended_at or lens.now),
        paused_from=paused_from if stopped else None,
        paused_days=since,
        ended=clock.ended_at is not None,
        fired_at=clock.fired_at,
        instrument=rule.instrument,
        article=rule.article,
        calendar_version=clock.calendar_version,
        case_id=clock.case_id,
        start_on=clock.start_on,
    )


def left_of(
    rule: DeadlineRule, clock: Clock, calendar: WorkCalendar, at: datetime
) -> Remaining | None:
    """Return what was left of a clock's stored period at an aware instant."""
    stored = Computed(
        started_at=clock.started_at,
        start_on=clock.start_on,
        raw_end_on=clock.raw_end_on,
        due_on=clock.due_on,
        due_at=clock.due_at,
        provisional=clock.provisional,
        steps=(),
    )
    return remaining(rule, stored, at, calendar)
