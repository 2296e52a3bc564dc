"""Journey 2 as one case on exact days: wages, from the village that does not sign to the archive,
and everybody who was told of a colour on the way."""

import pytest

from engine.rules.errors import Invalid
from engine.usecases.handoffs import receive_handoff
from tests.journeys.acts import agree_to_mediate, sit, tell_routes
from tests.journeys.test_wages import hand_over
from tests.journeys.world import County

Told = tuple[str, str, str, tuple[str, ...]]  # day in Beijing, rule, colour, logins

IN_THE_VILLAGE: list[Told] = [  # registered on Monday 2 March 2026, 09:00
    ("2026-03-03", "C-SIGN", "yellow", ("vl", "vm")),
    ("2026-03-03", "C-SIGN", "orange", ("vl", "vm")),
    ("2026-03-03", "C-SIGN", "red", ("ts", "vl", "vm")),  # one working day, at 18:00
    ("2026-03-06", "DUTY-VILLAGE", "yellow", ("vl", "vm")),
    ("2026-03-09", "DUTY-VILLAGE", "orange", ("vl", "vm")),
    ("2026-03-10", "DUTY-VILLAGE", "red", ("ts", "vl", "vm")),
]
IN_THE_TOWN: list[Told] = [
    ("2026-03-12", "LAB-01", "yellow", ("tm",)),  # fifteen days from the 2nd: the 17th
]
AT_THE_BUREAU: list[Told] = [  # its own fifteen days from the 13th end on Saturday: the 30th
    ("2026-03-25", "LAB-01", "yellow", ("lm",)),
    ("2026-03-27", "LAB-01", "orange", ("ll", "lm")),
]
IN_ARBITRATION: list[Told] = [  # forty-five days from 28 March: 12 May; watched, never acted upon
    ("2026-05-08", "LA-04", "yellow", ("li",)),
    ("2026-05-11", "LA-04", "orange", ("li",)),  # somebody else's limit: watched, no ladder
    ("2026-05-13", "LA-04", "red", ("li",)),
]


def tellings(county: County, code: str) -> list[Told]:
    """Return who was told of which colour on which day; somebody told twice stands there twice."""
    heard: dict[tuple[object, object], list[str]] = {}
    for login, facts in county.told(code, "ColourChanged"):
        heard.setdefault((facts["clock_id"], facts["colour"]), []).append(login)
    found: list[Told] = []
    for event in county.events(code, "ColourChanged"):
        day = county.desk.local_day(event.at).isoformat()
        clock, rule, colour = (event.facts[key] for key in ("clock_id", "rule", "after"))
        found.append((day, rule, colour, tuple(sorted(heard.pop((clock, colour), [])))))
    assert not heard, "a telling without a change of colour"
    return found


def at_the_bureau(county: County) -> str:
    """Play the case until the labour bureau has notified the parties of its sitting."""
    code = county.register(category="10", title="拖欠工资")
    county.pass_days(8)
    county.take("tl", code, "town_takes_over", handler=str(county.actor("tm").user_id))
    county.take("tm", code, "sign_for")
    agree_to_mediate(county, "tm", code)
    for _ in range(3):
        sit(county, "tm", code, "go_on")
        county.pass_days(1)
    handoff = hand_over(county, "tm", code, "labour", "administrative")
    county.pass_days(0.5)
    receive_handoff(county.desk, county.actor("li"), handoff, accept=True)
    county.take("lm", code, "decide_admin_acceptance", asked_on=county.day(),
                asked_how="written", result="accepted")  # fmt: skip
    county.take("lm", code, "notify_admin_sitting", sitting_at=f"{county.day(2)}T09:00",
                place="仲裁院", who="双方", notified_on=county.day(),
                notified_how="phone")  # fmt: skip
    return code


def to_the_archive(county: County, code: str) -> None:
    """Hand the failed case to arbitration, watch it past its day, close it and put it away."""
    tell_routes(county, "lm", code, routes=["arbitration", "litigation"], next_step="refer",
                target_channel="labour_arbitration",
                target_office=str(county.office_id("labour")))  # fmt: skip
    county.pass_days(0.5)
    county.take("li", code, "receive_package", decision="accept")
    county.pass_days(46)
    county.take("li", code, "watch_outside", result="decided", decided_on=county.day(),
                document_no="枫劳人仲案字第1号", summary="裁决支付工资")  # fmt: skip
    county.take("ll", code, "close_case", closing_kind="procedural", way="arbitration",
                summary="经仲裁裁决办结")  # fmt: skip
    county.take("lr", code, "archive_case", retention="long")


def test_one_case_goes_the_whole_way_and_everybody_is_told_once(county):
    code = at_the_bureau(county)
    county.pass_days(14)
    sit(county, "lm", code, "failed", "hold_admin_sitting")
    to_the_archive(county, code)
    case = county.case(code)
    assert (case.status, case.outcome) == ("archived", "failed")
    assert county.open_steps(code) == []
    told = tellings(county, code)
    assert told == [*IN_THE_VILLAGE, *IN_THE_TOWN, *AT_THE_BUREAU, *IN_ARBITRATION]
    climbs = [(e.facts["rule"], e.facts["cause"]) for e in county.events(code, "DutyClimbDue")]
    assert climbs == [("DUTY-VILLAGE", "expired"), ("three_failed", "three_failed")]
    heard = county.told(code, "DutyClimbDue")
    assert sorted(login for login, _ in heard) == ["cd", "cl", "tl", "tl", "vl"]
    county.pass_days(60)
    assert tellings(county, code) == told  # what is put away never warns


def test_a_case_a_liaison_took_in_falls_to_the_mediator_who_acts_first(county):
    code = at_the_bureau(county)  # the liaison confirmed; the mediator acted
    assert county.case(code).assignee_id == county.actor("lm").user_id
    assert county.item(code, "hold_admin_sitting").assignee_id == county.actor("lm").user_id


def run_out(county: County) -> str:
    """Let the bureau's fifteen days run out without a sitting."""
    code = at_the_bureau(county)
    county.pass_days(18)
    clock = county.clocks(code)["LAB-01"]
    assert county.desk.local_day(clock.fired_at).isoformat() == "2026-03-31"  # the 30th is over
    assert tellings(county, code)[-1] == (
        "2026-03-31", "LAB-01", "red", ("cs", "ll", "lm"),
    )  # fmt: skip
    return code


def test_fifteen_days_that_run_out_are_asked_about_and_end_nothing_by_themselves(county):
    code = run_out(county)
    [expired] = [e for e in county.events(code, "ClockExpired") if e.facts["rule"] == "LAB-01"]
    assert expired.facts["on_expiry"] == "ask"  # 劳动争议调解仲裁法 14: may arbitrate, need not
    case = county.case(code)
    assert (case.status, case.outcome, case.colour) == ("handling", None, "red")
    assert sorted(county.open_steps(code)) == ["decide_expiry", "hold_admin_sitting"]
    asked = county.item(code, "decide_expiry")
    assert (asked.office_id, asked.assignee_id) == (
        county.office_id("labour"), county.actor("lm").user_id,
    )  # fmt: skip
    told = [
        login
        for login, facts in county.told(code, "StepOpened")
        if facts["element"] == "decide_expiry"
    ]
    assert told == ["lm"]


def test_the_bureau_stops_at_the_end_of_its_days_and_arbitration_follows(county):
    code = run_out(county)
    county.take("lm", code, "decide_expiry", decision="stop", reason="期限届满，双方仍有分歧")
    assert county.case(code).outcome == "expired"
    assert county.open_steps(code) == ["tell_routes"]
    to_the_archive(county, code)
    assert county.case(code).outcome == "expired"


def test_the_parties_may_go_on_after_the_days_and_are_not_asked_twice(county):
    code = run_out(county)
    county.take("lm", code, "decide_expiry", decision="go_on", agreed_how="written",
                reason="双方书面同意继续")  # fmt: skip
    told = tellings(county, code)
    county.pass_days(10)
    assert county.open_steps(code) == ["hold_admin_sitting"]
    assert tellings(county, code) == told
    sit(county, "lm", code, "failed", "hold_admin_sitting")
    assert county.open_steps(code) == ["tell_routes"]


@pytest.mark.parametrize(
    ("target", "channel", "field", "wrong"),
    [
        ("court", "labour_arbitration", "target_office", "office_not_in_channel"),
        ("labour", "administrative", "target_office", "same_office"),
    ],
)
def test_a_wrong_receiver_is_said_beside_the_field_of_the_form(
    county, target, channel, field, wrong
):
    code = at_the_bureau(county)
    sit(county, "lm", code, "failed", "hold_admin_sitting")
    with pytest.raises(Invalid) as refused:
        tell_routes(county, "lm", code, next_step="refer", target_channel=channel,
                    target_office=str(county.office_id(target)),
                    consent_note="双方同意")  # fmt: skip
    assert refused.value.fields == {field: wrong}
    assert county.open_steps(code) == ["tell_routes"]
