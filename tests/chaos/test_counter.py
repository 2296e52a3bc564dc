"""However often the server dies, what people at browsers asked for is done once."""

import pytest

from tests.chaos.counter import DEATHS, House
from tests.chaos.invariants import violations
from tests.chaos.place import RUNNER


@pytest.mark.slow
@pytest.mark.parametrize(("backend", "steps"), [("sqlite", 80), ("postgresql", 200)])
def test_at_the_counter_everything_is_done_once_however_often_the_server_dies(lay, backend, steps):
    siege = lay(backend)
    house = House(siege, steps)
    house.lay(DEATHS)
    found = house.findings() + violations(siege.desk.database, RUNNER)
    assert not found, "\n".join(found)
    by_hand = DEATHS.count(0)
    assert siege.done["killed web"] == by_hand
    assert siege.done["died of a form"] == len(DEATHS) - by_hand
    assert siege.done["answers lost"] >= len(DEATHS) - by_hand
