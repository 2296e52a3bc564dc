"""The ticks: what runs by itself, how often, and who runs it.

Embedded, APScheduler calls the ticks from the serving process, under a lease row, so that two
servers on one database cannot both. The scheduler's own store is memory only: a tick keeps no
state but the database's, and one that was missed is made up for by the next.
"""

import logging
import os
import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from apscheduler.schedulers.background import BackgroundScheduler

from engine.clock import SystemClock
from engine.desk import Desk
from engine.rules.errors import Conflict, EngineError
from engine.usecases.sweep import oldest_due, sweep

log = logging.getLogger(__name__)

LEASE = "ticks"
LEASE_LENGTH = timedelta(seconds=90)
RENEW_SECONDS = 30

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
    return (Ticking("sweep", desk.settings.tick_seconds, sweep, oldest_due), *others)


def holder_name() -> str:
    """Return who we are in the lease row: machine and process."""
    return f"{socket.gethostname()}:{os.getpid()}"


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


class Scheduler:
    """APScheduler over our ticks, alive as long as the server that started it."""

    def __init__(self, desk: Desk, ticking: tuple[Ticking, ...]) -> None:
        self._desk = desk
        self._ticking = ticking
        self._holder = holder_name()
        self._jobs = BackgroundScheduler(timezone="UTC")

    def start(self) -> None:
        """Take the lease and start ticking.

        Raises:
            Conflict: ``server.second``: another server ticks on this database.
        """
        self._take_lease()
        self._jobs.add_job(self._renew, "interval", seconds=RENEW_SECONDS, **_ONCE)
        for ticking in self._ticking:
            self._jobs.add_job(
                run_tick,
                "interval",
                args=(self._desk, ticking),
                seconds=ticking.seconds,
                id=ticking.name,
                next_run_time=SystemClock().now(),
                **_ONCE,
            )
        self._jobs.start()

    def stop(self) -> None:
        """Let running ticks end, then give the lease back."""
        self._jobs.shutdown(wait=True)
        with self._desk.work(None) as work:
            work.release_lease(LEASE, self._holder)

    def _take_lease(self) -> None:
        with self._desk.work(None) as work:
            if not work.take_lease(LEASE, self._holder, LEASE_LENGTH):
                raise Conflict("server.second")

    def _renew(self) -> None:
        with self._desk.work(None) as work:
            if not work.take_lease(LEASE, self._holder, LEASE_LENGTH):
                log.error("the lease on the ticks went to somebody else; ticking stops")
                self._jobs.pause()


_ONCE: dict[str, object] = {"max_instances": 1, "coalesce": True, "misfire_grace_time": None}
