"""Until when there is to be quiet: a day that was chosen means nine o'clock of that day."""

from datetime import date, datetime, time

from engine.usecases.acknowledging import Quiet
from webui.auth import desk

OPENS = time(9)


def quiet_until(day: date, reason: str) -> Quiet:
    """Return quiet that ends when the office opens on *day*, so that it is told that morning."""
    return Quiet(datetime.combine(day, OPENS, desk().zone), reason)
