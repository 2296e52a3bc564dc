"""Waiting after failed sign-ins, and the devices that need not wait for a stranger's sake.

Two counts. One per account *and* address, kept here: whoever guesses waits, longer each time,
and nobody else does. One per account in the database (``engine.rules.backoff.ACCOUNT``), lenient
and never above two minutes, against guessing from many addresses; a device that has signed in to
this account before carries a signed mark and is exempt. So nobody can lock another out for ever.
"""

import threading
from collections import OrderedDict
from datetime import datetime, timedelta

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from engine.rules.backoff import ADDRESS

COOKIE = "heshi_device"
MARK_AGE = 90 * 86_400  # seconds
ROOM = 10_000  # pairs remembered; the oldest are forgotten first
FORGET = timedelta(hours=24)


class Throttle:
    """Failures per (login, address); one per process."""

    def __init__(self) -> None:
        self._failures: OrderedDict[tuple[str, str], tuple[int, datetime]] = OrderedDict()
        self._guard = threading.Lock()

    def seconds_to_wait(self, login: str, address: str, now: datetime) -> int:
        """Return how long this pair has to wait at *now*; 0 if it may try."""
        with self._guard:
            count, last = self._failures.get((login, address), (0, now))
        if now - last > FORGET or now < last:
            return 0
        left = last + ADDRESS.wait(count) - now
        return max(0, -(-int(left.total_seconds() * 1000) // 1000))

    def note(self, login: str, address: str, now: datetime) -> None:
        """Count a failure."""
        pair = (login, address)
        with self._guard:
            count, last = self._failures.pop(pair, (0, now))
            self._failures[pair] = (1 if now - last > FORGET else count + 1, now)
            while len(self._failures) > ROOM:
                self._failures.popitem(last=False)

    def forget(self, login: str, address: str) -> None:
        """Forget the failures of a pair that got in."""
        with self._guard:
            self._failures.pop((login, address), None)


def throttle() -> Throttle:
    """Return this application's counts."""
    found: Throttle = current_app.extensions["throttle"]
    return found


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="device")


def is_known_device(login: str) -> bool:
    """Say whether this browser carries the mark of having signed in as *login* before."""
    try:
        marked = _signer().loads(request.cookies.get(COOKIE, ""), max_age=MARK_AGE)
    except BadSignature:
        return False
    return bool(marked == login)


def mark_device(response: Response, login: str) -> None:
    """Let this browser be known as a device of *login*."""
    response.set_cookie(
        COOKIE,
        str(_signer().dumps(login)),
        max_age=MARK_AGE,
        httponly=True,
        samesite="Lax",
        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
    )
