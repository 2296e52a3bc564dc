"""What the clocks do: turn colour, tell people, fire. One due clock at a time, in due order.

Each due clock is one transaction whose instant is the clock's own: after an outage the ladder
ends on the same days as without one. A clock that fails is pushed back, counted, and after a few
tries its process is set aside, so that one broken case cannot stop the others.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, bindparam, select, update

from engine.desk import Desk
from engine.rules.colours import Colour, colour_at, next_change
from engine.rules.errors import EngineError, Locked, Stale
from engine.rules.events import ClockExpired, ColourChanged, DutyClimbDue
from engine.rules.permissions import Role
from engine.storage.models import CaseRow, ClockRow, OfficeRow, ProcessRow, WorkItemRow
from engine.storage.reading import ask
from engine.storage.work import Work
from engine.usecases import clockwork, ledger, offices
from engine.usecases.caseload import clocks_of
from engine.usecases.gathering import lock_and_gather
from engine.usecases.procedure import Procedure
from engine.usecases.quarantine import is_unreadable, quarantine
from engine.usecases.standing import note_standing
from engine.usecases.telling import Telling, tell_people
from engine.usecases.warnings import warn

log = logging.getLogger(__name__)

DueQuery = Select[int, int, str, datetime | None, datetime | None, datetime | None]
DUE: DueQuery = (
    select(
        ClockRow.id,
        ClockRow.case_id,
        ClockRow.colour,
        ClockRow.yellow_at,
        ClockRow.orange_at,
        ClockRow.due_at,
    )
    .where(ClockRow.next_at <= bindparam("until", type_=ClockRow.next_at.type))
    .order_by(ClockRow.next_at, ClockRow.id)
    .limit(1)
)
DUE_OF_CASE = DUE.where(ClockRow.case_id == bindparam("of"))
DUE_OF_STEP = DUE.where(
    ClockRow.case_id
    == select(WorkItemRow.case_id).where(WorkItemRow.id == bindparam("of")).scalar_subquery()
)
CHANGED = "record.changed"  # a row of ours was written by somebody else meanwhile
FIRST_RETRY = timedelta(minutes=1)
LONGEST_RETRY = timedelta(hours=6)
MAX_TRIES = 5


def sweep(desk: Desk, until: datetime | None = None, limit: int = 100_000) -> int:
    """Do everything that is due, in due order, until nothing is; return how much was done.

    Args:
        desk: clock, files, runner.
        until: do only what falls due up to this aware instant; now if not given.
        limit: stop after so many, so that a loop in a diagram cannot hold a tick for ever.
    """
    count = 0
    while count < limit and sweep_next(desk, until):
        count += 1
    return count


def sweep_next(desk: Desk, until: datetime | None = None) -> bool:
    """Handle the one clock that is most overdue for something; False if there is none.

    1. Find the clock with the earliest next instant.
    2. In a transaction of its own, at that instant, change its colour, tell, and fire it.
    3. If that fails, push it back, so that one broken case cannot stop the others.
    """
    return _handle_first(desk, until or desk.now(), DUE)


def oldest_due(desk: Desk) -> datetime | None:
    """Return since when the most overdue clock has been waiting; None if nothing is due."""
    found = _first_due(desk, desk.now(), DUE)
    return found.at if found else None


def settle_case(desk: Desk, case_id: int) -> None:
    """Do what is due for one case, before somebody acts on it."""
    _settle(desk, DUE_OF_CASE, case_id)


def settle_step(desk: Desk, item_id: int) -> None:
    """Do what is due for the case of a step, before somebody takes the step."""
    _settle(desk, DUE_OF_STEP, item_id)


def _settle(desk: Desk, due: DueQuery, of: int) -> None:
    found = _first_due(desk, desk.now(), due, of)
    while found is not None:
        until = desk.now()
        known = _try(desk, found, until)
        found = _first_due(desk, until, due, of) if known is None else known.next


def _handle_first(desk: Desk, until: datetime, due: DueQuery) -> bool:
    found = _first_due(desk, until, due)
    if found is None:
        return False
    _try(desk, found, until)
    return True


def _try(desk: Desk, found: "_Due", until: datetime) -> "_Left | None":
    """Handle a due clock; return what is due next for its case, or None if that is to be asked."""
    clock_id = found.clock_id
    try:
        return _handle(desk, found, until)
    except Locked:
        log.info("clock %s waits for a lock", clock_id)
        _postpone(desk, clock_id)
    except Exception as error:  # whatever it is, the other clocks go on
        if isinstance(error, Stale) and error.code == CHANGED:
            return None  # somebody else was quicker: what is due now is asked again
        log.exception("clock %s failed", clock_id)
        _push_back(desk, clock_id, error)
    return None


@dataclass(frozen=True, slots=True)
class _Due:
    """The clock that is first in line, and the instant at which its turn falls."""

    clock_id: int
    case_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class _Left:
    """What is due next for a case whose clock has been handled; None: nothing by then."""

    next: _Due | None


def _first_due(desk: Desk, until: datetime, due: DueQuery, of: int | None = None) -> _Due | None:
    with desk.read() as session:
        found = ask(session, due, {"until": until, "of": of})
    if not found:
        return None
    clock_id, case_id, colour, yellow_at, orange_at, due_at = found[0]
    return _Due(clock_id, case_id, turns_at(colour, yellow_at, orange_at, due_at))


def turns_at(
    colour: str, yellow_at: datetime | None, orange_at: datetime | None, due_at: datetime | None
) -> datetime:
    """Return the instant at which a clock's next turn falls, whatever retries did to it."""
    due = due_at or clockwork.NEVER
    by_colour = {Colour.GREEN: yellow_at or due, Colour.YELLOW: orange_at or due}
    return by_colour.get(Colour(colour), due)


def _handle(desk: Desk, due: _Due, until: datetime) -> _Left:
    with desk.work(None, due.at) as work:
        # Who holds the case's lock holds its clocks: everybody takes it before touching them.
        case = lock_and_gather(work, due.case_id)
        clock = next(each for each in clocks_of(work, case) if each.id == due.clock_id)
        if clock.next_at is None or clock.next_at > until:
            return _left(work, case, until)
        if clock.ended_at is not None:  # must not stay first in line for ever
            clock.next_at = None
            return _left(work, case, until)
        clock.tries = 0
        turn(desk, work, case, clock)
        if clock.due_at is not None and work.now >= clock.due_at and clock.fired_at is None:
            expire(desk, work, case, clock)
        note_standing(work, case)
        return _left(work, case, until)


def _left(work: Work, case: CaseRow, until: datetime) -> _Left:
    """Look at the clocks of *case*, which is locked, as ``DUE_OF_CASE`` would after this work."""
    waiting = [
        (clock.next_at, clock.id, clock)
        for clock in clocks_of(work, case)
        if clock.next_at is not None and clock.next_at <= until
    ]
    if not waiting:
        return _Left(None)
    clock = min(waiting)[2]
    at = turns_at(clock.colour, clock.yellow_at, clock.orange_at, clock.due_at)
    return _Left(_Due(clock.id, case.id, at))


def turn(desk: Desk, work: Work, case: CaseRow, clock: ClockRow) -> None:
    """Give a clock the colour of this instant, and tell those the ladder names."""
    turns = clockwork.instants_of(clock)
    before, clock.colour = clock.colour, str(colour_at(turns, work.now))
    clock.next_at = next_change(turns, work.now)
    if clock.colour == before:
        return
    due_on = clock.due_on.isoformat() if clock.due_on else None
    event = work.record(ColourChanged(clock.id, clock.rule, before, clock.colour, due_on), case)
    warn(desk, work, case, (clock, event))


def expire(desk: Desk, work: Work, case: CaseRow, clock: ClockRow) -> None:
    """Let a clock run out: put it on record, for good, and move its process on."""
    clock.fired_at = work.now
    clock.next_at = None
    on_expiry = str(clock.row["on_expiry"])
    work.record(ClockExpired(clock.id, clock.rule, on_expiry, clock.element), case)
    if on_expiry == "climb":
        announce_climb(desk, work, case, clock.rule, "expired")
    if not clock.fires or clock.process_id is None or clock.anchor is None:
        return
    process = work.get(ProcessRow, clock.process_id, lock=True)
    if process.status == "running":
        Procedure(desk, work, case).fire(process, clock.anchor, ledger.firing(clock))


def announce_climb(desk: Desk, work: Work, case: CaseRow, rule: str, cause: str) -> None:
    """Put on record that the duty is to climb, from whom to whom and why, and tell both."""
    holder = work.get(OfficeRow, case.holder_id)
    mode = offices.area_mode(work, work.get(OfficeRow, case.place_id))
    upper = offices.upper_office(work, holder, mode)
    event = work.record(DutyClimbDue(rule, cause, holder.id, upper.id), case)
    facts = {"rule": rule, "cause": cause, "from": holder.name, "to": upper.name}
    telling = Telling("DutyClimbDue", facts, f"climb:{work.id_of(event)}")
    audience = ((holder.id, Role.OFFICE_LEADER), (upper.id, Role.OFFICE_LEADER))
    tell_people(desk, work, case, (telling, event), *audience, (upper.id, Role.DISPATCHER))


def _push_back(desk: Desk, clock_id: int, error: Exception) -> None:
    """Try again later, doubling the wait; set the process aside when it keeps failing.

    A table may be published anew or a busy machine get quiet, so a fault gets a few tries; a
    state that cannot be read gets none. A clock without a process is never given up.
    """
    with desk.work(None) as work:
        query = select(ClockRow.case_id).where(ClockRow.id == clock_id)
        work.get(CaseRow, work.session.scalar(query), lock=True)
        clock = work.get(ClockRow, clock_id, lock=True)
        clock.tries += 1
        clock.next_at = work.now + min(FIRST_RETRY * 2**clock.tries, LONGEST_RETRY)
        broken = _broken(clock, error)
        if broken is not None:
            quarantine(desk, work, broken, error)


def _broken(clock: ClockRow, error: Exception) -> int | None:
    """Return the process to set aside because of *error*, if it is time for that."""
    if isinstance(error, EngineError) and is_unreadable(error):
        found = error.facts.get("process_id")
        return found if isinstance(found, int) else clock.process_id
    return clock.process_id if clock.tries >= MAX_TRIES else None


def _postpone(desk: Desk, clock_id: int) -> None:
    """Leave a clock whose case is locked for a while, so that the others go on.

    Raises:
        Locked: the whole database is taken; there is nothing to go on with.
    """
    with desk.work(None) as work:
        clock = update(ClockRow).where(ClockRow.id == clock_id, ClockRow.next_at.is_not(None))
        work.session.execute(clock.values(next_at=work.now + FIRST_RETRY))
