"""The ticks on one machine: APScheduler calls them from the serving process.

It does so under a lease row, so that two servers on one database cannot both. The scheduler's
own store is memory only: a tick keeps no state but the database's, and one that was missed is
made up for by the next.
"""

import logging

from apscheduler.schedulers.background import BackgroundScheduler

from engine.clock import SystemClock
from engine.desk import Desk
from engine.presence import LEASE, LEASE_LENGTH, RENEW_SECONDS, holder_name, take_alone
from engine.rules.errors import Conflict, Locked
from engine.storage.patience import patiently
from engine.ticking import Tick, Ticking, run_tick, ticks

__all__ = ["LEASE", "LEASE_LENGTH", "Scheduler", "Tick", "Ticking", "run_tick", "ticks"]

log = logging.getLogger(__name__)


class Scheduler:
    """APScheduler over our ticks, alive as long as the server that started it."""

    def __init__(self, desk: Desk, ticking: tuple[Ticking, ...]) -> None:
        self._desk = desk
        self._ticking = ticking
        self._holder = holder_name()
        self._jobs = BackgroundScheduler(timezone="UTC")

    def start(self) -> None:
        """Take the lease, waiting ``start_seconds`` for a busy database, and start ticking.

        Raises:
            Conflict: ``server.second``: another server ticks on this database;
                ``server.cluster``: a cluster's programs do.
            Locked: as ``patiently``.

        """
        patiently(self._take_lease, self._desk.settings.start_seconds)
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
            take_alone(work, self._holder)

    def _renew(self) -> None:
        try:
            self._take_lease()
        except Conflict:
            log.error("the lease on the ticks went to somebody else; ticking stops")
            self._jobs.pause()
        except Locked as error:  # the lease outlasts two failed renewals
            log.warning("the lease on the ticks could not be renewed: %s", error.code)


_ONCE: dict[str, object] = {"max_instances": 1, "coalesce": True, "misfire_grace_time": None}
