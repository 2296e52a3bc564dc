"""Patience at a program's start: a database that is busy or not up yet is asked again.

Once at work nobody waits like this: whoever asks for a page hears at once that the database is
away, and a tick is made up for by the next.
"""

import logging
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from engine.rules.errors import Locked

log = logging.getLogger(__name__)

FIRST_PAUSE = 0.2  # seconds; each is twice the one before
LONGEST_PAUSE = 5.0
PASSING = {"database.busy": "server.busy", "database.unreachable": "server.unreachable"}

Made = TypeVar("Made")


def patiently(act: Callable[[], Made], seconds: float, told: threading.Event | None = None) -> Made:
    """Return what *act* returns; while the database is busy or away, try again for *seconds*.

    The pauses grow from 0.2 to 5 seconds. A full, damaged or read-only database does not mend by
    itself: nobody waits for it. Once *told* is set nobody waits either.

    Raises:
        Locked: ``server.busy`` or ``server.unreachable`` with the fact ``seconds`` when they are
            up; at once what is no passing thing.

    """
    told = told or threading.Event()
    ends, pause = time.monotonic() + seconds, FIRST_PAUSE
    while True:
        try:
            return act()
        except Locked as error:
            if error.code not in PASSING:
                raise
            left = ends - time.monotonic()
            if left <= 0 or told.is_set():
                raise Locked(PASSING[error.code], seconds=int(seconds)) from error
            log.warning("not started yet: %s; trying again for %.0f s", error.code, left)
        told.wait(min(pause, left))
        pause = min(pause * 2, LONGEST_PAUSE)
