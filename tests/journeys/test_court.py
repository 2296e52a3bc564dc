"""Journey 4: the court delegates. The clock starts at sign-for of its material."""

from datetime import timedelta

from engine.usecases.extensions import MoreTime, approve_extension, ask_extension
from tests.journeys.acts import follow_up, sign_agreement, sit
from tests.journeys.world import County


def delegated(county: County) -> str:
    code = county.register(by="jr", office="court", channel="judicial_pre", source="COURT_PRE",
                           category="04", title="买卖合同纠纷")  # fmt: skip
    assert "JM-01" not in county.clocks(code)
    county.pass_days(0.5)
    county.take("jm", code, "sign_for")
    return code


def contacted(county: County, code: str) -> None:
    county.take("jm", code, "confirm_court_mediator", received_on=county.day(),
                chosen_how="agreed", mediators="特邀调解员某")  # fmt: skip
    county.take("jm", code, "contact_parties", contacted_on=county.day(), contacted_how="phone",
                result="both_agree", address_confirmed="yes")  # fmt: skip


def test_the_clock_starts_when_the_material_is_signed_for(county):
    code = delegated(county)
    clock = county.clocks(code)["JM-01"]
    assert clock.started_at == county.case(code).signed_at
    assert clock.raw_end_on == county.today + timedelta(days=30)


def test_success_is_reported_back_after_both_extended(county):
    code = delegated(county)
    contacted(county, code)
    clock = county.clocks(code)["JM-01"]
    more = MoreTime(15, "双方同意", "双方同意延长十五日")
    asked = ask_extension(county.desk, county.actor("jm"), code, clock.id, more)
    approve_extension(county.desk, county.actor("jo"), asked)
    assert county.clocks(code)["JM-01"].raw_end_on == clock.raw_end_on + timedelta(days=15)
    sit(county, "jm", code, "agreed_written", "hold_court_sitting")
    sign_agreement(county, "jm", code, "draw_court_agreement", court_paper="none")
    county.take("jm", code, "report_court_success", reported_on=county.day(), report="已达成协议")
    follow_up(county, "jm", code)
    assert "close_case" in county.open_steps(code)


def test_failure_goes_back_in_time_with_the_undisputed_facts(county):
    code = delegated(county)
    contacted(county, code)
    sit(county, "jm", code, "failed", "hold_court_sitting")
    county.take("jm", code, "record_undisputed_facts", agreed_to_record="yes",
                facts="合同成立、货已交付")  # fmt: skip
    county.take("jm", code, "return_material", report="调解不成", undisputed_attached="yes",
                returned_on=county.day(), material_returned="yes")  # fmt: skip
    assert county.clocks(code)["C-REPORT"].status == "met"
    assert county.open_steps(code) == ["tell_routes"]


def test_time_that_runs_out_sends_the_material_back(county):
    code = delegated(county)
    contacted(county, code)
    county.pass_days(32)
    assert county.case(code).outcome == "expired"
    assert county.open_steps(code) == ["return_court_material"]
