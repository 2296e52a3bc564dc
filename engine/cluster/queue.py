"""Putting jobs into the queue, in the very transaction they belong to.

A case that will have something due within a tick gets its job where that was decided: both are
committed or neither. The sweep finds whatever is due and puts in one job per case. At most one
job per case waits (``queueing_lock``), and one at a time is done (``lock``).
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from datetime import datetime, timedelta

from procrastinate import App, SyncPsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import DEFAULT_PRIORITY, Job
from sqlalchemy import text
from sqlalchemy.orm import Session

from engine.cluster.tables import require_queue
from engine.desk import Desk
from engine.rules.punctuality import SWEEP
from engine.storage.due import cases_due, listen
from engine.ticking import Ticking

CASES = "case"  # the queue, and the name of the task
MOST = 5_000  # cases put in by one sweep; the next one goes on
_DUE = text(
    "SELECT clock.case_id, min(clock.next_at) AS since FROM clock"
    " WHERE clock.next_at <= :until AND NOT EXISTS ("
    "  SELECT 1 FROM procrastinate_jobs AS job"
    "  WHERE job.queueing_lock = 'case:' || clock.case_id AND job.status = 'todo')"
    " GROUP BY clock.case_id ORDER BY since, clock.case_id LIMIT :most"
)
_settling: ContextVar[int | None] = ContextVar("settling", default=None)


class CaseQueue:
    """The door through which jobs go in; it writes by the caller's own connection.

    Raises:
        Conflict: ``schema.queue``: the queue's tables have not been laid.

    """

    def __init__(self, desk: Desk) -> None:
        require_queue(desk.database)
        self._desk = desk
        self._ahead = timedelta(seconds=2 * desk.settings.tick_seconds)
        # Never opened: with a connection given for every job it needs no pool of its own.
        self._jobs = App(connector=SyncPsycopgConnector()).job_manager

    def attach(self) -> None:
        """Hear before every commit which cases will have something due soon."""
        listen()
        self._desk.database.before_commit = self._before_commit

    def _before_commit(self, session: Session) -> None:
        session.flush()
        now = self._desk.now()
        soon = {
            case_id: at
            for case_id, at in cases_due(session).items()
            if at <= now + self._ahead and not (case_id == _settling.get() and at <= now)
        }
        self.put(session, soon)

    def put(self, session: Session, due: Mapping[int, datetime]) -> int:
        """Put in a job for each case, to be done from its instant on; return how many are new.

        A case whose job already waits is left alone, without harm to the transaction.
        """
        now = self._desk.now()
        jobs = [_job(case_id, at if at > now else None) for case_id, at in due.items()]
        if not jobs:
            return 0
        if self._defer(session, jobs):
            return len(jobs)
        return sum(self._defer(session, [job]) for job in jobs)

    def _defer(self, session: Session, jobs: list[Job]) -> bool:
        try:
            # A job that is there already is an error of PostgreSQL, which spoils what it is in.
            with session.begin_nested():  # begins when asked for its connection, not before
                raw = session.connection().connection.driver_connection
                self._jobs.batch_defer_jobs(jobs, connection=raw)
        except AlreadyEnqueued:
            return False
        return True

    def put_due(self, desk: Desk) -> int:
        """Put in one job for each case that has something due and none waiting; how many."""
        with desk.database.write() as session:
            rows = session.execute(_DUE, {"until": desk.now(), "most": MOST}).all()
            return self.put(session, {case_id: since for case_id, since in rows})

    def spread(self, ticking: tuple[Ticking, ...]) -> tuple[Ticking, ...]:
        """Return the same ticks, of which the sweep hands its cases to whoever is free."""
        return tuple(
            replace(each, run=self.put_due) if each.name == SWEEP else each for each in ticking
        )


@contextmanager
def settling(case_id: int) -> Iterator[None]:
    """Say that a case's job is at work: what falls due at once it does itself."""
    token = _settling.set(case_id)
    try:
        yield
    finally:
        _settling.reset(token)


def _job(case_id: int, at: datetime | None) -> Job:
    name = f"case:{case_id}"
    return Job(
        id=None,
        queue=CASES,
        lock=name,
        queueing_lock=name,
        task_name=CASES,
        task_kwargs={"case_id": case_id},
        scheduled_at=at,
        priority=DEFAULT_PRIORITY,
    )
