"""Working a clock out again from what the ledger holds, so that a page can say why.

The same arithmetic as when the clock was opened (``engine.rules.deadlines``); the page shows that
it still comes to the stored day.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.queries.lens import CalendarOf, Lens
from engine.queries.tables import mediation_rules
from engine.rules.calendar import WorkCalendar, local_day
from engine.rules.deadline_rule import DeadlineRule, Origin, Unit, rule_from_row
from engine.rules.deadlines import Computed, Extension, Pause, compute, cut_to
from engine.storage.models import ClockRow, ExtensionRow, OfficeRow, PauseRow

OfClock = TypeVar("OfClock", PauseRow, ExtensionRow)
LADDER = "DUTY-"  # the centre's own rungs never outlast the mediation itself


@dataclass(frozen=True, slots=True)
class Books:
    """A case's clocks with all their arithmetic depends on; read in a few statements.

    ``clocks`` are in the order they were opened; the other maps are by clock id, oldest first.
    """

    clocks: tuple[ClockRow, ...]
    pauses: Mapping[int, tuple[PauseRow, ...]]
    extensions: Mapping[int, tuple[ExtensionRow, ...]]
    paths: Mapping[int, str]
    calendar_of: CalendarOf
    limits: frozenset[str]

    def clock(self, clock_id: int) -> ClockRow | None:
        """Return the clock of that id, or None."""
        return next((each for each in self.clocks if each.id == clock_id), None)

    def calendar(self, clock: ClockRow) -> WorkCalendar:
        """Return the calendar a clock counts by."""
        return self.calendar_of(self.paths[clock.office_id])

    def stops(self, clock: ClockRow) -> tuple[Pause, ...]:
        """Return a clock's pauses as the arithmetic wants them."""
        rows = self.pauses.get(clock.id, ())
        return tuple(Pause(row.from_on, row.to_on, row.reason) for row in rows)

    def grants(self, clock: ClockRow) -> tuple[Extension, ...]:
        """Return a clock's granted extensions as the arithmetic wants them."""
        rows = [row for row in self.extensions.get(clock.id, ()) if row.state == "approved"]
        rows.sort(key=lambda row: (row.decided_at or row.asked_at, row.id))
        return tuple(
            Extension(row.length, local_day(row.decided_at or row.asked_at), row.reason)
            for row in rows
        )


def open_books(session: Session, lens: Lens, case_id: int) -> Books:
    """Read the ledger of a case the caller has found readable."""
    query = select(ClockRow).where(ClockRow.case_id == case_id).order_by(ClockRow.id)
    clocks = tuple(session.scalars(query))
    ids = [clock.id for clock in clocks]
    pauses = (
        select(PauseRow)
        .where(PauseRow.clock_id.in_(ids))
        .order_by(PauseRow.clock_id, PauseRow.from_on)
    )
    extensions = (
        select(ExtensionRow)
        .where(ExtensionRow.clock_id.in_(ids))
        .order_by(ExtensionRow.clock_id, ExtensionRow.id)
    )
    offices = select(OfficeRow.id, OfficeRow.path).where(
        OfficeRow.id.in_({clock.office_id for clock in clocks})
    )
    ladder = any(_on_ladder(rule_from_row(clock.row)) for clock in clocks)
    return Books(
        clocks,
        _by_clock(session.scalars(pauses).all()),
        _by_clock(session.scalars(extensions).all()),
        {office_id: path for office_id, path in session.execute(offices)},
        lens.days(session),
        mediation_rules(session) if ladder else frozenset(),
    )


def _by_clock(rows: Sequence[OfClock]) -> dict[int, tuple[OfClock, ...]]:
    return {key: tuple(group) for key, group in groupby(rows, key=lambda row: row.clock_id)}


def work_out(
    books: Books, clock: ClockRow, pauses: tuple[Pause, ...], extensions: tuple[Extension, ...]
) -> Computed:
    """Work a clock out with these pauses and extensions, cut to the mediation if on the ladder.

    Raises:
        Invalid: as ``engine.rules.deadlines.compute``.

    """
    rule = rule_from_row(clock.row)
    agreed = clock.raw_end_on if rule.unit is Unit.DATE else None
    started = agreed or clock.started_at
    computed = compute(rule, started, books.calendar(clock), pauses, extensions)
    limit = _limit(books, clock, rule)
    return cut_to(computed, as_stored(books, limit), limit.rule) if limit else computed


def as_stored(books: Books, clock: ClockRow) -> Computed:
    """Work a clock out with the pauses and extensions it has."""
    return work_out(books, clock, books.stops(clock), books.grants(clock))


def _on_ladder(rule: DeadlineRule) -> bool:
    return rule.origin is Origin.CENTRE and rule.key.startswith(LADDER)


def _limit(books: Books, clock: ClockRow, rule: DeadlineRule) -> ClockRow | None:
    """Return the mediation clock a rung may not outlast.

    While it runs, that is the case's newest unfired one; of a rung that has ended, the one whose
    day it was cut to, if any.
    """
    if not _on_ladder(rule):
        return None
    found = [each for each in reversed(books.clocks) if each.rule in books.limits]
    if clock.ended_at is None and clock.fired_at is None:
        running = (each for each in found if each.status == "running" and each.fired_at is None)
        return next(running, None)
    return next((each for each in found if each.due_at == clock.due_at), None)
