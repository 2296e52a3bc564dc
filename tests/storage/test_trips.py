"""What is posted to PostgreSQL arrives, in order, once; what it refuses is said as ever."""

import threading

import pytest
from sqlalchemy import func, select, text, update

from engine.rules.errors import Conflict, Locked, Stale
from engine.storage.database import Database
from engine.storage.models import CaseRow, ClockRow, EventRow
from engine.storage.work import unit_of_work
from tests.storage.makers import AT, make_bundle, make_case, make_clock
from tests.wire import Wire

pytestmark = pytest.mark.parametrize("database", ["postgresql"], indirect=True)
CLOCKS = select(func.count()).select_from(ClockRow)


@pytest.fixture
def case_id(database):
    with unit_of_work(database, AT, AT, None) as work:
        make_bundle(work.session)
        return make_case(work.session).id


@pytest.fixture
def wired(database):
    """The same database over a wire that counts."""
    wire = Wire(database.url.host, database.url.port)
    url = database.url.set(host="127.0.0.1", port=wire.port)
    far = Database(url.render_as_string(hide_password=False), wait_ms=500)
    yield far, wire
    far.dispose()


def working(database):
    return unit_of_work(database, AT, AT, None)


def count(database, query=CLOCKS):
    with database.read() as session:
        return session.scalar(query)


def end_connections(database):
    """Let the server end every other connection to this database."""
    with database.engine.connect() as link:
        link.execute(
            text(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )


def test_beginning_writing_and_committing_share_the_way_with_what_is_asked(wired, case_id):
    far, wire = wired
    with working(far) as work:  # the first connection says more than the next ones
        work.get(CaseRow, case_id)
    before = wire.trips
    with working(far) as work:
        work.get(CaseRow, case_id).title = "一"
        for _ in range(3):
            work.enter(make_clock(case_id))
    # 1 asks for the case, 3 for the clocks' keys, 1 writes the case and the clocks and commits
    assert wire.trips - before == 5


def test_a_work_that_only_looks_commits_in_one_trip_more(wired, case_id):
    far, wire = wired
    with working(far) as work:
        work.get(CaseRow, case_id)
    before = wire.trips
    with working(far) as work:
        work.get(CaseRow, case_id)
    assert wire.trips - before == 2


def test_whoever_asks_sees_what_was_posted_before(database, case_id):
    with working(database) as work:
        work.enter(make_clock(case_id))
        work.session.flush()
        assert work.session.connection().execute(CLOCKS).scalar() == 1
        assert count(database) == 0
    assert count(database) == 1


def test_a_taken_key_refuses_all_of_the_work(database, case_id):
    with working(database) as work:
        first = work.enter(make_clock(case_id)).id

    def again():
        with working(database) as work:
            work.get(CaseRow, case_id).title = "不该留下"
            work.session.add(make_clock(case_id, id=first))

    with pytest.raises(Conflict, match=r"record\.exists"):
        again()
    assert count(database, select(CaseRow.title)) != "不该留下"


def test_a_version_that_is_gone_stops_the_commit_behind_it(database, case_id):
    with working(database) as work:
        clock_id = work.enter(make_clock(case_id)).id

    def too_late():
        with working(database) as work:
            clock = work.get(ClockRow, clock_id)
            with working(database) as quicker:
                quicker.session.execute(update(ClockRow).values(version=7))
            clock.colour = "red"
            work.get(CaseRow, case_id).title = "不该留下"
            work.enter(make_clock(case_id))

    with pytest.raises(Stale, match=r"record\.changed"):
        too_late()
    assert count(database) == 1
    assert count(database, select(ClockRow.colour)) != "red"
    assert count(database, select(CaseRow.title)) != "不该留下"


def test_a_row_somebody_else_holds_for_too_long_is_said_to_be_busy(wired, database, case_id):
    far, _ = wired
    with working(database) as holder:
        holder.get(CaseRow, case_id, lock=True)

        def waits():
            with working(far) as work:
                work.get(CaseRow, case_id).title = "等不到"

        with pytest.raises(Locked, match=r"database\.busy"):
            waits()
    assert count(database, select(CaseRow.title)) != "等不到"


def test_a_connection_that_breaks_in_the_middle_writes_nothing(wired, database, case_id):
    far, _ = wired

    def broken():
        with working(far) as work:
            work.get(CaseRow, case_id).title = "断了"
            work.enter(make_clock(case_id))
            work.session.flush()
            end_connections(database)

    with pytest.raises(Locked, match=r"database\.unreachable"):
        broken()
    assert count(database) == 0
    with working(far) as work:  # and the next one is served
        work.get(CaseRow, case_id).title = "又通了"
    assert count(database, select(CaseRow.title)) == "又通了"


def test_a_server_that_has_hung_up_meanwhile_is_noticed_before_anything_is_said(wired, database):
    far, _ = wired
    assert count(far) == 0
    end_connections(database)
    assert count(far) == 0
    with working(far) as work:
        work.session.execute(CLOCKS)


def test_nothing_of_a_work_that_fails_is_sent_with_the_next(database, case_id):
    def fails():
        with working(database) as work:
            work.enter(make_clock(case_id))
            work.session.flush()
            raise ArithmeticError

    with pytest.raises(ArithmeticError):
        fails()
    with working(database) as work:
        work.get(CaseRow, case_id).title = "下一件"
    assert count(database) == 0


def test_what_was_posted_before_a_savepoint_survives_going_back_to_it(database, case_id):
    with working(database) as work:
        work.enter(make_clock(case_id))
        work.session.flush()
        inner = work.session.begin_nested()
        work.session.execute(update(ClockRow).values(colour="red"))
        inner.rollback()
    assert count(database, select(ClockRow.colour)) == "green"


def test_keys_ascend_and_are_given_once_however_many_write(database, case_id):
    together, kept = threading.Barrier(4), []

    def write():
        together.wait()
        for _ in range(10):
            with working(database) as work:
                case = work.get(CaseRow, case_id, lock=True)
                kept.append([work.enter(make_clock(case.id)).id for _ in range(3)])

    writers = [threading.Thread(target=write) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert all(keys == sorted(keys) for keys in kept)
    assert len({key for keys in kept for key in keys}) == 120 == count(database)
    assert count(database, select(func.count()).select_from(EventRow)) == 0
