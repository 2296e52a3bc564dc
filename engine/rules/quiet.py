"""A person's quiet hours: from a time of the day until another, over midnight or not. Pure.

The times are the office's. Urgent kinds do not ask.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

MOST_ROUNDS = 3


def read_time(text: str) -> time:
    """Return a time of the day written ``21:30``.

    Raises:
        ValueError: it is not one.

    """
    hours, colon, minutes = text.partition(":")
    if not colon or not (hours.isdecimal() and minutes.isdecimal() and len(minutes) == 2):
        raise ValueError(text)
    return time(int(hours), int(minutes))


@dataclass(frozen=True, slots=True)
class Quiet:
    """The hours in which nothing but the urgent is sent, ``until`` excluded."""

    start: time
    until: time

    @classmethod
    def of(cls, start: str | None, until: str | None) -> Self | None:
        """Return the hours as they stand with a person; None if none are set."""
        return cls(read_time(start), read_time(until)) if start and until else None

    def holds(self, at: time) -> bool:
        """Say whether *at* lies in the quiet hours."""
        if self.start <= self.until:
            return self.start <= at < self.until
        return at >= self.start or at < self.until

    def swallows(self, start: time, end: time) -> bool:
        """Say whether the whole of *start* to *end* (of one day) is quiet."""
        borders = {start, end, *(each for each in (self.until,) if start <= each <= end)}
        return all(self.holds(each) for each in borders)


def after_quiet(at: datetime, quiet: Quiet | None, zone: ZoneInfo) -> datetime:
    """Return the earliest instant at or after *at* outside the quiet hours; aware, in *zone*."""
    if quiet is None:
        return at
    local = at.astimezone(zone)
    if not quiet.holds(local.time()):
        return at
    end = datetime.combine(local.date(), quiet.until, zone)
    return end if end > local else end + timedelta(days=1)


def settle(
    at: datetime, quiet: Quiet | None, zone: ZoneInfo, opens: Callable[[datetime], datetime]
) -> datetime:
    """Return the earliest instant at which the office is open and the person not quiet.

    *opens* returns the earliest instant at or after another that lies in office hours. Hours that
    leave nothing of the day are not kept: nobody is to be unreachable for ever.
    """
    wanted = at
    for _ in range(MOST_ROUNDS):
        opened = opens(wanted)
        wanted = after_quiet(opened, quiet, zone)
        if wanted == opened:
            return opened
    return opens(at)
