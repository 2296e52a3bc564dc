"""Journey 5: one party clearly refuses; and the other ways a case leaves early."""

import pytest

from engine.rules.errors import Conflict
from engine.usecases.endings import reopen_case, terminate_case, withdraw_case
from tests.journeys.acts import agree_to_mediate, close, follow_up, sign_agreement, sit, tell_routes


def test_a_clear_refusal_bars_mediation_and_the_routes_are_told(county):
    code = county.register()
    county.take("vm", code, "sign_for")
    county.take("vm", code, "get_consent", rights_told="yes", asked_on=county.day(),
                asked_how="phone", result="refused", refusing_party="乙某")  # fmt: skip
    assert county.open_steps(code) == ["tell_routes"]
    tell_routes(county, "vm", code, reason_code="party_refuses", reason="乙某拒绝调解")
    [ended] = county.events(code, "MediationTerminated")
    assert ended.facts["outcome"] == "refused_by_party"
    close(county, "vl", "registrar", code)
    assert county.case(code).outcome == "refused_by_party"


def test_mediation_can_be_ended_at_any_step(county):
    code = county.register()
    county.take("vm", code, "sign_for")
    agree_to_mediate(county, "vm", code)
    terminate_case(county.desk, county.actor("vm"), code, "refused_by_party", "乙某明确拒绝")
    assert county.open_steps(code) == ["tell_routes"]


def test_an_applicant_may_withdraw(county):
    code = county.register()
    withdraw_case(county.desk, county.actor("registrar"), code, "双方自行协商")
    assert county.case(code).status == "withdrawn"
    close(county, "vl", "registrar", code)
    case = county.case(code)
    assert (case.status, case.outcome) == ("archived", "withdrawn")
    with pytest.raises(Conflict):
        withdraw_case(county.desk, county.actor("registrar"), code, "再撤一次")


def test_a_closed_case_has_no_open_step_but_the_archive_and_no_running_clock(county):
    code = county.register()
    withdraw_case(county.desk, county.actor("registrar"), code, "双方自行协商")
    county.take("vl", code, "close_case", closing_kind="procedural", way="none", summary="撤回")
    assert county.open_steps(code) == ["archive_case"]
    running = [rule for rule, clock in county.clocks(code).items() if clock.ended_at is None]
    assert set(running) <= {"C-ARCHIVE"}


def test_an_unsatisfied_rating_sends_the_case_back_once_then_to_the_supervisor(county):
    code = county.register()
    county.take("vm", code, "sign_for")
    agree_to_mediate(county, "vm", code)
    sit(county, "vm", code, "agreed_written")
    sign_agreement(county, "vm", code)
    statutory = county.clocks(code)["PM-01"]
    follow_up(county, "vm", code, "unsatisfied")
    assert county.case(code).redo_count == 1
    assert "C-REDO" in county.clocks(code)
    assert county.clocks(code)["PM-01"].due_on == statutory.due_on  # never opened again
    agree_to_mediate(county, "vm", code)
    sit(county, "vm", code, "agreed_written")
    sign_agreement(county, "vm", code)
    follow_up(county, "vm", code, "unsatisfied")
    assert county.open_steps(code) == ["supervisor_decides"]
    county.take("ts", code, "supervisor_decides", decision="close", reason="诉求已依法处理")
    assert county.open_steps(code) == ["close_case"]


def test_a_reopened_case_keeps_its_number_and_gets_new_clocks(county):
    code = county.register()
    withdraw_case(county.desk, county.actor("registrar"), code, "双方自行协商")
    close(county, "vl", "registrar", code)
    number, old = county.case(code).docket_no, county.clocks(code)["PM-01"]
    county.pass_days(3)
    reopen_case(county.desk, county.actor("vl"), code, "对方反悔")
    case = county.case(code)
    assert (case.docket_no, case.status, case.outcome) == (number, "dispatched", None)
    county.take("vm", code, "sign_for")
    new = county.clocks(code)["PM-01"]
    assert new.id != old.id
    assert new.start_on == county.today
