"""One embedded server, or a cluster's programs: whoever comes second hears why not."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import text

from engine.desk import declare_demo
from engine.presence import Part, Presence, note_release
from engine.rules.errors import Conflict
from engine.scheduler import Scheduler
from engine.storage.database import Database
from engine.storage.migrations import head, migrate
from tests.cluster.conftest import until
from webui.cluster_serving import presence_of
from webui.pages.health import PLACE_LOST


@pytest.fixture
def place(desk):
    heard = []
    presence = Presence(desk, Part.WORKER, heard.append, renew=0.05)
    presence.heard = heard
    presence.enter()
    yield presence
    presence.leave()


def test_of_three_that_want_to_tick_only_one_does(desk):
    first, second = Scheduler(desk, ()), Scheduler(desk, ())
    second._holder = "elsewhere:1"
    first.start()
    with pytest.raises(Conflict, match=r"server\.second"):
        second.start()
    with pytest.raises(Conflict, match=r"server\.embedded"):
        Presence(desk, Part.WORKER, lambda _: None).enter()
    first.stop()
    second.start()
    second.stop()


def test_an_embedded_server_beside_a_cluster_is_refused(desk, place):
    with pytest.raises(Conflict, match=r"server\.cluster"):
        Scheduler(desk, ()).start()


def test_the_last_of_a_cluster_gives_the_place_back(desk, place):
    other = Presence(desk, Part.WEB, lambda _: None)
    other.enter()
    other.leave()
    with pytest.raises(Conflict, match=r"server\.cluster"):
        Scheduler(desk, ()).start()


def test_a_worker_of_another_release_is_refused_and_one_at_work_hears_of_it(desk, place):
    with desk.work(None) as work:
        work.set_notice("release", {"version": "99.0"})
    until(lambda: place.heard)
    assert {error.code for error in place.heard} == {"server.release"}
    with pytest.raises(Conflict, match=r"server\.release"):
        Presence(desk, Part.WORKER, lambda _: None).enter()
    pages = Presence(desk, Part.WEB, lambda _: None)
    pages.enter()  # machines are upgraded one by one; the tables are the same
    pages.leave()
    note_release(desk.database)
    again = Presence(desk, Part.WORKER, lambda _: None)
    again.enter()
    again.leave()


def test_a_worker_whose_tables_another_release_changed_hears_of_it(desk, place):
    with desk.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'later'")
    try:
        until(lambda: place.heard)
        assert {error.code for error in place.heard} == {"schema.newer"}
    finally:
        with desk.database.engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = :to"), {"to": head()})


def test_a_page_process_is_ready_again_once_the_database_is_what_it_was(desk):
    app = Flask("pages")
    app.extensions["desk"] = desk
    place = presence_of(app, renew=0.05)
    place.enter()
    try:
        for _ in range(2):  # it may happen again
            with desk.database.engine.begin() as connection:
                connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'later'")
            until(lambda: app.extensions.get(PLACE_LOST) == "schema.newer")
            with desk.database.engine.begin() as connection:
                to = text("UPDATE alembic_version SET version_num = :to")
                connection.execute(to, {"to": head()})
            until(lambda: PLACE_LOST not in app.extensions)
    finally:
        with desk.database.engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = :to"), {"to": head()})
        place.leave()


def test_a_demo_has_one_server_only(desk):
    declare_demo(desk)
    with pytest.raises(Conflict, match=r"cluster\.demo"):
        Presence(desk, Part.WORKER, lambda _: None).enter()


def test_a_file_has_one_server_only(desk, tmp_path):
    file = Database(f"sqlite:///{tmp_path / 'heshi.db'}")
    migrate(file)
    with pytest.raises(Conflict, match=r"cluster\.sqlite"):
        Presence(replace(desk, database=file), Part.WEB, lambda _: None).enter()
    file.dispose()
