"""Warnings: each colour told once a person and round, taken back with its reason, told anew."""

from collections import Counter
from datetime import timedelta

from sqlalchemy import select

from engine.storage.models import CaseRow, ClockRow, MessageRow, UserRow, WarningRow
from engine.usecases.clocks import Standstill, pause_clock, resume_clock
from engine.usecases.extensions import MoreTime, approve_extension, ask_extension
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
