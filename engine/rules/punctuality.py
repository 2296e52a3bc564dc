"""When what runs by itself counts as late: its period and a grace after it.

A tick every half minute that has not run for five and a half is late; one every hour has an hour
and five minutes. The same grace holds for a clock that should have been handled.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

SWEEP = "sweep"
GRACE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is late: ``tick.never``, ``tick.late`` or ``clock.late``.

    ``tick`` names the tick; ``minutes`` since it ran, or since the oldest clock waits (0: never
    ran).
    """

    code: str
    tick: str
    minutes: int


def tick_trouble(
    name: str, ran_at: datetime | None, period_seconds: int, now: datetime
) -> Trouble | None:
    """Return what is wrong with a tick that last ran at *ran_at* (aware); None if nothing."""
    if ran_at is None:
        return Trouble("tick.never", name, 0)
    return _late("tick.late", name, now - ran_at, period_seconds)


def clock_trouble(oldest: datetime | None, period_seconds: int, now: datetime) -> Trouble | None:
    """Return what is wrong if the oldest due clock waits since *oldest* (aware)."""
    return None if oldest is None else _late("clock.late", SWEEP, now - oldest, period_seconds)


def _late(code: str, name: str, age: timedelta, period_seconds: int) -> Trouble | None:
    if age <= timedelta(seconds=period_seconds) + GRACE:
        return None
    return Trouble(code, name, int(age.total_seconds() // 60))
