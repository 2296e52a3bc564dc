"""The one door through which time enters.

Nothing else in this repository may call ``datetime.now``; ruff bans it (TID251).
"""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Anything that can say what time it is."""

    def now(self) -> datetime:
        """Return the present instant as an aware UTC datetime."""


class SystemClock:
    """The clock of the machine we run on."""

    def now(self) -> datetime:
        """Return the present instant as an aware UTC datetime."""
        return datetime.now(UTC)


class FixedClock:
    """Stands still until told otherwise; drives simulations and tests."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        """Return the instant last set, as an aware UTC datetime."""
        return self._now

    def set(self, now: datetime) -> None:
        """Make *now* (aware) the present."""
        if now.tzinfo is None:
            raise ValueError("naive datetime")
        self._now = now.astimezone(UTC)

    def advance(self, **by: float) -> None:
        """Move by a timedelta's keyword arguments, for example ``days=3``."""
        self._now += timedelta(**by)


class ShiftedClock:
    """The machine's clock moved by an offset: the clock of a demo database.

    The offset is read from its owner each time, so that several requests, ticks and
    commands on one database agree.
    """

    def __init__(self, base: Clock, offset: "Offset") -> None:
        self._base = base
        self._offset = offset

    def now(self) -> datetime:
        """Return the shifted instant as an aware UTC datetime."""
        return self._base.now() + self._offset()


class Offset(Protocol):
    """Says by how much a demo database's clock is shifted at this moment."""

    def __call__(self) -> timedelta:
        """Return the shift; positive is the future."""
