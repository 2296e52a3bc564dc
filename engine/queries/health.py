"""How the installation itself is: whether its ticks run, and what waits too long.

Read by whoever watches the server, by ``heshi health``, and for the banner above the pages of
those who must know. Nothing personal is in here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import column, func, inspect, literal_column, select, table
from sqlalchemy.orm import Session

from engine.queries.calendar_coverage import uncovered_years
from engine.rules.calendar import local_day
from engine.rules.punctuality import SWEEP, Trouble, clock_trouble, tick_trouble
from engine.storage.models import ClockRow, EventRow, MessageRow, ProcessRow, SealRow, TickRow

RECENT = timedelta(days=7)  # how far back unsealed events are counted
JOBS = table("procrastinate_jobs", column("status"), column("task_name"), column("scheduled_at"))

Periods = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class TickHealth:
    """One tick: when it ran (aware UTC, None: never), its period, and how the last run went."""

    name: str
    period_seconds: int
    ran_at: datetime | None
    lag_seconds: float
    handled: int
    fault: str | None


@dataclass(frozen=True, slots=True)
class Health:
    """The state of the installation at ``at``; ages in seconds, 0 if nothing waits.

    ``messages`` counts by state those not yet delivered; ``jobs`` by state those of a cluster's
    queue (empty where there is none); ``unsealed`` events of the last days not yet in the chain;
    ``uncovered`` years whose holiday notice is not loaded though it is time.
    """

    at: datetime
    ticks: tuple[TickHealth, ...]
    oldest_clock_seconds: float
    outbox_seconds: float
    messages: Mapping[str, int]
    quarantined: int
    unsealed: int
    jobs: Mapping[str, int]
    troubles: tuple[Trouble, ...]
    uncovered: tuple[int, ...] = ()


def health(session: Session, now: datetime, periods: Periods) -> Health:
    """Return how things are at *now*; *periods* are the ticks' seconds by name."""
    ticks = _ticks(session, periods)
    oldest = _oldest_clock(session, now)
    return Health(
        at=now,
        ticks=ticks,
        oldest_clock_seconds=_age(oldest, now),
        outbox_seconds=_age(_oldest_message(session, now), now),
        messages=_messages(session),
        quarantined=set_aside_count(session),
        unsealed=_unsealed(session, now),
        jobs=_jobs(session),
        troubles=tuple(_troubles(ticks, oldest, now)),
        uncovered=uncovered_years(session, local_day(now)),
    )


def troubles(session: Session, now: datetime, periods: Periods) -> tuple[Trouble, ...]:
    """Return what is too late at *now*, by two short statements; empty if all is well."""
    return tuple(_troubles(_ticks(session, periods), _oldest_clock(session, now), now))


def _troubles(
    ticks: tuple[TickHealth, ...], oldest: datetime | None, now: datetime
) -> Iterator[Trouble]:
    for each in ticks:
        if each.ran_at is None and each.name != SWEEP:
            continue  # a new one, or one that runs once an hour and has not had its first
        trouble = tick_trouble(each.name, each.ran_at, each.period_seconds, now)
        if trouble is not None:
            yield trouble
    sweep = next(each for each in ticks if each.name == SWEEP)
    late = clock_trouble(oldest, sweep.period_seconds, now)
    if late is not None:
        yield late


def _ticks(session: Session, periods: Periods) -> tuple[TickHealth, ...]:
    rows = {row.name: row for row in session.scalars(select(TickRow))}
    return tuple(_tick(name, seconds, rows.get(name)) for name, seconds in periods.items())


def _tick(name: str, period_seconds: int, row: TickRow | None) -> TickHealth:
    if row is None:
        return TickHealth(name, period_seconds, None, 0.0, 0, None)
    return TickHealth(name, period_seconds, row.ran_at, row.lag_seconds, row.handled, row.fault)


def _oldest_clock(session: Session, now: datetime) -> datetime | None:
    """Return since when the most overdue clock waits for the sweep, retries put off apart."""
    return session.scalar(select(func.min(ClockRow.next_at)).where(ClockRow.next_at <= now))


def _oldest_message(session: Session, now: datetime) -> datetime | None:
    waiting = (MessageRow.state == "queued", MessageRow.next_at <= now)
    return session.scalar(select(func.min(MessageRow.next_at)).where(*waiting))


def _age(since: datetime | None, now: datetime) -> float:
    return max((now - since).total_seconds(), 0.0) if since else 0.0


def _messages(session: Session) -> dict[str, int]:
    counts = {
        state: session.scalar(
            select(func.count()).select_from(MessageRow).where(MessageRow.state == state)
        )
        for state in ("queued", "dead")
    }
    return {state: count or 0 for state, count in counts.items()}


# spelled out, as the index of these few has it
_SET_ASIDE = ProcessRow.status == literal_column("'quarantined'")


def set_aside_count(session: Session) -> int:
    """Return how many processes are set aside; read from an index that holds no others."""
    query = select(func.count()).select_from(ProcessRow).where(_SET_ASIDE)
    return session.scalar(query) or 0


def _unsealed(session: Session, now: datetime) -> int:
    recent = select(func.count()).select_from(EventRow).where(EventRow.recorded_at > now - RECENT)
    sealed = select(SealRow.event_id).where(SealRow.event_id == EventRow.id).exists()
    return session.scalar(recent.where(~sealed)) or 0


def _jobs(session: Session) -> dict[str, int]:
    connection = session.connection()
    if not inspect(connection).has_table(JOBS.name):
        return {}
    counted = select(JOBS.c.status, func.count()).group_by(JOBS.c.status)
    return {str(status): count for status, count in session.execute(counted)}
