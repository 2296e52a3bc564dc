"""When a message that could not be delivered is tried again, and when it is given up.

Sources: none in law; the pace is ours. Twenty tries are about three days: a mail server that
broke on Friday evening may be mended on Monday morning.
"""

from datetime import timedelta

FIRST = timedelta(minutes=1)
LONGEST = timedelta(hours=6)
MOST_TRIES = 20


def wait_after(tries: int) -> timedelta:
    """Return how long to wait after that many tries failed (1 or more).

    The wait doubles each time, from one minute to six hours.
    """
    return min(FIRST * (1 << max(tries - 1, 0)), LONGEST)
