"""How long one waits after failing to sign in: longer each time, never for ever."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Backoff:
    """A growing wait.

    Attributes:
        free: failures without any wait.
        first: the wait after the first failure beyond them.
        longest: no wait is longer.

    """

    free: int
    first: timedelta
    longest: timedelta

    def wait(self, failures: int) -> timedelta:
        """Return how long to wait after that many failures in a row; it doubles each time."""
        beyond = failures - self.free
        if beyond <= 0:
            return timedelta(0)
        doublings = min(beyond - 1, 32)  # 2³² firsts are longer than any longest
        return min(self.first * (1 << doublings), self.longest)


# From one address trying one account: somebody guesses, or has forgotten.
ADDRESS = Backoff(free=4, first=timedelta(seconds=30), longest=timedelta(minutes=15))

# The account as a whole, from anywhere. Lenient and short: its owner, on a device never used
# before, must get in even while a stranger keeps guessing; known devices are exempt.
ACCOUNT = Backoff(free=9, first=timedelta(seconds=30), longest=timedelta(minutes=2))
