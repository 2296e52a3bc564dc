"""The 期限 tab: every clock of a case, with its arithmetic, its pauses and its extensions."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from engine.queries.acts import ClockActs, circumstances, clock_acts
from engine.queries.clock_lines import ExtensionLine, LineReader, PauseLine
from engine.queries.gathering import office_names
from engine.queries.lens import Lens
from engine.queries.reckoning import Books, as_stored, open_books
from engine.queries.scope import sees, visible_case
from engine.queries.standing import PAUSED, Standing, stand
from engine.rules.colours import colour_at, colour_instants, thresholds_from_row
from engine.rules.deadline_rule import DeadlineRule, rule_from_row
from engine.rules.deadlines import Computed, Step
from engine.rules.permissions import Actor
from engine.storage.models import ClockRow


@dataclass(frozen=True, slots=True)
class ClockView:
    """One clock and why it ends on its day.

    ``steps`` are the lines of the arithmetic (code, parameters, running day), worked out again
    just now; ``agrees`` says that they come to the stored day. ``yellow_at``, ``orange_at`` and
    ``due_at`` (in ``standing``) are aware UTC. ``status`` is running, paused, met, cancelled.
    """

    clock_id: int
    rule: DeadlineRule
    status: str
    standing: Standing
    office: str | None
    started_at: datetime
    start_on: date
    raw_end_on: date | None
    yellow_at: datetime | None
    orange_at: datetime | None
    ended_at: datetime | None
    calendar_version: str
    pauses: tuple[PauseLine, ...]
    extensions: tuple[ExtensionLine, ...]
    steps: tuple[Step, ...]
    agrees: bool
    acts: ClockActs | None


def case_clocks(session: Session, actor: Actor, lens: Lens, code: str) -> tuple[ClockView, ...]:
    """Return every clock of a case: those that run first, most urgent first, then the ended.

    Raises:
        NotFound: ``case.unknown``.

    """
    case, place = visible_case(session, actor, code)
    books = open_books(session, lens, case.id)
    found = circumstances(session, case)
    may_read = sees(actor, place)
    reader = _reader(session, books, may_read=may_read)
    offices = office_names(session, (clock.office_id for clock in books.clocks))
    views = [
        replace(
            _view(lens, books, clock, reader, may_read=may_read),
            office=offices.get(clock.office_id),
            acts=clock_acts(actor, place, found, clock),
        )
        for clock in books.clocks
    ]
    return tuple(sorted(views, key=_urgency))


def _urgency(view: ClockView) -> tuple[bool, bool, date, int]:
    due_on = view.standing.due_on
    return view.ended_at is not None, due_on is None, due_on or date.max, view.clock_id


def _reader(session: Session, books: Books, *, may_read: bool) -> LineReader:
    pauses = [row for rows in books.pauses.values() for row in rows]
    asked = [row for rows in books.extensions.values() for row in rows]
    return LineReader(session, pauses, asked, may_read=may_read)


def _view(
    lens: Lens, books: Books, clock: ClockRow, reader: LineReader, *, may_read: bool
) -> ClockView:
    rows = books.pauses.get(clock.id, ())
    computed = as_stored(books, clock)
    paused_from = next((row.from_on for row in rows if row.to_on is None), None)
    return ClockView(
        clock_id=clock.id,
        rule=rule_from_row(clock.row),
        status=clock.status,
        standing=stand(lens, clock, books.calendar(clock), paused_from),
        office=None,
        started_at=clock.started_at,
        start_on=clock.start_on,
        raw_end_on=clock.raw_end_on,
        yellow_at=clock.yellow_at,
        orange_at=clock.orange_at,
        ended_at=clock.ended_at,
        calendar_version=clock.calendar_version,
        pauses=tuple(reader.pause(row, lens.today) for row in rows),
        extensions=tuple(reader.extension(row) for row in books.extensions.get(clock.id, ())),
        steps=computed.steps if may_read else tuple(map(_without_words, computed.steps)),
        agrees=_agrees(lens, books, clock, computed),
        acts=None,
    )


def _without_words(step: Step) -> Step:
    return replace(step, params={key: each for key, each in step.params.items() if key != "reason"})


def _agrees(lens: Lens, books: Books, clock: ClockRow, computed: Computed) -> bool:
    """Say whether the clock, worked out again, comes to the stored instant and colour."""
    if clock.status == PAUSED:
        return computed.paused
    if computed.due_at != clock.due_at:
        return False
    if clock.ended_at is not None or clock.next_at is None or clock.next_at <= lens.now:
        return True  # its colour is final, or the sweep is about to change it
    rule = rule_from_row(clock.row)
    thresholds = thresholds_from_row(clock.thresholds)
    turns = colour_instants(rule, computed, thresholds, books.calendar(clock), books.stops(clock))
    return turns is not None and colour_at(turns, lens.now) == clock.colour
