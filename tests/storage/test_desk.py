"""The desk: opened once per program, its clock moves only in a demo."""

from datetime import UTC, date, datetime, timedelta

import pytest

from engine.clock import ShiftedClock, SystemClock
from engine.desk import declare_demo, open_desk
from engine.rules.errors import Conflict, Invalid
from engine.settings import Settings
from engine.storage.migrations import migrate


def test_work_happens_now_unless_a_clock_was_due_earlier(desk, clock):
    due = clock.now() - timedelta(days=3)
    with desk.work(None) as work:
        assert (work.now, work.recorded_at) == (clock.now(), clock.now())
    with desk.work(None, at=due) as work:
        assert (work.now, work.recorded_at) == (due, clock.now())


def test_a_day_at_the_office_ends_at_midnight_in_beijing(desk):
    assert desk.local_day(datetime(2026, 3, 2, 15, 59, tzinfo=UTC)) == date(2026, 3, 2)
    assert desk.local_day(datetime(2026, 3, 2, 16, 0, tzinfo=UTC)) == date(2026, 3, 3)
    with pytest.raises(ValueError, match="naive"):
        desk.local_day(datetime(2026, 3, 2, tzinfo=UTC).replace(tzinfo=None))


def test_a_database_without_tables_is_not_opened(empty_database):
    url = empty_database.url.render_as_string(hide_password=False)
    with pytest.raises(Conflict, match=r"schema\.missing"):
        open_desk(Settings(database_url=url))


def test_a_real_database_follows_the_real_clock_and_refuses_to_move_it(database):
    desk = open_desk(Settings(database_url=database.url.render_as_string(hide_password=False)))
    assert isinstance(desk.clock, SystemClock)
    assert not desk.is_demo()
    with pytest.raises(Conflict, match=r"clock\.real"):
        desk.move_clock(timedelta(days=1))
    desk.database.dispose()


def test_a_demos_clock_moves_for_every_program_at_once(database):
    settings = Settings(database_url=database.url.render_as_string(hide_password=False))
    first = open_desk(settings)
    declare_demo(first)
    desks = [open_desk(settings), open_desk(settings)]
    assert isinstance(desks[0].clock, ShiftedClock)
    before = desks[1].now()
    desks[0].move_clock(timedelta(days=7))
    desks[0].move_clock(timedelta(hours=1))
    moved = desks[1].now() - before
    assert timedelta(days=7, hours=1) <= moved < timedelta(days=7, hours=1, minutes=5)
    for desk in (first, *desks):
        desk.database.dispose()


def test_a_demos_clock_is_never_set_back(desk):
    declare_demo(desk)
    assert desk.is_demo()
    with pytest.raises(Invalid, match=r"clock\.backwards"):
        desk.move_clock(timedelta(days=-1))


def test_declaring_a_demo_twice_keeps_its_time(desk):
    declare_demo(desk)
    desk.move_clock(timedelta(days=1))
    declare_demo(desk)
    with desk.read() as session, desk.work(None) as work:
        assert work.notice("demo") == {"offset_seconds": 86400}
        assert session is not work.session


def test_migrating_makes_a_database_that_opens(empty_database):
    migrate(empty_database)
    url = empty_database.url.render_as_string(hide_password=False)
    open_desk(Settings(database_url=url)).database.dispose()
