"""How often one act asks the database: whoever makes it ask more often has to say so here.

Beginning and ending a transaction is not counted as a statement, and on PostgreSQL neither is
what is posted: that waits for nobody. What counts there is how often one waits, on the wire.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from engine.storage.database import Database
from engine.usecases.steps import complete_step
from engine.usecases.sweep import sweep_next
from tests.journeys.world import County
from tests.queries.build import counted
from tests.wire import Wire

REGISTRATION = {"sqlite": 27, "postgresql": 24}  # one asks the code tables
STEP = {"sqlite": 20, "postgresql": 6}  # small questions share a statement (gathering)
TURN = {"sqlite": 16, "postgresql": 7}  # of a clock: colour, who is told, what fires
STEP_TRIPS, TURN_TRIPS = 3, 4
REGISTRATION_TRIPS = 31  # four of them the test's own, looking offices up


def kind(county: County) -> str:
    return county.desk.database.engine.dialect.name


@pytest.fixture
def wired(county: County) -> Iterator[tuple[County, Wire]]:
    """The same county over a wire that counts; everything has been read once."""
    url = county.desk.database.url
    wire = Wire(url.host or "", url.port or 0)
    far = Database(url.set(host="127.0.0.1", port=wire.port).render_as_string(hide_password=False))
    there = County(replace(county.desk, database=far), county.clock)
    code = there.register()
    there.take("vm", code, "sign_for")
    yield there, wire
    far.dispose()


def trips(wire: Wire, act: Callable[[], object]) -> int:
    """Do *act* three times; return how often it waited at the least.

    On a busy machine the server may begin to answer what is only half sent, which the wire takes
    for two questions.
    """
    counted = []
    for _ in range(3):
        before = wire.trips
        assert act() is not False
        counted.append(wire.trips - before)
    return min(counted)


def test_registering_a_case_takes_no_more_statements_than_it_did(county: County) -> None:
    county.register()  # whoever registers has signed in, and what is published has been read
    with counted(county.desk.database) as sent:
        county.register()
    looked_up = [each for each in sent if "office.code = " in each and "office.path" not in each]
    assert len(sent) - len(looked_up) <= REGISTRATION[kind(county)]


def test_completing_a_step_takes_no_more_statements_than_it_did(county: County) -> None:
    code = county.register()
    actor, item_id = county.actor("vm"), county.item(code, "sign_for").id
    with counted(county.desk.database) as sent:
        complete_step(county.desk, actor, item_id, {})
    assert len(sent) <= STEP[kind(county)]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_no_question_of_a_step_has_to_be_planned_anew_for_its_values(county: County) -> None:
    """SQLite does so where a value might be the one a partial index is for."""
    code = county.register()
    actor, item_id = county.actor("vm"), county.item(code, "sign_for").id
    with counted(county.desk.database) as sent:
        complete_step(county.desk, actor, item_id, {})
    asked = [each for each in sent if each.startswith("SELECT") and " work_item" in each]
    assert asked
    assert not [each for each in sent if "work_item.status = ?" in each]


def test_a_turn_of_a_clock_takes_no_more_statements_than_it_did(county: County) -> None:
    for _ in range(2):
        county.register()
    county.sleep(days=9)
    sweep_next(county.desk)
    with counted(county.desk.database) as sent:
        assert sweep_next(county.desk)
    assert len(sent) <= TURN[kind(county)]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_what_people_and_clocks_do_waits_no_more_often_for_postgresql(
    wired: tuple[County, Wire],
) -> None:
    county, wire = wired
    codes: list[str] = []
    least = trips(wire, lambda: codes.append(county.register()))
    assert least <= REGISTRATION_TRIPS
    actor = county.actor("vm")
    items = [county.item(code, "sign_for").id for code in codes]
    assert trips(wire, lambda: complete_step(county.desk, actor, items.pop(), {})) <= STEP_TRIPS
    county.sleep(days=9)
    sweep_next(county.desk)
    assert trips(wire, lambda: sweep_next(county.desk)) <= TURN_TRIPS
