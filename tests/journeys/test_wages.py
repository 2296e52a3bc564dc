"""Journey 2: wages. Nobody signs, the duty climbs, three sittings fail, two hand-offs follow."""

from engine.usecases.handoffs import Package, receive_handoff, send_handoff
from tests.journeys.world import County

SITTING = {"place": "镇调解室", "way": "face_to_face", "present": "双方", "record": "分歧较大"}


def sit(county: County, by: str, code: str, result: str, element: str = "hold_sitting") -> None:
    values = {**SITTING, "held_at": f"{county.day()}T09:00", "result": result}
    if result in {"failed", "refused"}:
        values["reason"] = "数额差距过大"
    county.take(by, code, element, **values)


def told_by_colour(county: County, code: str, rule: str) -> dict[str, list[str]]:
    told: dict[str, list[str]] = {}
    for login, facts in county.told(code, "ColourChanged"):
        if facts["rule"] == rule:
            told.setdefault(facts["colour"], []).append(login)
    return {colour: sorted(logins) for colour, logins in told.items()}


def hand_over(county: County, by: str, code: str, to: str, channel: str) -> int:
    package = Package(
        county.office_id(to), channel, "劳动争议，双方同意转入", papers=({"name": "登记表"},),
        consents=({"party": "both", "how": "written", "on": county.day()},),
    )  # fmt: skip
    return send_handoff(county.desk, county.actor(by), code, package)


def climb_to_town(county: County) -> str:
    code = county.register(category="10", title="拖欠工资")
    county.pass_days(8)
    county.take("tl", code, "town_takes_over", handler=str(county.actor("tm").user_id))
    return code


def test_a_village_that_does_not_sign_is_warned_once_each_and_loses_the_duty(county):
    code = county.register(category="10", title="拖欠工资")
    county.pass_days(3)
    told = told_by_colour(county, code, "C-SIGN")
    assert told == {
        "yellow": ["vl", "vm"],
        "orange": ["vl", "vm"],
        "red": ["ts", "vl", "vm"],
    }
    county.pass_days(5)
    assert told_by_colour(county, code, "C-SIGN") == told  # nobody hears it twice
    assert "town_takes_over" in county.open_steps(code)
    [climb] = county.events(code, "DutyClimbDue")
    assert climb.facts["rule"] == "DUTY-VILLAGE"
    assert climb.at.isoformat() == "2026-03-09T16:00:00+00:00"  # the end of 9 March in Beijing


def test_the_upper_office_is_asked_to_sign_once_it_has_taken_over(county):
    code = climb_to_town(county)
    case = county.case(code)
    assert case.holder_id == county.office_id("town")
    assert case.body_id is None
    assert county.item(code, "sign_for").office_id == county.office_id("town")
    [climbed] = county.events(code, "DutyClimbed")
    assert climbed.facts["cause"] == "expired"


def test_wages_go_from_the_village_to_arbitration(county):
    code = climb_to_town(county)
    county.take("tm", code, "sign_for")
    county.take("tm", code, "get_consent", rights_told="yes", asked_on=county.day(),
                asked_how="phone", result="both_agree")  # fmt: skip
    county.take("tm", code, "investigate", investigated_on=county.day(), findings="欠薪属实")
    for _ in range(3):
        sit(county, "tm", code, "go_on")
        county.pass_days(1)
    assert county.case(code).sittings_failed == 3
    assert "county_takes_over" in county.open_steps(code)
    assert county.case(code).body_id == county.office_id("town")  # mediation goes on there

    handoff = hand_over(county, "tm", code, "labour", "administrative")
    assert county.case(code).holder_id == county.office_id("town")  # until confirmed
    receive_handoff(county.desk, county.actor("lm"), handoff, accept=True)
    case = county.case(code)
    assert (case.holder_id, case.body_id, case.channel) == (
        county.office_id("labour"), county.office_id("labour"), "administrative",
    )  # fmt: skip
    sent, received = county.clocks_of(code, "LAB-01")  # 劳动争议调解仲裁法 10, 14: both bodies
    assert sent.ended_at is not None
    assert received.ended_at is None
    assert received.start_on == county.today
    assert (received.raw_end_on - received.start_on).days == 15

    county.take("lm", code, "decide_admin_acceptance", asked_on=county.day(),
                asked_how="written", result="accepted")  # fmt: skip
    county.take("lm", code, "notify_admin_sitting", sitting_at=f"{county.day(2)}T09:00",
                place="仲裁院", who="双方", notified_on=county.day(),
                notified_how="phone")  # fmt: skip
    county.pass_days(2)
    sit(county, "lm", code, "failed", "hold_admin_sitting")
    county.take("lm", code, "tell_routes", reason_code="no_agreement", reason="数额差距过大",
                routes=["arbitration", "litigation"], limitation_told="yes", told_on=county.day(),
                told_how="in_person", next_step="refer", target_channel="labour_arbitration",
                target_office=str(county.office_id("labour")),
                consent_note="双方当面同意")  # fmt: skip
    county.take("li", code, "receive_package", decision="accept")
    assert county.case(code).channel == "labour_arbitration"
    assert county.clocks(code)["LA-04"].row["on_expiry"] == "watch"
    county.take("li", code, "watch_outside", result="decided", decided_on=county.day(),
                document_no="枫劳人仲案字第1号", summary="裁决支付工资")  # fmt: skip
    county.take("ll", code, "close_case", closing_kind="procedural", way="arbitration",
                summary="经仲裁裁决办结")  # fmt: skip
    assert county.case(code).status == "closed"


def test_always_exactly_one_holder(county):
    code = climb_to_town(county)
    held = [e.facts for e in county.events(code, "CaseDispatched", "DutyClimbed")]
    assert [f.get("office_id", f.get("to_office_id")) for f in held] == [
        county.office_id("village"), county.office_id("town"),
    ]  # fmt: skip
