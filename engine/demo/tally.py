"""Drawing by quota: what has come too seldom so far is likelier to come next.

A year of a few hundred cases drawn freely would miss its proportions by chance alone; a tally
keeps them at every size, and the order of the draws stays a matter of luck.
"""

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

AHEAD = 25  # draws it may run ahead by: the fewer, the closer to the shares and the less luck
LEAST = 0.004  # what is not due may still come, this seldom


@dataclass(slots=True)
class Tally:
    """Counts draws against *shares* (any positive unit); what others drew can be noted too."""

    shares: Mapping[str, float]
    ahead: float = AHEAD
    drawn: Counter[str] = field(default_factory=Counter)

    def note(self, key: str) -> None:
        """Count something that came without being drawn here."""
        self.drawn[key] += 1

    def draw(self, hand: random.Random, fit: Mapping[str, float] | None = None) -> str:
        """Draw and count one key; *fit* says how well each suits (absent: not at all)."""
        fits = self.shares if fit is None else fit
        keys = [key for key in self.shares if fits.get(key, 0) > 0]
        weights = [self._due(key) * (1.0 if fit is None else fit[key]) for key in keys]
        chosen = hand.choices(keys, weights)[0]
        self.drawn[chosen] += 1
        return chosen

    def _due(self, key: str) -> float:
        share = self.shares[key] / sum(self.shares.values())
        wanted = share * (self.drawn.total() + self.ahead)
        return max(wanted - self.drawn[key], LEAST * share)
