"""The worker: does the ticks and the cases' jobs, as many at a time as it is given hands.

What Procrastinate leaves to its user is done here: the jobs of a worker that died stay ``doing``
and keep their case's lock until ``rescue`` gives them back; a job that waits for a lock is not
woken when the lock is free, so the queue is asked every half second (measured: 20 s → 2 s).
"""

import asyncio
import logging
import os
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from procrastinate import App, PsycopgConnector, signals
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Job, Status

from engine.cluster.queue import CASES, CaseQueue, settling
from engine.desk import Desk
from engine.presence import Part, Presence, require_release
from engine.rules.errors import EngineError, Locked
from engine.storage.patience import patiently
from engine.ticking import Ticking, run_tick
from engine.usecases.sweep import settle_case

log = logging.getLogger(__name__)

TICKS = "tick"  # the queue, and what the tasks' names begin with
AGAIN_SECONDS = 1.0  # before a worker whose database went away asks for it
KEPT_HOURS = 72  # how long a job that failed stays to be looked at


@dataclass(frozen=True, slots=True)
class Pace:
    """How quickly a worker goes about it, in seconds.

    ``poll``: between two looks into the queue. ``heartbeat``: between two signs of life;
    ``stalled``: after so long without one a worker counts as dead. ``rescue``: between two
    rounds of giving back a dead worker's jobs.
    """

    poll: float = 0.5
    heartbeat: float = 10.0
    stalled: float = 15.0
    rescue: int = 10


def run_worker(
    desk: Desk,
    ticking: tuple[Ticking, ...],
    hands: int = 4,
    pace: Pace | None = None,
    ready: Callable[[], None] = lambda: None,
) -> None:
    """Work until SIGTERM or SIGINT; the jobs in hand are finished first.

    *ready* is called once it has its place and may begin. When the database goes away the worker
    begins anew as soon as it is back.

    Raises:
        Conflict: as ``Presence.enter``; ``schema.queue``; what made it stop, if another release
            took over meanwhile.
        Locked: as ``patiently``: the database did not come (back) within ``start_seconds``.

    """
    lost: list[EngineError] = []

    def stop(error: EngineError) -> None:
        if not lost:
            lost.append(error)
            os.kill(os.getpid(), signal.SIGTERM)

    presence = Presence(desk, Part.WORKER, stop)
    presence.enter()
    try:
        queue = patiently(lambda: CaseQueue(desk), desk.settings.start_seconds)
        queue.attach()
        ready()
        _keep_working(desk, queue.spread(ticking), hands, pace or Pace())
    finally:
        presence.leave()
    if lost:
        raise lost[0]


def _keep_working(desk: Desk, ticking: tuple[Ticking, ...], hands: int, pace: Pace) -> None:
    """Work until told to stop, beginning anew whenever the database has been away."""
    told = threading.Event()
    again = partial(require_release, desk, Part.WORKER)
    with signals.on_stop(told.set):  # between two beginnings
        while not (told.is_set() or asyncio.run(_work(desk, ticking, hands, pace))):
            log.warning("the database went away; the worker begins anew")
            told.wait(AGAIN_SECONDS)
            try:
                patiently(again, desk.settings.start_seconds, told)
            except Locked:
                if not told.is_set():
                    raise


async def _work(desk: Desk, ticking: tuple[Ticking, ...], hands: int, pace: Pace) -> bool:
    """Work until told to stop; False if the queue's database went away before that."""
    app, told = build_app(desk, ticking, pace), asyncio.Event()
    work = asyncio.create_task(_take_jobs(app, hands, pace))

    def stop() -> None:
        told.set()
        work.cancel()  # it finishes what it has in hand

    with signals.on_stop(stop):
        try:
            await work
        except asyncio.CancelledError:
            if not told.is_set():
                raise
        except ConnectorException as error:
            log.warning("the queue cannot be reached: %s", error.__cause__ or error)
    return told.is_set()


async def _take_jobs(app: App, hands: int, pace: Pace) -> None:
    async with app.open_async():
        await app.run_worker_async(
            queues=[CASES, TICKS],
            concurrency=hands,
            fetch_job_polling_interval=pace.poll,
            update_heartbeat_interval=pace.heartbeat,
            stalled_worker_timeout=pace.stalled,
            delete_jobs="successful",
            install_signal_handlers=False,
        )


def build_app(desk: Desk, ticking: tuple[Ticking, ...], pace: Pace) -> App:
    """Return Procrastinate's app with our tasks, not yet opened."""
    url = desk.database.url.set(drivername="postgresql")
    conninfo = url.render_as_string(hide_password=False)
    app = App(connector=PsycopgConnector(conninfo=conninfo, kwargs={"connect_timeout": 10}))

    @app.task(name=CASES, queue=CASES)
    def settle(case_id: int) -> None:
        with settling(case_id):
            settle_case(desk, case_id)

    for each in ticking:
        _add_tick(app, desk, each)

    @app.periodic(cron=cron_of(pace.rescue))
    @app.task(name="rescue", queue=TICKS, queueing_lock="rescue")
    async def rescue_jobs(timestamp: int) -> None:
        await rescue(app, pace.stalled)

    return app


def _add_tick(app: App, desk: Desk, ticking: Ticking) -> None:
    name = f"{TICKS}:{ticking.name}"

    @app.periodic(cron=cron_of(ticking.seconds))
    @app.task(name=name, queue=TICKS, lock=name, queueing_lock=name)
    def tick(timestamp: int) -> None:
        run_tick(desk, ticking)


async def rescue(app: App, stalled_seconds: float) -> None:
    """Give back the jobs of workers that have died, and forget old failed ones."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=stalled_seconds):
        log.warning("job %s (%s) is taken from a worker that died", job.id, job.task_name)
        await _give_back(app, job)
    await app.job_manager.delete_old_jobs(nb_hours=KEPT_HOURS, include_failed=True)


async def _give_back(app: App, job: Job) -> None:
    try:
        await app.job_manager.retry_job(job)
    except (UniqueViolation, ConnectorException):
        # Its successor waits already: this one only has to let go of the case.
        assert job.id is not None  # noqa: S101  # it came from the database
        await app.job_manager.finish_job_by_id_async(job.id, Status.FAILED, delete_job=True)


def cron_of(seconds: int) -> str:
    """Return the cron line of about every *seconds*: never less often, from 1 to 3600.

    Cron knows only divisors of a minute and of an hour; seconds stand last.
    """
    if seconds < 60:
        step = max(each for each in range(1, seconds + 1) if 60 % each == 0)
        return f"* * * * * */{step}"
    step = max(each for each in range(1, seconds // 60 + 1) if 60 % each == 0)
    return f"*/{step} * * * * 0" if step < 60 else "0 * * * * 0"
