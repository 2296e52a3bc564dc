"""The ticks: what runs by itself and how often, whoever runs it.

On one machine APScheduler calls them (``engine.scheduler``), on several Procrastinate does
(``engine.cluster``); the list is the same.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from engine.desk import Desk
from engine.rules.errors import EngineError
from engine.rules.punctuality import SWEEP
from engine.usecases.errands import run_errands
from engine.usecases.keys import encrypt
from engine.usecases.nagging import nag, oldest_repeat
from engine.usecases.point_entering import enter_points
from engine.usecases.sanctions import end_sanctions
from engine.usecases.sealing import anchor, oldest_unsealed, seal, seal_everything
from engine.usecases.sensitive import keep_periods
from engine.usecases.sweep import oldest_due, sweep
from engine.usecases.tallying import tally

log = logging.getLogger(__name__)

HOURLY = 3_600
ERRANDS_SECONDS = 5  # somebody looks at their progress

Tick = Callable[[Desk], int]


@dataclass(frozen=True, slots=True)
class Ticking:
    """One tick: its name, how many seconds lie between two runs, and what it does.

    ``run`` returns how many things it handled; ``oldest`` the aware instant since which the
    oldest of them has been waiting, or None.
    """

    name: str
    seconds: int
    run: Tick
    oldest: Callable[[Desk], datetime | None] = lambda _: None


def ticks(desk: Desk, *others: Ticking) -> tuple[Ticking, ...]:
    """Return every tick of this installation; *others* come from rooms above the engine."""
    every = desk.settings.tick_seconds
    return (
        Ticking(SWEEP, every, sweep, oldest_due),
        Ticking("nag", every, nag, oldest_repeat),
        Ticking("points", every, enter_points),
        Ticking("sensitive", 300, keep_periods),
        Ticking("sanctions", HOURLY, end_sanctions),
        Ticking("encrypt", every, encrypt),
        Ticking("errands", min(every, ERRANDS_SECONDS), run_errands),
        Ticking("tally", every, tally),
        Ticking("seal", every, seal, oldest_unsealed),
        Ticking("seal_late", HOURLY, seal_everything),
        Ticking("anchor", HOURLY, anchor),
        *others,
    )


def run_tick(desk: Desk, ticking: Ticking) -> int:
    """Run one tick now and note when it ran, how late it was and how much it did.

    A tick that raises notes it, by code, and lets the next run try again.
    """
    now, oldest = desk.now(), ticking.oldest(desk)
    lag = max((now - oldest).total_seconds(), 0.0) if oldest else 0.0
    fault: str | None = None
    handled = 0
    try:
        handled = ticking.run(desk)
    except Exception as error:  # whatever it is: on the board, and the next run tries again
        log.exception("tick %s failed", ticking.name)
        fault = error.code if isinstance(error, EngineError) else "fault"
    with desk.work(None) as work:
        work.note_tick(ticking.name, lag, handled, fault)
    return handled
