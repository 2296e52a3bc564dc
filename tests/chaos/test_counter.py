"""People at browsers, a server that dies under their hands, answers that never come."""

import os
import signal
import socket
from collections import Counter

import pytest
from sqlalchemy import func, select

from engine.storage.models import CaseRow, EventRow, NoteRow, UserRow, WorkItemRow
from tests.chaos.invariants import violations
from tests.chaos.place import RUNNER
from tests.chaos.siege import until
from tests.journeys.world import County
from tests.webui.counter import give_passwords

DISPUTES, REMARKS = 30, 30
# How each server ends: carrying out its n-th form, or (0) at any moment by our hand.
DEATHS = (5, 0, 17, 9, 0, 23, 0, 12)


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def items_of(siege, count):
    county = County(siege.desk, siege.place.clock)
    give_passwords(siege.desk)
    codes = [county.register() for _ in range(count)]
    with siege.desk.read() as session:
        query = select(WorkItemRow.id).where(WorkItemRow.element == "sign_for")
        return list(session.scalars(query.order_by(WorkItemRow.id))), codes


def serve(siege, port, last):
    """Start a server in the place of one that died, and wait until it answers."""
    siege.place.clock.step(minutes=2)  # a dead server's place is free after 90 s
    server = siege.start("web", port=port, last=last)
    until((siege.place.folder / f"ready-{siege.numbers}").exists)
    return server


def ended(siege, server):
    del siege.living[server]
    return siege.nursery.wait(server)


def notes_of(siege, number):
    lines = (siege.place.folder / f"journal-{number}").read_text("ascii").splitlines()
    return {kind: [line[2:] for line in lines if line[0] == kind] for kind in "SMERLN"}


def doers(siege):
    """Return step → login of who is on record as having done it."""
    with siege.desk.read() as session:
        logins = dict(session.execute(select(UserRow.id, UserRow.login)).all())
        query = select(EventRow).where(EventRow.kind == "StepCompleted")
        done = [(str(row.facts["work_item_id"]), logins[row.actor_id])
                for row in session.scalars(query)]  # fmt: skip
    assert max(Counter(step for step, _ in done).values()) == 1
    return dict(done)


@pytest.mark.slow
@pytest.mark.parametrize(("backend", "steps"), [("sqlite", 80), ("postgresql", 200)])
def test_at_the_counter_everything_is_done_once_however_often_the_server_dies(lay, backend, steps):
    siege, port = lay(backend), free_port()
    items, codes = items_of(siege, steps)
    server = serve(siege, port, DEATHS[0])
    people = []
    for login, act, of in (
        ("vm", "sign", items), ("vl", "sign", items[::-1]),
        ("registrar", "register", list(range(DISPUTES))), ("registrar", "remark", codes[:REMARKS]),
    ):  # fmt: skip
        clerk = siege.start("clerk", port=port, login=login, act=act, items=of)
        people.append((clerk, siege.numbers))
    names = [siege.place.folder / f"ready-{number}" for _, number in people]
    until(lambda: all(name.exists() for name in names))
    (siege.place.folder / "go").touch()
    for last, following in zip(DEATHS, (*DEATHS[1:], 0), strict=True):
        if last == 0:
            siege.pause(0.2, 0.8)
            os.kill(server, signal.SIGKILL)
        until(lambda server=server: siege.nursery.ask(server) is not None)
        assert ended(siege, server) == -signal.SIGKILL
        server = serve(siege, port, following)
    assert [ended(siege, clerk) for clerk, _ in people] == [0, 0, 0, 0]
    os.kill(server, signal.SIGTERM)
    assert ended(siege, server) == 0

    first, second, registrar, remarks = (notes_of(siege, number) for _, number in people)
    done = doers(siege)
    assert set(done) == {str(item) for item in items}
    for login, notes in (("vm", first), ("vl", second)):
        assert all(done[step] == login for step in notes["S"])
        unsure = [step for step in notes["M"] if done[step] == login]
        assert len(notes["S"]) + len(unsure) == list(done.values()).count(login)
    assert len(remarks["N"] + remarks["L"]) == REMARKS
    codes = registrar["R"] + registrar["L"]
    with siege.desk.read() as session:
        assert session.scalar(select(func.count()).select_from(NoteRow)) == REMARKS
        titles = Counter(session.execute(select(CaseRow.code, CaseRow.title)).all())
    assert len(codes) == len(set(codes)) == DISPUTES
    assert len(titles) == steps + DISPUTES
    assert len({title for code, title in titles if code in codes}) == DISPUTES
    lost = sum(map(len, (first["M"], second["M"], registrar["L"], remarks["L"])))
    assert lost >= sum(last > 0 for last in DEATHS)
    assert not violations(siege.desk.database, RUNNER)
