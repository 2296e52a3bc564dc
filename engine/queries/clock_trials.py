"""Drawing a clock's days, and asking what would be if: no rows are written."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from engine.queries.lens import Lens
from engine.queries.reckoning import Books, as_stored, open_books, work_out
from engine.queries.scope import visible_case
from engine.rules.counting import DayCount, Span, count_days
from engine.rules.deadline_rule import rule_from_row
from engine.rules.deadlines import Computed, Extension, Pause, Step, check_extension, check_pause
from engine.rules.errors import Invalid, NotFound
from engine.rules.permissions import Actor
from engine.storage.models import ClockRow

LONGEST_PICTURE = 400  # days drawn; a longer period shows its end in words alone


@dataclass(frozen=True, slots=True)
class Trial:
    """What would be if: the new end with its steps, or the code why it may not be."""

    due_on: date | None
    due_at: datetime | None
    steps: tuple[Step, ...]
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A question to a clock: more time (in the rule's unit), or a pause [from_on, to_on)."""

    length: int | None = None
    from_on: date | None = None
    to_on: date | None = None


def clock_picture(
    session: Session, actor: Actor, lens: Lens, code: str, clock_id: int
) -> tuple[DayCount, ...]:
    """Return the days of a clock's period with number and mark, from its start to its due day.

    One that stands still is drawn up to today; a period of more than 400 days gives none.

    Raises:
        NotFound: ``case.unknown`` or ``clock.unknown``.

    """
    books, clock = _open(session, actor, lens, (code, clock_id))
    computed = as_stored(books, clock)
    span = computed.span
    if span.due_on is None:
        span = Span(span.start_on, None, None, lens.today)
    last = span.due_on or span.until or span.start_on
    if (last - span.start_on).days > LONGEST_PICTURE:
        return ()
    unit = rule_from_row(clock.row).unit
    return tuple(count_days(span, unit, books.calendar(clock), books.stops(clock)))


def try_out(
    session: Session, actor: Actor, lens: Lens, where: tuple[str, int], what: WhatIf
) -> Trial:
    """Return what would become of a clock (case code, clock id) if *what* were granted today.

    Raises:
        NotFound: ``case.unknown`` or ``clock.unknown``.

    """
    books, clock = _open(session, actor, lens, where)
    try:
        computed = _tried(books, clock, lens.today, what)
    except Invalid as error:
        return Trial(None, None, (), error.code)
    return Trial(computed.due_on, computed.due_at, computed.steps)


def _tried(books: Books, clock: ClockRow, today: date, what: WhatIf) -> Computed:
    rule, old = rule_from_row(clock.row), as_stored(books, clock)
    pauses, grants = books.stops(clock), books.grants(clock)
    if what.length is not None:
        more = Extension(what.length, today)
        check_extension(rule, old, grants, more)
        grants = (*grants, more)
    if what.from_on is not None:
        stop = Pause(what.from_on, what.to_on)
        check_pause(rule, old, stop)
        pauses = (*pauses, stop)
    return work_out(books, clock, pauses, grants)


def _open(
    session: Session, actor: Actor, lens: Lens, where: tuple[str, int]
) -> tuple[Books, ClockRow]:
    code, clock_id = where
    case, _ = visible_case(session, actor, code)
    books = open_books(session, lens, case.id)
    clock = books.clock(clock_id)
    if clock is None:
        raise NotFound("clock.unknown", clock=clock_id)
    return books, clock
