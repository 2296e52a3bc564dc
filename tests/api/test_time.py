"""Time limits through the API: pauses, more time, warnings, the calendar, a demo's clock."""

from dataclasses import replace

import pytest

from engine.desk import declare_demo, open_desk
from engine.storage.keyring import chest_of
from tests.api.conftest import Program
from tests.webui.compiled import app_of


@pytest.fixture
def code(program, dispute):
    return program("registrar").do("/cases", dispute)["code"]


@pytest.fixture
def in_hand(county, code):
    """A case signed for by vm."""
    county.take("vm", code, "sign_for")
    return code


def clock(person, code, rule):
    items = person.read(f"/cases/{code}/deadlines")["items"]
    return next(item for item in items if item["standing"]["rule"] == rule)


def test_a_clock_shows_the_arithmetic_of_its_day(program, in_hand):
    shown = clock(program("vm"), in_hand, "PM-01")
    assert shown["basis"]["article"]
    assert shown["steps"][0]["code"] == "basis"
    assert shown["steps"][-1]["day"] == shown["standing"]["due_on"]
    assert shown["standing"]["due_at"].endswith("Z")


def test_a_clock_stands_still_and_runs_again(program, county, in_hand):
    mediator = program("vm")
    found = clock(mediator, in_hand, "PM-01")
    path = f"/cases/{in_hand}/deadlines/{found['id']}"
    why = {"from_on": county.day(), "reason": "委托鉴定", "document": "鉴定委托书"}
    mediator.do(f"{path}/pause", why)
    assert clock(mediator, in_hand, "PM-01")["standing"]["colour"] == "paused"
    assert mediator.post(f"{path}/pause", why).json["code"] == "clock.paused_already"
    county.pass_days(3)
    mediator.do(f"{path}/resume", {"to_on": county.day()})
    after = clock(mediator, in_hand, "PM-01")
    assert after["standing"]["due_on"] > found["standing"]["due_on"]
    assert after["pauses"][0]["days"] == 3


def test_more_time_is_asked_for_and_granted(program, in_hand):
    mediator, leader = program("vm"), program("vl")
    found = clock(mediator, in_hand, "PM-01")
    asked = {"length": 10, "reason": "双方外出务工", "consents": "双方书面同意"}
    request = mediator.do(f"/cases/{in_hand}/deadlines/{found['id']}/extend", asked)["id"]
    assert mediator.post(f"/extensions/{request}/approve", {}).status_code == 403
    leader.do(f"/extensions/{request}/approve", {"note": "同意"})
    after = clock(mediator, in_hand, "PM-01")
    assert after["extensions"][0]["state"] == "approved"
    assert after["standing"]["due_on"] > found["standing"]["due_on"]
    again = leader.post(f"/extensions/{request}/refuse", {"note": "重复"})
    assert (again.status_code, again.json["code"]) == (409, "extension.decided")


def test_a_refusal_of_more_time_needs_a_reason(program, in_hand):
    mediator, leader = program("vm"), program("vl")
    found = clock(mediator, in_hand, "PM-01")
    asked = {"length": 10, "reason": "双方外出务工", "consents": "双方书面同意"}
    request = mediator.do(f"/cases/{in_hand}/deadlines/{found['id']}/extend", asked)["id"]
    assert leader.post(f"/extensions/{request}/refuse", {}).status_code == 422
    leader.do(f"/extensions/{request}/refuse", {"note": "理由不足"})
    assert clock(mediator, in_hand, "PM-01")["extensions"][0]["state"] == "refused"


def test_a_clock_that_turned_is_a_warning(program, county, code):
    supervisor = program("ts")
    assert supervisor.read("/warnings")["items"] == []
    county.pass_days(2)
    warned = supervisor.read("/warnings")["items"]
    assert {line["case_code"] for line in warned} == {code}
    assert {line["clock"]["colour"] for line in warned} <= {"yellow", "orange", "red"}
    assert program("mm").read("/warnings")["items"] == []
    for line in warned:
        assert line["clock"]["instrument"]
        assert line["clock"]["calendar_version"]
        sums = supervisor.read(line["deadlines"].removeprefix("/api/v1"))["items"]
        [why] = [each for each in sums if each["standing"]["id"] == line["clock"]["id"]]
        assert why["steps"], "every colour says why, step by step"


def test_the_calendar_names_make_up_days(program, county):
    year = program("vm").read("/calendar/2026")
    assert year["official"] is True
    assert len(year["days"]) == 365
    days = {day["day"]: day for day in year["days"]}
    assert (days["2026-10-01"]["kind"], days["2026-10-01"]["works"]) == ("holiday", False)
    assert any(day["kind"] == "makeup" and day["works"] for day in year["days"])
    assert program("vm").get("/calendar/1800").status_code == 404


def test_a_real_clock_is_not_moved(program):
    answer = program("vm").post("/clock", {"days": 1})
    assert (answer.status_code, answer.json["code"]) == (409, "clock.real")


def test_a_demo_s_clock_is_moved_and_what_falls_due_is_done(county):
    county.desk.database.keep_keys(chest_of(county.desk.settings))  # opened again below
    county.register()
    declare_demo(county.desk)
    with county.desk.work(None) as work:  # the demo stands where the test stands
        from engine.clock import SystemClock

        ahead = (county.desk.now() - SystemClock().now()).total_seconds()
        work.set_notice("demo", {"offset_seconds": ahead})
    demo = open_desk(replace(county.desk.settings))
    try:
        county.desk = demo
        from engine.usecases.accounts import issue_token

        token = issue_token(demo, county.actor("vm"))[0]
        person = Program(app_of(demo), token)
        moved = person.do("/clock", {"workdays": 1})
        assert moved["before"] < moved["after"]
        assert moved["after"].startswith("2026-03-03")
        assert person.post("/clock", {"days": 1, "workdays": 1}).status_code == 422
        past = person.post("/clock", {"to": "2020-01-01T00:00:00Z"})
        assert (past.status_code, past.json["code"]) == (422, "clock.backwards")
    finally:
        demo.database.dispose()
