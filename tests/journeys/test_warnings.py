"""Warnings: each colour told once a person and round, taken back with its reason, told anew."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import time, timedelta

import pytest
from sqlalchemy import select

from engine.rules.errors import Conflict, Invalid, NotAllowed, NotFound
from engine.storage.models import CaseRow, ClockRow, MessageRow, UserRow, WarningRow
from engine.usecases.acknowledging import Quiet, acknowledge, lift, silence, snooze
from engine.usecases.clocks import Standstill, pause_clock, resume_clock
from engine.usecases.extensions import MoreTime, approve_extension, ask_extension
from engine.usecases.nagging import nag
from engine.usecases.sweep import sweep
from tests.journeys.world import County

RULE = "PM-01"


def warnings(county: County, code: str, rule: str) -> list[tuple[int, str, str, str | None]]:
    """Return every warning of one rule: round, colour, who, why withdrawn; as written."""
    query = (
        select(WarningRow, UserRow.login)
        .join(UserRow, UserRow.id == WarningRow.recipient_id)
        .join(CaseRow, CaseRow.id == WarningRow.case_id)
        .join(ClockRow, ClockRow.id == WarningRow.clock_id)
        .where(CaseRow.code == code, ClockRow.rule == rule)
        .order_by(WarningRow.round, WarningRow.id)
    )
    with county.desk.read() as session:
        return [
            (row.round, row.colour, login, row.withdrawn_reason)
            for row, login in session.execute(query)
        ]


def handled(county: County) -> str:
    """Return a case its mediator works on, accepted now."""
    code = county.register()
    county.take("vm", code, "sign_for")
    return code


def until_colour(county: County, code: str, colour: str) -> ClockRow:
    """Let time pass, ticking, until the mediation limit has turned *colour*."""
    for _ in range(60):
        if county.clocks(code)[RULE].colour == colour:
            return county.clocks(code)[RULE]
        county.pass_days(1)
    raise AssertionError(f"{RULE} never turned {colour}")


def test_every_warning_has_one_row_and_the_worse_one_takes_the_place_of_the_milder(county):
    code = county.register()
    county.pass_days(9)
    rows = warnings(county, code, "DUTY-VILLAGE")
    assert len(rows) == len({row[:3] for row in rows}), "one row a colour and person"
    told = Counter(
        (facts["colour"], login)
        for login, facts in county.told(code, "ColourChanged")
        if facts["rule"] == "DUTY-VILLAGE"
    )
    assert told == Counter((colour, login) for _, colour, login, _ in rows)
    assert {colour for _, colour, _, _ in rows} == {"yellow", "orange", "red"}
    assert {why for _, colour, _, why in rows if colour != "red"} == {"superseded"}


def test_more_time_takes_a_colour_back_and_the_next_yellow_is_told_anew_once(county):
    code = handled(county)
    clock = until_colour(county, code, "orange")
    asked = MoreTime(1, "等待鉴定意见", "双方书面同意")
    request = ask_extension(county.desk, county.actor("vm"), code, clock.id, asked)
    approve_extension(county.desk, county.actor("vl"), request)

    after = county.clocks(code)[RULE]
    assert (after.colour, after.round) == ("green", 1)
    assert {row[3] for row in warnings(county, code, RULE)} <= {"extended", "superseded"}
    [change] = [e for e in county.events(code, "ColourChanged") if e.facts["reason"] == "extended"
                and e.facts["rule"] == RULE]  # fmt: skip
    assert (change.facts["before"], change.facts["after"]) == ("orange", "green")

    until_colour(county, code, "yellow")
    county.pass_days(1)
    again = [row for row in warnings(county, code, RULE) if row[0] == 1]
    assert [(colour, why) for _, colour, _, why in again] == [("yellow", None)]


def test_a_mail_of_a_colour_taken_back_does_not_leave(county):
    code = handled(county)
    clock = until_colour(county, code, "yellow")
    with county.desk.work(None) as work:  # it waits for tomorrow's digest
        waiting = work.session.scalars(
            select(MessageRow).where(
                MessageRow.kind == "ColourChanged", MessageRow.channel == "email"
            )
        ).all()
        for each in waiting:
            each.next_at = work.now + timedelta(hours=20)
    why = Standstill(county.today, "委托鉴定")
    pause_clock(county.desk, county.actor("vm"), code, clock.id, why)
    assert {row[3] for row in warnings(county, code, RULE)} == {"paused"}
    with county.desk.read() as session:
        states = {
            row.state for row in session.scalars(select(MessageRow))
            if row.channel == "email" and row.facts.get("clock_id") == clock.id
        }  # fmt: skip
    assert states == {"superseded"}


def test_a_clock_that_runs_again_past_its_end_still_runs_out(county):
    code = handled(county)
    clock = until_colour(county, code, "orange")
    began = county.today
    why = Standstill(began, "委托鉴定")
    pause_clock(county.desk, county.actor("vm"), code, clock.id, why)
    county.pass_days(20)
    resume_clock(county.desk, county.actor("vm"), code, clock.id, began + timedelta(days=1))
    county.pass_days(0.1)
    after = county.clocks(code)[RULE]
    assert (after.colour, after.fired_at is not None) == ("red", True)
    red = [row for row in warnings(county, code, RULE) if row[1] == "red"]
    assert red
    assert len(red) == len({row[2] for row in red})


def test_a_grave_case_warns_the_leader_at_yellow_already(county):
    code = county.register(by="cr", office="county", category="10", people_count=40,
                           title="四十名工人讨薪")  # fmt: skip
    for _ in range(20):
        county.pass_days(1)
        found = [facts for login, facts in county.told(code, "ColourChanged") if login == "boss"]
        if found:
            break
    assert found[0]["colour"] == "yellow"


def red(county: County) -> str:
    """Return a case whose village duty has turned red and went up: its sign-for is overdue."""
    code = handled(county)
    until_colour(county, code, "red")
    return code


def tick(county: County, days: float) -> None:
    """Let time pass, every tick running once an hour."""
    for _ in range(int(days * 24)):
        county.clock.advance(hours=1)
        sweep(county.desk)
        nag(county.desk)


def mine(county: County, login: str, code: str) -> list[WarningRow]:
    """Return a person's warnings of the mediation limit of a case, as they stand."""
    query = (
        select(WarningRow)
        .join(ClockRow, ClockRow.id == WarningRow.clock_id)
        .where(
            WarningRow.recipient_id == county.actor(login).user_id,
            WarningRow.case_id == county.case(code).id,
            ClockRow.rule == RULE,
        )
        .order_by(WarningRow.id)
    )
    with county.desk.read() as session:
        return list(session.scalars(query))


def tellings(county: County, login: str, code: str, colour: str) -> list[dict]:
    """Return what one person was told of one colour of the mediation limit."""
    return [
        facts
        for who, facts in county.told(code, "ColourChanged")
        if (who, facts["rule"], facts["colour"]) == (login, RULE, colour)
    ]


def test_red_is_repeated_in_office_hours_up_to_the_cap_and_no_further(county):
    code = red(county)
    tick(county, 20)
    told = tellings(county, "vl", code, "red")
    assert [facts["number"] for facts in told] == ["", 1, 2, 3]
    assert [row.repeats for row in mine(county, "vl", code) if row.colour == "red"] == [3]
    for event in county.events(code, "WarningRepeated"):
        local = event.recorded_at.astimezone(county.desk.zone)
        assert time(9) <= local.time() <= time(17, 30)
        assert local.weekday() < 5 or (local.month, local.day) in {(2, 28)}


def test_what_is_acknowledged_is_not_repeated_for_that_person(county):
    code = red(county)
    [row] = [row for row in mine(county, "vl", code) if row.colour == "red"]
    assert acknowledge(county.desk, county.actor("vl"), [row.id], "已约双方") == 1
    assert acknowledge(county.desk, county.actor("vl"), [row.id]) == 0
    tick(county, 5)
    assert len(tellings(county, "vl", code, "red")) == 1
    assert len(tellings(county, "ts", code, "red")) > 1
    [event] = county.events(code, "WarningAcknowledged")
    assert event.facts["note"] == "已约双方"
    with pytest.raises(NotFound):
        acknowledge(county.desk, county.actor("vm"), [row.id])


def test_a_silence_holds_everything_back_and_its_end_tells_once_what_is_still_true(county):
    code = handled(county)
    until_colour(county, code, "yellow")
    until = county.desk.now() + timedelta(days=20)
    quiet = Quiet(until, "当事人住院，已商定暂缓催促")
    silence(county.desk, county.actor("vl"), code, quiet)
    told = len(county.told(code, "ColourChanged"))
    tick(county, 19)
    assert county.clocks(code)[RULE].colour == "red", "colours still turn"
    assert len(county.told(code, "ColourChanged")) == told
    tick(county, 2)
    for login in ("vm", "vl", "ts"):
        assert tellings(county, login, code, "orange") == []
        assert [facts.get("again") for facts in tellings(county, login, code, "red")][:1] == [
            "silence_over"
        ]


def test_lifting_a_silence_tells_at_once_and_a_silence_needs_reason_right_and_end(county):
    code = handled(county)
    until_colour(county, code, "yellow")
    long = Quiet(county.desk.now() + timedelta(days=10), "等待上级答复")
    with pytest.raises(NotAllowed):
        silence(county.desk, county.actor("vm"), code, long)
    for wrong in (
        Quiet(long.until, " "),
        Quiet(county.desk.now(), "理由"),
        Quiet(county.desk.now() + timedelta(days=31), "理由"),
    ):
        with pytest.raises(Invalid):
            silence(county.desk, county.actor("vl"), code, wrong)
    held = silence(county.desk, county.actor("vl"), code, long)
    until_colour(county, code, "orange")
    assert tellings(county, "vl", code, "orange") == []
    lift(county.desk, county.actor("vl"), held, "已答复")
    assert len(tellings(county, "vl", code, "orange")) == 1
    tick(county, 1)
    assert len(tellings(county, "vl", code, "orange")) == 1
    with pytest.raises(Conflict):
        lift(county.desk, county.actor("vl"), held, "再次")


def test_a_snooze_holds_back_only_ones_own(county):
    code = red(county)
    [row] = [row for row in mine(county, "vl", code) if row.colour == "red"]
    later = Quiet(county.desk.now() + timedelta(days=4), "周五调解")
    snooze(county.desk, county.actor("vl"), row.id, later)
    tick(county, 3)
    assert len(tellings(county, "vl", code, "red")) == 1
    assert len(tellings(county, "ts", code, "red")) > 1
    tick(county, 2)
    assert tellings(county, "vl", code, "red")[1]["again"] == "silence_over"


def test_silences_that_end_together_tell_each_person_once(county):
    code = red(county)
    [row] = [row for row in mine(county, "vl", code) if row.colour == "red"]
    quiet = Quiet(county.desk.now() + timedelta(days=4), "等鉴定结论")
    before = len(tellings(county, "vl", code, "red"))
    snooze(county.desk, county.actor("vl"), row.id, quiet)
    silence(county.desk, county.actor("ts"), code, quiet)
    silence(county.desk, county.actor("ts"), code, quiet, row.clock_id)
    tick(county, 4)
    told = [facts.get("again") for facts in tellings(county, "vl", code, "red")]
    assert len(told) == before + 1
    assert told.count("silence_over") == 1


def test_the_same_quiet_is_not_asked_for_twice_however_many_click(county):
    code = red(county)
    [row] = [row for row in mine(county, "vl", code) if row.colour == "red"]
    quiet = Quiet(county.desk.now() + timedelta(days=4), "等鉴定结论")
    chief, leader, line = county.actor("ts"), county.actor("vl"), threading.Barrier(4)

    def click(number: int) -> str:
        line.wait()
        try:
            if number % 2:
                silence(county.desk, chief, code, quiet)
            else:
                snooze(county.desk, leader, row.id, quiet)
        except Conflict as refused:
            return refused.code
        return "quiet"

    with ThreadPoolExecutor(4) as hands:
        said = sorted(hands.map(click, range(4)))
    assert said == ["quiet", "quiet", "silence.same", "silence.same"]


def test_quiet_about_something_else_or_after_it_was_lifted_is_not_the_same(county):
    code = red(county)
    clock = county.clocks(code)[RULE]
    quiet = Quiet(county.desk.now() + timedelta(days=4), "等鉴定结论")
    first = silence(county.desk, county.actor("ts"), code, quiet)
    silence(county.desk, county.actor("ts"), code, quiet, clock.id)
    silence(county.desk, county.actor("vl"), code, quiet)
    silence(county.desk, county.actor("ts"), code, Quiet(quiet.until + timedelta(days=1), "延后"))
    with pytest.raises(Conflict, match=r"silence\.same"):
        silence(county.desk, county.actor("ts"), code, Quiet(quiet.until, "换了理由"))
    lift(county.desk, county.actor("ts"), first, "已出结论")
    silence(county.desk, county.actor("ts"), code, quiet)
