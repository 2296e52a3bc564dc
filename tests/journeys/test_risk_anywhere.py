"""A possible escalation can be reported at every step a dispute can stand at, and stops none."""

from collections.abc import Callable

import pytest

from engine.resources import shipped_workflows
from engine.rules.errors import Conflict
from engine.usecases.endings import terminate_case, withdraw_case
from engine.usecases.risks import Risk, report_risk
from engine.usecases.routing import RouteChoice
from tests.journeys.acts import (
    agree_to_mediate,
    close,
    follow_up,
    sign_agreement,
    sit,
    tell_routes,
    visit,
)
from tests.journeys.test_court import contacted, delegated
from tests.journeys.world import County
from tests.workflow.drawn import user_tasks

PROCESSES = (
    "dispute",
    "peoples-mediation",
    "administrative-mediation",
    "judicial-mediation",
    "follow-up",
)
Way = Callable[[County], str]


def signed(county: County) -> str:
    code = county.register()
    county.take("vm", code, "sign_for")
    return code


def in_mediation(county: County) -> str:
    code = signed(county)
    agree_to_mediate(county, "vm", code)
    return code


def consented(county: County) -> str:
    code = signed(county)
    county.take("vm", code, "get_consent", rights_told="yes", asked_on=county.day(),
                asked_how="phone", result="both_agree")  # fmt: skip
    return code


def sat(county: County, result: str) -> str:
    code = in_mediation(county)
    sit(county, "vm", code, result)
    return code


def performing(county: County) -> str:
    code = sat(county, "agreed_written")
    sign_agreement(county, "vm", code)
    return code


def performed(county: County) -> str:
    code = performing(county)
    county.take("vm", code, "watch_performance", performance="performed", checked_on=county.day())
    return code


def twice_unsatisfied(county: County) -> str:
    code = performing(county)
    follow_up(county, "vm", code, "unsatisfied")
    agree_to_mediate(county, "vm", code)
    sit(county, "vm", code, "agreed_written")
    sign_agreement(county, "vm", code)
    follow_up(county, "vm", code, "unsatisfied")
    return code


def visited(county: County) -> str:
    code = performed(county)
    visit(county, "vm", code, "satisfied")
    return code


def at_the_bureau(county: County) -> str:
    code = county.register(by="lr", office="labour", channel="administrative", category="10")
    county.take("lm", code, "sign_for")
    return code


def accepted_there(county: County) -> str:
    code = at_the_bureau(county)
    county.take("lm", code, "decide_admin_acceptance", asked_on=county.day(),
                asked_how="written", result="accepted")  # fmt: skip
    return code


def notified_there(county: County) -> str:
    code = accepted_there(county)
    county.take("lm", code, "notify_admin_sitting", sitting_at=f"{county.day(2)}T09:00",
                place="调解室", who="双方", notified_on=county.day(),
                notified_how="phone")  # fmt: skip
    return code


def sat_there(county: County, result: str) -> str:
    code = notified_there(county)
    sit(county, "lm", code, result, "hold_admin_sitting")
    return code


def run_out_there(county: County) -> str:
    code = notified_there(county)
    county.pass_days(18)
    return code


def outside(county: County) -> str:
    code = sat_there(county, "failed")
    tell_routes(county, "lm", code, next_step="refer", target_channel="labour_arbitration",
                target_office=str(county.office_id("labour")))  # fmt: skip
    county.take("li", code, "receive_package", decision="accept")
    return code


def mediator_confirmed(county: County) -> str:
    code = delegated(county)
    county.take("jm", code, "confirm_court_mediator", received_on=county.day(),
                chosen_how="agreed", mediators="特邀调解员某")  # fmt: skip
    return code


def sat_in_court(county: County, result: str = "") -> str:
    code = delegated(county)
    contacted(county, code)
    if result:
        sit(county, "jm", code, result, "hold_court_sitting")
    return code


def agreed_in_court(county: County) -> str:
    code = sat_in_court(county, "agreed_written")
    sign_agreement(county, "jm", code, "draw_court_agreement", court_paper="none")
    return code


def facts_recorded(county: County) -> str:
    code = sat_in_court(county, "failed")
    county.take("jm", code, "record_undisputed_facts", agreed_to_record="yes", facts="货已交付")
    return code


def ended_in_court(county: County) -> str:
    code = sat_in_court(county)
    terminate_case(county.desk, county.actor("jm"), code, "failed", "双方不愿继续")
    return code


def withdrawn_from_court(county: County) -> str:
    code = sat_in_court(county)
    withdraw_case(county.desk, county.actor("jr"), code, "双方自行协商")
    return code


WAYS: dict[str, Way] = {
    "review_acceptance": lambda county: county.register(route=RouteChoice("review")),
    "sign_for": lambda county: county.register(),
    "get_consent": signed,
    "investigate": consented,
    "hold_sitting": in_mediation,
    "draw_agreement": lambda county: sat(county, "agreed_written"),
    "register_oral_agreement": lambda county: sat(county, "agreed_oral"),
    "tell_routes": lambda county: sat(county, "failed"),
    "watch_performance": performing,
    "return_visit": performed,
    "supervisor_decides": twice_unsatisfied,
    "close_case": visited,
    "decide_admin_acceptance": at_the_bureau,
    "notify_admin_sitting": accepted_there,
    "hold_admin_sitting": notified_there,
    "draw_admin_agreement": lambda county: sat_there(county, "agreed_written"),
    "decide_expiry": run_out_there,
    "watch_outside": outside,
    "confirm_court_mediator": delegated,
    "contact_parties": mediator_confirmed,
    "hold_court_sitting": sat_in_court,
    "draw_court_agreement": lambda county: sat_in_court(county, "agreed_written"),
    "report_court_success": agreed_in_court,
    "record_undisputed_facts": lambda county: sat_in_court(county, "failed"),
    "return_material": facts_recorded,
    "return_court_material": ended_in_court,
    "return_withdrawn_material": withdrawn_from_court,
}


def test_every_step_but_the_archive_is_tried():
    drawn = {task for process in PROCESSES for task in user_tasks(shipped_workflows(), process)}
    assert set(WAYS) == drawn - {"archive_case"}


@pytest.mark.parametrize("element", WAYS)
def test_a_risk_can_be_reported_at_any_step(county, element):
    code = WAYS[element](county)
    before = county.open_steps(code)
    assert element in before
    report_risk(county.desk, county.actor("cd"), code, Risk("happened", "持械对峙"))
    after = county.open_steps(code)
    assert set(before) < set(after)  # nothing that was under way is lost
    assert after.count("report_to_police") == 1
    assert county.clocks(code)["C-RISK"].row["unit"] == "HOUR"
    assert county.case(code).violence == "happened"
    assert len(county.events(code, "RiskReported")) == 1
    assert county.told(code, "RiskReported")
    told = [login for login, _ in county.told(code, "RiskReported")]
    assert len(told) == len(set(told))


def test_no_risk_is_reported_on_a_closed_case(county):
    code = county.register()
    withdraw_case(county.desk, county.actor("registrar"), code, "双方自行协商")
    close(county, "vl", "registrar", code)
    with pytest.raises(Conflict, match="ended"):
        report_risk(county.desk, county.actor("cd"), code, Risk("happened", "持械对峙"))
