"""How many messages a minute leave by one channel: a bucket that fills as time goes by. Pure.

Never more than the allowed number leaves in any minute: one half of it may go at once (the bucket),
the other half comes in drop by drop.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Self

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Bucket:
    """What may leave now: ``tokens`` at the aware instant ``at``, nothing before ``held_until``."""

    tokens: float
    at: datetime
    held_until: datetime | None = None

    @classmethod
    def full(cls, per_minute: int, now: datetime) -> Self:
        """Return the bucket of a channel that has been silent for a minute."""
        return cls(_capacity(per_minute), now)

    def filled(self, per_minute: int, now: datetime) -> "Bucket":
        """Return the bucket as it stands at *now*; a clock that went back fills nothing."""
        minutes = max((now - self.at) / MINUTE, 0.0)
        capacity = _capacity(per_minute)
        gained = minutes * (per_minute - capacity if per_minute > 1 else 1)
        return replace(self, tokens=min(self.tokens + gained, capacity), at=now)

    def spent(self) -> "Bucket":
        """Return the bucket after one message has left."""
        return replace(self, tokens=self.tokens - 1)

    def gives(self, now: datetime) -> bool:
        """Say whether a message may leave at *now*."""
        return not self.held(now) and self.tokens >= 1

    def held(self, now: datetime) -> bool:
        """Say whether the other side has asked us to wait, and the time is not over."""
        return self.held_until is not None and now < self.held_until


def _capacity(per_minute: int) -> float:
    return float(max(per_minute // 2, 1))
