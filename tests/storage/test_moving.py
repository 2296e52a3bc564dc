"""A whole installation moves from SQLite to PostgreSQL, or nothing of it does."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from engine.desk import Desk
from engine.rules.errors import Conflict, Invalid, Locked
from engine.storage.database import Database
from engine.storage.migrations import migrate
from engine.storage.models import Base, CaseRow, PartyRow
from engine.storage.moving import move
from engine.storage.tallies import DERIVED, amiss
from engine.usecases.sweep import sweep
from tests.conftest import _fresh_name
from tests.databases import create_postgres, drop_postgres, sqlite_copy
from tests.faults.invariants import assert_sound
from tests.journeys.conftest import county  # noqa: F401
from tests.journeys.world import County


def quiet(done, of):
    assert 0 < done <= of


@pytest.fixture
def database(migrated_sqlite, tmp_path):
    made = sqlite_copy(migrated_sqlite, tmp_path)
    yield made
    made.dispose()


@pytest.fixture
def place(postgres_url, database):
    """An empty PostgreSQL database for the same installation: it has the same keys."""
    name = _fresh_name()
    made = Database(create_postgres(postgres_url, name), wait_ms=1_000)
    made.keep_keys(database.keys)
    yield made
    made.dispose()
    drop_postgres(postgres_url, name)


@pytest.fixture
def lived(county):  # noqa: F811
    """A county in which something has happened."""
    for _ in range(3):
        county.register()
    code = county.register()
    county.take("vm", code, "sign_for")
    county.clock.advance(days=9)
    sweep(county.desk)
    return county


def counts(database):
    with database.read() as session:
        return {
            name: session.scalar(select(func.count()).select_from(table))
            for name, table in Base.metadata.tables.items()
            if name not in DERIVED
        }


def test_everything_arrives_and_work_goes_on_there(lived, place):
    desk = lived.desk
    moved = move(desk.database, place, desk.now(), quiet)
    assert counts(place) == counts(desk.database)
    assert {each.table for each in moved} == set(Base.metadata.tables) - DERIVED
    with place.read() as session:
        assert not amiss(session.connection())
    assert sum(each.rows for each in moved) > 50
    there = Desk(desk.settings, desk.clock, place, desk.runner, desk.zone)
    assert_sound(there)
    going_on = County(there, lived.clock)
    code = going_on.register()  # keys and numbers go on where they were
    going_on.take("vm", code, "sign_for")
    lived.clock.advance(days=30)
    sweep(there)
    assert_sound(there)


def test_people_are_the_same_people_afterwards(lived, place):
    move(lived.desk.database, place, lived.desk.now(), quiet)

    def people(database):
        with database.read() as session:
            rows = session.scalars(select(PartyRow).order_by(PartyRow.id))
            return [(row.name, row.id_number, row.phone) for row in rows]

    assert people(place) == people(lived.desk.database)
    assert people(place)[0][0] == "甲某"


def test_a_place_that_is_not_empty_is_left_as_it_is(lived, place):
    desk = lived.desk
    move(desk.database, place, desk.now(), quiet)
    before = counts(place)
    with pytest.raises(Conflict, match=r"move\.not_empty"):
        move(desk.database, place, desk.now(), quiet)
    assert counts(place) == before


def test_an_installation_that_is_served_is_not_moved(lived, place):
    with lived.desk.work(None) as work:
        work.take_lease("ticks", "office:1", timedelta(minutes=1))
    with pytest.raises(Locked, match=r"move\.in_use"):
        move(lived.desk.database, place, lived.desk.now(), quiet)


def test_what_cannot_be_held_there_undoes_everything(lived, place):
    with lived.desk.work(None) as work:
        work.session.scalars(select(CaseRow)).first().title = "零\x00字符"
    with pytest.raises(Invalid, match=r"move\.unreadable"):
        move(lived.desk.database, place, lived.desk.now(), quiet)
    assert set(counts(place).values()) == {0}


def test_only_from_a_file_to_a_cluster_and_only_what_is_known(database, place, clock):
    with pytest.raises(Conflict, match=r"move\.direction"):
        move(place, database, clock.now(), quiet)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE somebody_elses (id INTEGER)")
    migrate(place)
    with pytest.raises(Conflict, match=r"move\.unknown_table"):
        move(database, place, clock.now(), quiet)
