"""A county ready for work, on both databases; every journey leaves it in order."""

from collections.abc import Iterator

import pytest

from engine.clock import FixedClock
from engine.desk import Desk
from engine.resources import shipped_workflows
from engine.storage import calendars
from engine.storage.published import publish
from engine.workflow import read_folder
from tests.faults.invariants import assert_sound
from tests.journeys.world import County, settle_county


@pytest.fixture
def county(desk: Desk, clock: FixedClock) -> Iterator[County]:
    with desk.work(None) as work:
        calendars.seed(work)
        publish(work, read_folder(shipped_workflows()))
        settle_county(work)
    yield County(desk, clock)
    assert_sound(desk)
