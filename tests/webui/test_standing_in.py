"""代办: what a substitute sees of the steps of somebody absent, and what strangers do not."""

import pytest

from engine.queries.worklists import MINE
from tests.journeys.conftest import county
from tests.journeys.test_standing_in import away, code, step
from tests.journeys.world import STAFF
from tests.webui.counter import Counter, open_counter

__all__ = ["code", "county"]
VILLAGE = {"registrar", "vm", "vl"}
COUNTY_WIDE = {"cd", "cs", "boss", "ts", "admin"}


@pytest.fixture
def counter(county, code) -> Counter:
    away(county)
    return open_counter(county)


def test_the_queue_offers_the_absent_persons_step_to_the_substitute(counter, code):
    queue = counter.page("registrar", f"/queue?tab={MINE}")
    assert "代vm某" in queue
    assert "代为认领" in queue
    path = f"/steps/{step(counter.county, code)}"
    assert "vm某请假，您代为办理" in counter.page("registrar", path)
    taken = counter.as_("registrar").post(f"{path}/claim", {"then": "open"})
    assert taken.status_code == 303
    story = counter.page("vl", f"/cases/{code}/timeline")
    assert "代vm某认领" in story


@pytest.mark.parametrize(
    "login", [login for login, _, _ in STAFF if login not in VILLAGE | COUNTY_WIDE]
)
def test_the_step_does_not_exist_for_strangers(counter, code, login):
    path = f"/steps/{step(counter.county, code)}"
    counter.page(login, path, 404)
    assert counter.as_(login).post(f"{path}/claim").status_code == 404
    assert counter.as_(login).post(path, {}).status_code == 404


@pytest.mark.parametrize("login", sorted(COUNTY_WIDE))
def test_who_only_reads_the_case_reads_the_step_and_does_not_do_it(counter, code, login):
    path = f"/steps/{step(counter.county, code)}"
    assert "已经认领这一步" in counter.page(login, path) or login == "cd"
    assert counter.as_(login).post(f"{path}/claim").status_code in {403, 404, 409}
