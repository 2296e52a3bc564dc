"""Whoever watches the server, and the people who must know that it does not keep its time."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from engine.storage.migrations import head
from engine.ticking import run_tick, ticks
from tests.webui.conftest import Browser, add_person
from webui.app import create_app

BANNER = 'class="alarm"'


def tick(desk):
    for each in ticks(desk):
        run_tick(desk, each)


@pytest.fixture
def ticked(app, desk):
    tick(desk)
    return app.test_client()


def ready(client):
    answer = client.get("/readyz")
    return answer.status_code, answer.get_json()


def test_a_server_that_answers_is_alive_whatever_else(app):
    assert app.test_client().get("/healthz").get_json() == {"state": "alive"}


def test_it_is_ready_while_the_ticks_are_on_time_and_says_why_not(ticked, clock):
    assert ready(ticked) == (200, {"state": "ready", "because": []})
    clock.advance(minutes=5)
    assert ready(ticked)[0] == 200
    clock.advance(seconds=31)
    assert ready(ticked) == (503, {"state": "not_ready", "because": ["tick.late"]})


def test_it_is_not_ready_before_the_first_sweep(app):
    assert ready(app.test_client()) == (503, {"state": "not_ready", "because": ["tick.never"]})


def test_it_is_not_ready_on_tables_of_another_release(ticked, database):
    with database.write() as session:
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = 'later'")
    try:
        assert ready(ticked) == (503, {"state": "not_ready", "because": ["schema.newer"]})
    finally:
        with database.write() as session:
            session.execute(text("UPDATE alembic_version SET version_num = :to"), {"to": head()})


def numbers(answer):
    lines = answer.get_data(as_text=True).splitlines()
    return dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))


def test_the_numbers_are_there_for_the_machine_itself(ticked, clock):
    clock.advance(minutes=2)
    answer = ticked.get("/metrics")
    assert answer.content_type.startswith("text/plain")
    found = numbers(answer)
    assert float(found['heshi_tick_age_seconds{tick="sweep"}']) == 120
    assert float(found['heshi_tick_period_seconds{tick="sweep"}']) == 30
    for name in ("clock_oldest_unfired_seconds", "outbox_oldest_seconds", "troubles",
                 "processes_quarantined", "events_unsealed"):  # fmt: skip
        assert float(found[f"heshi_{name}"]) >= 0
    assert float(found['heshi_messages{state="dead"}']) == 0


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("10.0.0.9", {}, 404),
        ("127.0.0.1", {"X-Forwarded-For": "8.8.8.8"}, 404),  # a proxy nobody counted
    ],
)
def test_the_numbers_are_for_the_networks_named_only(ticked, address, headers, status):
    asked = ticked.get("/metrics", environ_base={"REMOTE_ADDR": address}, headers=headers)
    assert asked.status_code == status


def test_a_network_may_be_named(secret_desk, shen):
    settings = replace(secret_desk.settings, metrics_networks="10.0.0.0/24, ::1/128")
    client = create_app(replace(secret_desk, settings=settings)).test_client()
    from_there = {"REMOTE_ADDR": "10.0.0.9"}
    assert client.get("/metrics", environ_base=from_there).status_code == 200
    assert client.get("/metrics").status_code == 404


@pytest.fixture(params=["supervisor", "administrator", "mediator"])
def reader(request, app, secret_desk, shen):
    add_person(secret_desk, "li", "李督办", request.param)
    browser = Browser(app)
    assert browser.sign_in("li").status_code == 303
    return request.param, browser


def test_the_banner_tells_those_who_must_know_within_six_minutes(reader, secret_desk, clock):
    role, browser = reader
    tick(secret_desk)
    page = browser.get("/account/", follow_redirects=True).get_data(as_text=True)
    assert BANNER not in page
    clock.advance(minutes=6)
    page = browser.get("/account/", follow_redirects=True).get_data(as_text=True)
    assert (BANNER in page) == (role != "mediator")
    assert ("期限巡检已停 6 分钟" in page) == (role != "mediator")
    tick(secret_desk)
    clock.advance(seconds=16)  # asked again after a quarter of a minute
    assert BANNER not in browser.get("/account/", follow_redirects=True).get_data(as_text=True)
