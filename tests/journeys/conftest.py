"""A county ready for work, on both databases; every journey leaves it in order."""

from collections.abc import Iterator

import pytest

from engine.clock import FixedClock
from engine.desk import Desk
from tests.faults.invariants import assert_sound
from tests.journeys.world import County
from tests.settled import Settled


@pytest.fixture
def county(desk: Desk, clock: FixedClock, settled: Settled) -> Iterator[County]:
    settled.settle(desk)
    yield County(desk, clock)
    assert_sound(desk)
