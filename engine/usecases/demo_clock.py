"""Moving the clock of a demo: what falls due on the way is done at its own instant, in order."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import func, select

from engine.desk import DEMO, Desk
from engine.rules.calendar import instant_at
from engine.rules.errors import Conflict, Invalid, NotAllowed
from engine.rules.events import DemoClockMoved
from engine.rules.permissions import Action, Actor, Place, may
from engine.storage.models import ClockRow, MessageRow, TokenRow
from engine.storage.work import Work
from engine.usecases.sweep import sweep

MAX_STOPS = 100_000  # a diagram that keeps something due for ever must not hold us for ever
LONGEST = timedelta(days=3660)
JUST_AFTER = timedelta(milliseconds=1)

Tick = Callable[[Desk], int]
Told = Callable[[datetime], None]


@dataclass(frozen=True, slots=True)
class Advanced:
    """From when to when a demo's clock was moved (UTC), and how much fell due on the way."""

    before: datetime
    after: datetime
    handled: int


def advance_demo(
    desk: Desk,
    actor: Actor | None,
    to: datetime,
    ticks: Sequence[Tick] = (sweep,),
    told: Told = lambda at: None,
) -> Advanced:
    """Move a demo's clock to *to* (aware), stopping wherever something falls due.

    At each stop all *ticks* run, so that what happens there happens in order; *told* hears of
    each stop.

    Raises:
        Conflict: ``clock.real``: not a demo database.
        Invalid: ``clock.backwards``, or ``clock.too_far`` (over ten years).
        NotAllowed: ``clock.move``.

    """
    if actor is not None and not may(actor, Action.MOVE_DEMO_CLOCK, Place()):
        raise NotAllowed("clock.move")
    if not desk.is_demo():
        raise Conflict("clock.real")
    before = desk.now()
    if to < before:
        raise Invalid("clock.backwards")
    if to - before > LONGEST:
        raise Invalid("clock.too_far", days=LONGEST.days)
    handled, reached = _run(desk, ticks), before
    for _ in range(MAX_STOPS):
        stop = _next_stop(desk, reached, to)
        if stop is None:
            break
        reached = stop
        _move(desk, stop)
        handled += _run(desk, ticks)
        told(stop)
    _move(desk, to)
    handled += _run(desk, ticks)
    told(to)
    with desk.work(actor) as work:
        _keep_tokens(work, before, to)
        work.record(DemoClockMoved(before.isoformat(), to.isoformat()))
    return Advanced(before, to, handled)


def _keep_tokens(work: Work, before: datetime, to: datetime) -> None:
    """Let tokens live as long as they would have: a jump of the clock throws nobody out."""
    living = select(TokenRow).where(TokenRow.expires_at > before)
    for token in work.session.scalars(living):
        token.expires_at += to - before


def workdays_later(desk: Desk, count: int) -> datetime:
    """Return the same time of day on the *count*-th working day after today (UTC).

    Raises:
        Invalid: ``calendar.negative``.

    """
    now = desk.now()
    with desk.read() as session:
        calendar = desk.calendar(session)
    local = now.astimezone(desk.zone)
    clock_time = time(local.hour, local.minute, local.second)
    return instant_at(calendar.add_workdays(desk.local_day(now), count), clock_time)


def offset_of(desk: Desk) -> timedelta | None:
    """Return by how much a demo's clock is ahead of the machine's; None for a real database."""
    with desk.work(None) as work:
        noted = work.notice(DEMO)
    return None if noted is None else timedelta(seconds=float(noted["offset_seconds"]))


def _run(desk: Desk, ticks: Sequence[Tick]) -> int:
    return sum(tick(desk) for tick in ticks)


def _move(desk: Desk, to: datetime) -> None:
    desk.move_clock(max(to - desk.now(), timedelta(0)))


def _next_stop(desk: Desk, after: datetime, to: datetime) -> datetime | None:
    """Return the next instant in (*after*, *to*] at which something falls due."""
    with desk.read() as session:
        found = [
            session.scalar(select(func.min(column)).where(column > after, column <= to))
            for column in (ClockRow.next_at, MessageRow.next_at)
        ]
    return min((at + JUST_AFTER for at in found if at is not None), default=None)
