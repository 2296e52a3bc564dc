"""Two people on the same two hundred steps, three servers on one database, a full disk."""

import os
import signal
from collections import Counter

import pytest
from sqlalchemy import select

from engine.storage.models import WorkItemRow
from tests.chaos.invariants import violations
from tests.chaos.place import RUNNER
from tests.chaos.siege import until
from tests.journeys.world import County

STEPS = 200
BACKENDS = pytest.mark.parametrize("backend", ["sqlite", "postgresql"])


def answers(siege, number):
    lines = (siege.place.folder / f"journal-{number}").read_text("ascii").split("\n")
    return Counter(line[:1] for line in lines if line), {x[2:] for x in lines if x[:1] == "S"}


@BACKENDS
def test_two_people_on_the_same_two_hundred_steps_do_each_once(lay, backend):
    siege = lay(backend)
    county = County(siege.desk, siege.place.clock)
    for _ in range(STEPS):
        county.register()
    with siege.desk.read() as session:
        query = select(WorkItemRow.id).where(WorkItemRow.element == "sign_for")
        items = list(session.scalars(query.order_by(WorkItemRow.id)))
    assert len(items) == STEPS
    people = []
    for number, login in ((1, "vm"), (2, "vl")):
        words = {"number": number, "seed": number, "login": login, "items": items}
        items = items[::-1]  # they meet in the middle
        people.append(siege.nursery.start("finish", siege.place.spell(), **words))
    until(lambda: all((siege.place.folder / f"ready-{each}").exists() for each in (1, 2)))
    (siege.place.folder / "go").touch()
    assert [siege.nursery.wait(person) for person in people] == [0, 0]
    (ours, first), (theirs, second) = answers(siege, 1), answers(siege, 2)
    assert not first & second
    assert len(first | second) == STEPS
    assert [each["S"] + each["E"] for each in (ours, theirs)] == [STEPS, STEPS]
    assert ours["E"] + theirs["E"] == STEPS  # whoever came second heard so
    assert not violations(siege.desk.database, RUNNER)


@BACKENDS
def test_of_three_servers_on_one_database_two_are_refused(lay, backend):
    siege = lay(backend)
    pids = [siege.start("serve") for _ in range(3)]
    until(lambda: [siege.nursery.ask(pid) for pid in pids].count(3) == 2)
    [only] = [pid for pid in pids if siege.nursery.ask(pid) is None]
    log = (siege.place.folder / "log").read_text("utf-8")
    assert log.splitlines().count("server.second") == 2
    os.kill(only, signal.SIGKILL)
    assert siege.nursery.wait(only) == -signal.SIGKILL
    early = siege.start("serve")  # the dead one's place is still its own
    assert siege.nursery.wait(early) == 3
    siege.place.clock.step(minutes=2)
    heir = siege.start("serve")
    until((siege.place.folder / f"ready-{siege.numbers}").exists)
    os.kill(heir, signal.SIGTERM)
    assert siege.nursery.wait(heir) == 0
    siege.living.clear()


def test_workers_outlive_the_restart_of_their_database_and_go_on(lay):
    siege = lay("postgresql", cluster=True)
    workers = [siege.start("work") for _ in range(2)]
    until(siege.all_ready)
    code = County(siege.desk, siege.place.clock).register()
    siege.restart()
    siege.desk.database.dispose()
    siege.place.clock.step(days=9)
    until(siege.caught_up)
    assert [siege.nursery.ask(pid) for pid in workers] == [None, None]
    assert County(siege.desk, siege.place.clock).events(code, "DutyClimbDue")
    siege.peace()
    assert siege.done["left in good order"] == len(workers)
