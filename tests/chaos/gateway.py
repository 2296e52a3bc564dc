"""The gateway that fails in 35 of 100 cases, in every way there is, and counts them."""

import random  # noqa: TID251  # seeded: it fails again as it failed
from dataclasses import dataclass, field
from threading import Lock

from tests.notifications.gateway_house import House, Turn, cuts, says, takes_and_cuts, well

FAILING = 0.35
WAYS = (takes_and_cuts, says(500), says(503, takes=True), says(502, takes=True), cuts, says(425))


@dataclass
class Failing:
    """What the house does with each request; ``failed`` counts those it did not answer well.

    The first of every twenty always fails, so that there is no run without.
    """

    seed: int
    failed: int = 0
    asked: int = 0
    lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)  # noqa: S311
        self.house = House(always=self)

    def __call__(self, turn: Turn) -> bool:
        with self.lock:
            fails = self.asked % 20 == 0 or self.random.random() < FAILING
            self.asked += 1
            self.failed += fails
            way = WAYS[self.failed % len(WAYS)] if fails else well
        return way(turn)
