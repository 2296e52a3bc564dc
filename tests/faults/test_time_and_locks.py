"""Clocks that are set back or jump, databases somebody else holds, two servers on one."""

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, text

from engine.rules.errors import Conflict, Locked, NotFound, Stale
from engine.scheduler import LEASE, LEASE_LENGTH, Scheduler, Ticking, run_tick, ticks
from engine.storage.database import Database
from engine.storage.models import NoticeRow, TickRow
from engine.usecases.endings import withdraw_case
from engine.usecases.steps import claim_step, complete_step
from engine.usecases.sweep import sweep
from tests.journeys.world import County


def history(county: County, code: str) -> list[tuple[str, str, str]]:
    """Return what the clocks did and at which instant it counts as done."""
    kinds = ("ColourChanged", "ClockExpired", "DutyClimbDue")
    return [
        (event.kind, str(event.facts.get("rule")), event.at.isoformat())
        for event in county.events(code, *kinds)
    ]


def messages(county, code):
    """Return who was told what about a case by its clocks."""
    return [
        (login, facts.get("rule"), facts.get("colour"))
        for kind in ("ColourChanged", "DutyClimbDue")
        for login, facts in county.told(code, kind)
    ]


@pytest.mark.parametrize("back", [timedelta(hours=5), timedelta(days=6)])
def test_a_clock_set_back_fires_nothing_twice_and_loses_nothing(county, back):
    watched = county.register()
    county.pass_days(10)
    expected, told = history(county, watched), messages(county, watched)

    county.clock.set(county.case(watched).registered_at)
    code = county.register()
    county.pass_days(8)
    county.clock.set(county.desk.now() - back)
    county.pass_days(2 + back / timedelta(days=1))
    assert history(county, code) == expected
    assert messages(county, code) == told


def test_a_step_can_be_taken_while_the_clock_stands_before_its_opening(county):
    code = county.register()
    county.clock.advance(days=-2)
    county.take("vm", code, "sign_for")
    assert county.open_steps(code) == ["get_consent"]
    sweep(county.desk)


def test_a_clock_that_jumps_between_ticks_ends_on_the_same_days(county):
    watched = county.register()
    county.pass_days(12)
    expected = history(county, watched)

    county.clock.set(county.case(watched).registered_at)
    code = county.register()
    for jump in (timedelta(days=3), timedelta(hours=-1), timedelta(days=3), timedelta(hours=-1)):
        county.clock.set(county.desk.now() + jump)
        sweep(county.desk)
    county.pass_days(6.5)
    assert history(county, code) == expected


@pytest.fixture
def held(county):
    """Somebody else holds the case's row, on SQLite the whole file, until the test ends."""
    database = county.desk.database
    code = county.register()
    item = county.item(code, "sign_for")
    if database.is_sqlite:
        other = sqlite3.connect(database.url.database, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        yield code, item.id
        other.rollback()
        other.close()
    else:
        with database.engine.connect() as other:
            other.execute(text('select 1 from "case" for update'))
            yield code, item.id
            other.rollback()


def test_a_held_database_is_locked_and_nothing_is_half_written(county, held, trace):
    code, item = held
    before = trace()
    for act in (
        lambda: complete_step(county.desk, county.actor("vm"), item, {}),
        lambda: claim_step(county.desk, county.actor("vm"), item),
        lambda: withdraw_case(county.desk, county.actor("registrar"), code, "撤回"),
    ):
        with pytest.raises(Locked) as refused:
            act()
        assert refused.value.code == "database.busy"
    assert trace() == before


def test_a_sweep_leaves_a_held_case_and_comes_back_to_it(county, held):
    code, _ = held
    due = county.clocks(code)["DUTY-VILLAGE"].due_at
    county.clock.set(due)
    if county.desk.database.is_sqlite:
        with pytest.raises(Locked):  # the whole file is taken: the tick notes it and ends
            sweep(county.desk)
        return
    assert sweep(county.desk) < 10
    assert not county.events(code, "DutyClimbDue")
    assert county.clocks(code)["DUTY-VILLAGE"].tries == 0


def test_a_held_case_is_handled_when_it_is_free_again(county):
    code = county.register()
    due = county.clocks(code)["DUTY-VILLAGE"].due_at
    county.clock.set(due + timedelta(minutes=3))
    sweep(county.desk)
    [climb] = county.events(code, "DutyClimbDue")
    assert climb.at == due


def test_a_second_server_on_one_database_is_refused(county):
    first = Scheduler(county.desk, ())
    second = Scheduler(county.desk, ())
    second._holder = "elsewhere:1"
    first.start()
    with pytest.raises(Conflict, match=r"server\.second"):
        second.start()
    first.stop()
    second.start()
    second.stop()


def test_a_server_that_died_gives_its_place_up_after_a_while(county):
    with county.desk.work(None) as work:
        assert work.take_lease(LEASE, "dead:1", LEASE_LENGTH)
    county.clock.advance(seconds=LEASE_LENGTH.total_seconds() + 1)
    heir = Scheduler(county.desk, ())
    heir.start()
    heir.stop()


def noted_fault(county):
    with county.desk.read() as session:
        return session.get_one(TickRow, "sweep").fault


@pytest.mark.parametrize(
    ("error", "code"), [(Locked("database.busy"), "database.busy"), (KeyError("x"), "fault")]
)
def test_a_tick_that_fails_is_noted_and_the_next_goes_on(county, error, code):
    def fail(_):
        raise error

    case = county.register()
    county.clock.set(county.clocks(case)["DUTY-VILLAGE"].due_at)
    assert run_tick(county.desk, Ticking("sweep", 30, fail)) == 0
    assert noted_fault(county) == code
    ticking, *_ = ticks(county.desk)
    assert run_tick(county.desk, ticking) > 0
    assert noted_fault(county) is None


STRANGE_IDS = [0, -1, 2**31, 2**53, 2**63, 2**80]


@pytest.mark.parametrize("item_id", STRANGE_IDS)
def test_a_step_that_never_was_is_not_found(county, item_id):
    county.register()
    for act in (complete_step, claim_step):
        words = ({},) if act is complete_step else ()
        with pytest.raises(NotFound):
            act(county.desk, county.actor("vm"), item_id, *words)


def test_a_stale_page_and_a_strangers_case_change_nothing(county, trace):
    code = county.register()
    item = county.item(code, "sign_for")
    stranger, before = county.actor("mm"), trace()
    with pytest.raises(NotFound):
        complete_step(county.desk, stranger, item.id, {})
    with pytest.raises(NotFound):
        withdraw_case(county.desk, stranger, code, "撤回")
    with pytest.raises(Stale):
        complete_step(county.desk, county.actor("vm"), item.id, {}, version=item.version + 7)
    assert trace() == before


@pytest.fixture
def full(database):
    """No page can be added to the file any more, as on a full disk."""

    def shrink(connection, _):
        connection.execute("PRAGMA max_page_count=1")  # means: not more than there are now

    event.listen(database.engine, "connect", shrink)
    yield database
    event.remove(database.engine, "connect", shrink)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_full_disk_is_said_and_nothing_is_half_written(county, trace, full):
    full.engine.dispose()
    before = trace()
    with pytest.raises(Locked, match=r"database\.full"):
        county.register(summary="字" * 200_000)
    assert trace() == before


def read_only(database):
    """Return the same database, opened so that it cannot be written."""
    if database.is_sqlite:
        path = Path(database.url.database)
        return Database(f"sqlite:///file:{path}?mode=ro&uri=true")
    frozen = Database(database.url.render_as_string(hide_password=False))
    event.listen(frozen.engine, "connect", _freeze)
    return frozen


def _freeze(connection, _):
    connection.read_only = True


def test_a_database_that_can_only_be_read_says_so(county):
    frozen = read_only(county.desk.database)
    try:
        with pytest.raises(Locked, match=r"database\.readonly"), frozen.write() as session:
            session.add(NoticeRow(name="a", value={}))
        with frozen.read() as session:
            assert session.get(NoticeRow, "a") is None
    finally:
        frozen.dispose()


def test_a_file_that_is_no_database_says_so(tmp_path):
    (tmp_path / "photo.db").write_bytes(b"\xff\xd8\xff" * 4000)
    database = Database(f"sqlite:///{tmp_path / 'photo.db'}")
    with pytest.raises(Locked, match=r"database\.damaged"), database.read() as session:
        session.get(NoticeRow, "a")
    database.dispose()


def test_a_cluster_that_is_not_there_says_so():
    database = Database("postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(Locked, match=r"database\.unreachable"), database.read() as session:
        session.get(NoticeRow, "a")
