"""The page of what was set aside: the reason in words, and the two ways out."""

import pytest

from engine.rules.errors import Conflict
from engine.usecases.steps import complete_step
from tests.conftest import database
from tests.faults.test_quarantine import damage, process
from tests.journeys.conftest import county

__all__ = ["county", "database"]


@pytest.fixture
def broken(counter) -> tuple[str, int]:
    """A case set aside after its case was signed for; its code and its process."""
    county = counter.county
    code = county.register()
    county.sleep(hours=1)
    county.take("vm", code, "sign_for")
    process_id = damage(county, code)
    with pytest.raises(Conflict):
        complete_step(county.desk, county.actor("vm"), county.item(code, "get_consent").id, {})
    return code, process_id


@pytest.mark.parametrize("login", ["cs", "admin"])
def test_who_may_mend_sees_the_case_the_reason_and_both_ways_out(counter, broken, login):
    code, _ = broken
    docket = counter.county.case(code).docket_no
    text = counter.page(login, "/set-aside")
    assert docket in text
    assert "案件进度已损坏，这件案件已隔离" in text
    assert "再试一次" in text
    assert "退回上一步" in text
    assert "甲某" not in text
    assert 'href="/set-aside"' in counter.page(login, f"/cases/{code}")


def test_a_try_that_fails_says_why_and_the_case_stays(counter, broken):
    code, process_id = broken
    answer = counter.as_("cs").post(f"/set-aside/{process_id}/retry")
    assert answer.status_code == 409
    assert "流程状态仍然读不出来" in answer.get_data(as_text=True)
    assert process(counter.county, process_id).status == "quarantined"
    assert counter.county.events(code, "ProcessReleased") == []


def test_one_step_back_frees_the_case_and_the_log_says_who_did_it(counter, broken):
    code, process_id = broken
    answer = counter.as_("cs").post(f"/set-aside/{process_id}/restore")
    assert (answer.status_code, answer.location) == (303, "/set-aside")
    text = counter.page("cs", "/set-aside")
    assert f"案件 {code} 已退回上一步" in text
    assert "没有隔离的案件" in text
    log = counter.page("cs", f"/cases/{code}/timeline")
    assert "“纠纷办理”程序退回上一步后解除隔离" in log
    assert "cs某" in log
    assert "sign_for" in counter.county.open_steps(code)


def test_a_mediator_has_no_such_page(counter, broken):
    _, process_id = broken
    assert counter.as_("vl").post(f"/set-aside/{process_id}/retry").status_code == 403
    assert "去解除隔离" not in counter.page("vl", f"/cases/{broken[0]}")
