"""等级变动: what followed from a change of grade is listed, and so is what did not move and why."""

import pytest

from engine.queries.grade_changes import grade_changes
from engine.usecases.risks import Risk, report_risk
from tests.journeys.conftest import county
from tests.webui.counter import Counter, open_counter

__all__ = ["county"]


@pytest.fixture
def counter(county) -> Counter:
    return open_counter(county)


def escalated(counter: Counter) -> str:
    county = counter.county
    code = county.register(people_count=29, amount_fen=100_000_000)
    county.take("vm", code, "sign_for")
    county.sleep(hours=1)
    report_risk(county.desk, county.actor("vm"), code, Risk("weapons", "持械对峙"))
    return code


def test_clocks_and_ladder_before_and_after_are_listed_with_the_reason(counter):
    code = escalated(counter)
    county = counter.county
    with county.desk.read() as session:
        change = grade_changes(session, county.actor("vm"), code)[0]
    assert (change.after, change.reason) == (county.case(code).grade, "risk_reported")
    assert (change.before, change.after) == ("large", "major")
    warned = {line.colour: (line.before, line.after) for line in change.ladder}
    assert warned["yellow"] == (("handler",), ("handler", "office_leader", "leader"))
    changes = {clock.change for clock in change.clocks}
    assert {"opened", "same"} <= changes
    assert all(clock.before == clock.after for clock in change.clocks if clock.change == "same")
    page = counter.page("vm", f"/cases/{code}/deadlines")
    assert "上报了风险" in page
    assert "现行规则表没有按等级缩短的系数" in page
    assert "随变动起算" in page


def test_a_case_whose_grade_never_changed_says_nothing_of_it(counter):
    code = counter.county.register()
    assert "变动前到期" not in counter.page("vm", f"/cases/{code}/deadlines")


def test_nobody_reads_the_changes_of_a_case_they_may_not_know(counter):
    counter.page("em", f"/cases/{escalated(counter)}/deadlines", 404)
