"""Journeys 6, 7, 8: flat areas, grave cases, violence."""

from engine.usecases.endings import reopen_case, withdraw_case
from engine.usecases.risks import Risk, report_risk
from tests.journeys.acts import agree_to_mediate, close, sign_agreement, sit


def test_in_a_flat_area_the_climb_skips_the_street(county):
    code = county.register(by="er", office="estate")
    county.pass_days(8)
    assert "county_takes_over" in county.open_steps(code)
    [climb] = county.events(code, "DutyClimbDue")
    assert climb.facts["to_office_id"] == county.office_id("county")


def test_forty_workers_are_at_least_major_and_begin_at_the_county_with_a_leader(county):
    code = county.register(by="cr", office="county", category="10", people_count=40,
                           title="四十名工人讨薪")  # fmt: skip
    case = county.case(code)
    assert case.grade in {"major", "extreme"}
    assert case.holder_id == county.office_id("county")
    assert case.leader_id == county.actor("boss").user_id
    assert "DUTY-COUNTY" in county.clocks(code)
    assert "DUTY-VILLAGE" not in county.clocks(code)


def test_a_grave_case_sent_to_a_village_is_the_countys_all_the_same(county):
    code = county.register(category="10", people_count=40, title="四十名工人讨薪")
    case = county.case(code)
    assert (case.holder_id, case.level) == (county.office_id("county"), "county")
    assert county.item(code, "sign_for").office_id == county.office_id("county")


def test_a_threat_is_reported_at_once_and_the_duty_climbs(county):
    code = county.register()
    county.take("vm", code, "sign_for")
    before = county.case(code)
    report_risk(county.desk, county.actor("vm"), code, Risk("happened", "持械对峙"))
    after = county.case(code)
    assert after.points > before.points
    assert (before.grade, after.grade) == ("simple", "large")
    assert {"report_to_police", "town_takes_over"} <= set(county.open_steps(code))
    assert county.clocks(code)["C-RISK"].row["unit"] == "HOUR"
    [climb] = county.events(code, "DutyClimbDue")
    assert climb.facts["cause"] == "risk"
    told = {login for login, _ in county.told(code, "RiskReported")}
    assert {"vl", "ts"} <= told


def test_the_duty_is_done_when_the_parties_agree(county):
    code = county.register()
    county.take("vm", code, "sign_for")
    agree_to_mediate(county, "vm", code)
    sit(county, "vm", code, "agreed_written")
    sign_agreement(county, "vm", code)
    assert county.clocks(code)["DUTY-VILLAGE"].ended_at is not None
    county.pass_days(9)
    assert county.events(code, "DutyClimbDue") == []


def test_a_reopened_case_is_answered_for_again(county):
    code = county.register()
    withdraw_case(county.desk, county.actor("registrar"), code, "双方自行协商")
    close(county, "vl", "registrar", code)
    reopen_case(county.desk, county.actor("vl"), code, "对方反悔")
    [old, new] = county.clocks_of(code, "DUTY-VILLAGE")
    assert old.ended_at is not None
    assert new.ended_at is None
