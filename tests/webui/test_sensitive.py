"""敏感时期: the supervisor switches it on, the village files its zero report with one click."""

from engine.usecases.sensitive import keep_periods
from tests.conftest import database
from tests.journeys.conftest import county

__all__ = ["county", "database"]


def test_switched_on_reported_with_one_click_and_ended(counter):
    county = counter.county
    sent = {"office_id": str(county.office_id("town")), "name": "全国两会", "reason": "县里通知",
            "ends_on": "", "daily_report": "yes"}  # fmt: skip
    assert counter.as_("ts").post("/sensitive", sent).status_code == 303
    keep_periods(county.desk)
    page = counter.page("vm", "/sensitive")
    assert "零报告" in page
    assert "城关镇调委会" not in page.split("每日报告")[1].split("<h2>")[0]
    where = page.split('action="/sensitive/reports/')[1].split('"')[0]
    assert counter.as_("ts").post(f"/sensitive/reports/{where}").status_code == 403
    assert counter.as_("vm").post(f"/sensitive/reports/{where}").status_code == 303
    assert "vm某" in counter.page("ts", "/sensitive?all=1")
    assert counter.as_("ts").post("/sensitive/1/end", {"reason": ""}).status_code == 422
    assert counter.as_("vl").post("/sensitive/1/end", {"reason": "结束"}).status_code == 403
    assert counter.as_("ts").post("/sensitive/1/end", {"reason": "结束"}).status_code == 303
    assert "现在没有敏感时期" not in counter.page("ts", "/sensitive")


def test_a_period_needs_name_and_reason(counter):
    sent = {"office_id": str(counter.county.office_id("town")), "name": "", "reason": ""}
    assert counter.as_("ts").post("/sensitive", sent).status_code == 422
    assert counter.as_("vl").get("/sensitive").status_code == 200


def test_switching_on_twice_says_so_and_keeps_what_was_typed(counter):
    sent = {"office_id": str(counter.county.office_id("town")), "name": "全国两会",
            "reason": "县里通知", "ends_on": ""}  # fmt: skip
    assert counter.as_("ts").post("/sensitive", sent).status_code == 303
    answer = counter.as_("ts").post("/sensitive", {**sent, "name": "国庆安保"})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "该单位已经处于敏感时期" in text
    assert 'value="国庆安保"' in text
    assert 'value="yes" checked' not in text, "the box was not ticked"


def test_a_period_inside_a_wider_one_says_that_nothing_turns_earlier(counter):
    sent = {"name": "全国两会", "reason": "县里通知", "ends_on": "", "daily_report": "yes"}
    for office in ("town", "village"):
        form = {**sent, "office_id": str(counter.county.office_id(office))}
        assert counter.as_("ts").post("/sensitive", form).status_code == 303
    page = counter.page("ts", "/sensitive")
    assert page.count("城关镇调委会的“全国两会”也在进行") == 1
