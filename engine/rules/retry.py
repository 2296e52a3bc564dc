"""When a message that could not be delivered is tried again, and when it is given up.

Sources: none in law; the pace is ours. Twenty tries are about three days: a mail server that
broke on Friday evening may be mended on Monday morning.
"""

from datetime import timedelta
from hashlib import sha256

FIRST = timedelta(minutes=1)
LONGEST = timedelta(hours=6)
MOST_TRIES = 20
JITTER = 0.2  # a wait is up to this much longer


def wait_after(tries: int, key: str = "") -> timedelta:
    """Return how long to wait after that many tries failed (1 or more).

    The wait doubles each time, from one minute to six hours. A message's *key* makes it a little
    longer, by a part that only looks like chance: what failed together must not come back together,
    and what is worked out twice must come out the same.
    """
    wait = min(FIRST * (1 << min(max(tries - 1, 0), 32)), LONGEST)
    return wait * (1 + JITTER * _fraction(f"{key}:{tries}")) if key else wait


def _fraction(seed: str) -> float:
    return int.from_bytes(sha256(seed.encode()).digest()[:4], "big") / 2**32
