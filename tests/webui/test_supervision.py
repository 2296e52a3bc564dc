"""The pages of supervision: who sees them, what they show, and every act by plain forms."""

from datetime import timedelta
from urllib.parse import unquote

import pytest
from sqlalchemy import select

from engine.storage.models import FindingRow, OrderRow, SpotCheckCaseRow, SpotCheckRow, UserRow
from tests.conftest import database
from tests.journeys.conftest import county
from tests.webui.counter import Counter

__all__ = ["county", "database"]
ORDER = {"card": "yellow", "ground": "到期未开会", "demands": "两日内开会"}


@pytest.fixture
def code(counter) -> str:
    """A case the village works on."""
    code = counter.county.register()
    counter.county.take("vm", code, "sign_for")
    return code


def issue(counter: Counter, code: str, by: str = "ts", **changes: str) -> str:
    answer = counter.as_(by).post(f"/cases/{code}/supervision/order", {**ORDER, **changes})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return answer.location


PAGES = {
    "/supervision": {"ts", "vl", "vm", "boss", "cd", "registrar", "jl"},
    "/supervision/urges": {"ts", "vl", "vm", "boss", "cd", "registrar", "jl"},
    "/supervision/complaints": {"ts", "vl", "vm", "boss", "cd", "registrar", "jl"},
    "/supervision/findings": {"ts", "vl", "vm", "boss", "cd", "registrar", "jl"},
    "/supervision/proposed": {"ts"},
    "/spot-checks": {"ts"},
    "/spot-checks/new": {"ts"},
}


def test_each_page_opens_for_whom_the_book_says(counter):
    for login in ("ts", "vl", "vm", "boss", "cd", "registrar", "jl", "admin"):
        for path, people in PAGES.items():
            counter.page(login, path, 200 if login in people else 403)


def test_an_order_is_seen_by_its_two_sides_only(counter, code):
    sheet = issue(counter, code)
    for login, status in {"ts": 200, "vl": 200, "cs": 200, "ss": 404, "sl": 404}.items():
        for path in (sheet, f"{sheet}/print"):
            counter.page(login, path, status)
        assert (code in counter.page(login, "/supervision")) is (status == 200)
    assert "到期未开会" in counter.page("vl", sheet)


def test_the_office_signs_replies_and_the_supervisor_checks(counter, code):
    county = counter.county
    sheet = issue(counter, code)
    item = county.item(code, "sign_order")
    page = counter.page("vl", f"/steps/{item.id}")
    assert "两日内开会" in page  # what is to be done stands beside the form
    assert "签收督办单" in counter.page("vl", "/supervision?box=mine")
    assert "签收督办单" in counter.page("vl", "/")
    assert "签收督办单" not in counter.page("ts", "/supervision?box=mine")
    answer = counter.as_("vl").post(f"/steps/{item.id}", {"version": item.version})
    assert answer.status_code == 303
    county.take("vl", code, "reply_order", reply="已开会")
    assert "核查回复" in counter.page("ts", "/supervision?box=mine")
    county.take("ts", code, "check_order", decision="passed", note="属实")
    assert "已解除" in counter.page("ts", sheet)


def test_a_lower_card_is_refused_in_a_sentence_and_nothing_typed_is_lost(counter, code):
    issue(counter, code, card="red")
    answer = counter.as_("ts").post(f"/cases/{code}/supervision/order", ORDER)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "同级或者更高" in text
    assert "两日内开会" in text


def test_an_order_is_cancelled_with_a_reason(counter, code):
    sheet = issue(counter, code)
    assert counter.as_("ts").post(f"{sheet}/cancel", {"reason": ""}).status_code == 422
    assert counter.as_("vl").post(f"{sheet}/cancel", {"reason": "x"}).status_code == 403
    answer = counter.as_("ts").post(f"{sheet}/cancel", {"reason": "发错了"})
    assert answer.status_code == 303
    assert "发错了" in counter.page("vl", sheet)


def test_overdue_cases_are_proposed_and_issued_as_a_batch(counter, code):
    counter.county.pass_days(40)
    assert f'value="{code}"' in counter.page("ts", "/supervision/proposed")
    typed = {**ORDER, "name": "第六期双月督办"}
    browser = counter.as_("ts")
    missing = browser.post("/supervision/proposed", typed)
    assert missing.status_code == 422
    answer = browser.post("/supervision/proposed", {**typed, "codes": [code]})
    assert answer.status_code == 303
    text = counter.page("ts", answer.location)
    assert "督批字第1号" in text
    assert f'value="{code}"' not in counter.page("ts", "/supervision/proposed")
    with counter.county.desk.read() as session:
        assert session.query(OrderRow).one().batch_id is not None


def test_one_click_urges_and_the_rate_counts_answers_in_time(counter, code):
    county = counter.county
    browser = counter.as_("boss")
    path = f"/cases/{code}/supervision"
    assert browser.post(f"{path}/urge").status_code == 303
    again = browser.post(f"{path}/urge")
    assert (again.status_code, "不用再催" in again.get_data(as_text=True)) == (409, True)
    assert counter.as_("vl").post(f"{path}/urge").status_code == 403
    assert code in counter.page("vm", "/supervision/urges?box=mine")
    county.take("vm", code, "reply_urge", reply="明日开会")
    text = counter.page("ts", "/supervision/urges?box=ended")
    assert "明日开会" in text
    assert "100.0%" in text


def test_a_line_of_an_overdue_case_urges_with_one_click_and_says_so(counter, code):
    counter.county.pass_days(40)
    path, browser = f"/cases/{code}/supervision/urge", counter.as_("ts")
    for page in ("/board", "/cases", "/queue?tab=all"):
        assert f'hx-post="{path}"' in counter.page("ts", page), page
    assert path not in counter.page("vl", "/board")
    assert path not in counter.page("vm", "/queue")
    done = browser.post(path, headers={"HX-Request": "true"})
    assert (done.status_code, "已催办" in done.get_data(as_text=True)) == (200, True)
    assert "承办人和主任已收到消息" in unquote(done.headers["X-Heshi-Say"])
    again = browser.post(path, headers={"HX-Request": "true"})
    assert (again.status_code, "已催办" in again.get_data(as_text=True)) == (409, True)
    assert "不用再催" in unquote(again.headers["X-Heshi-Say"])
    assert f'hx-post="{path}"' not in counter.page("ts", "/board")
    assert "已催办" in counter.page("ts", "/board")


def test_without_script_urging_comes_back_to_the_list_with_the_answer(counter, code):
    path, browser = f"/cases/{code}/supervision/urge", counter.as_("ts")
    for said in ("已催办", "不用再催"):
        answer = browser.post(path, {"next": "/cases"})
        assert (answer.status_code, answer.location) == (303, "/cases")
        assert said in browser.get("/cases").get_data(as_text=True)


def test_a_complaint_about_one_person_is_hidden_from_that_person(counter, code):
    with counter.county.desk.read() as session:
        leader = session.scalar(select(UserRow.id).where(UserRow.login == "vl"))
        stranger = session.scalar(select(UserRow.id).where(UserRow.login == "sl"))
    path = f"/cases/{code}/supervision/complaint"
    form = counter.page("ts", path)
    assert f'<option value="{leader}"' in form
    assert f'<option value="{stranger}"' not in form
    typed = {"source": "phone", "text": "态度不好", "about_user_id": str(stranger)}
    assert counter.as_("ts").post(path, typed).status_code == 422
    answer = counter.as_("ts").post(path, {**typed, "about_user_id": str(leader)})
    assert answer.status_code == 303
    assert "态度不好" in counter.page("ts", "/supervision/complaints")
    assert "态度不好" not in counter.page("vl", f"/cases/{code}/supervision")


def test_a_complaint_is_taken_down_answered_and_rated(counter, code):
    typed = {"source": "phone", "text": "没有人接电话", "complainant": "丙某"}
    answer = counter.as_("registrar").post(f"/cases/{code}/supervision/complaint", typed)
    assert answer.status_code == 303
    assert "没有人接电话" in counter.page("ts", "/supervision/complaints")
    assert "没有人接电话" not in counter.page("vm", "/supervision/complaints")
    counter.county.take("ts", code, "answer_complaint", result="partly", reply="已说明")
    assert counter.as_("ts").post("/supervision/complaints/1/rate").status_code == 422
    rated = counter.as_("ts").post("/supervision/complaints/1/rate", {"satisfied": "no"})
    assert rated.status_code == 303
    assert "不满意" in counter.page("ts", rated.location)


def test_a_sample_is_drawn_checked_and_its_finding_listed(counter, code):
    county = counter.county
    browser = counter.as_("ts")
    typed = {"office_id": str(county.office_id("town")), "kind": "announced", "size": "5",
             "state": "any", "seed": "七枚硬币"}  # fmt: skip
    wrong = browser.post("/spot-checks/new", {**typed, "size": "0"})
    assert wrong.status_code == 422
    drawn = browser.post("/spot-checks/new", typed)
    assert drawn.status_code == 303
    with county.desk.read() as session:
        sha = session.query(SpotCheckRow.population_sha).scalar()
        line = session.query(SpotCheckCaseRow.id).scalar()
    text = counter.page("ts", drawn.location)
    assert "七枚硬币" in text
    assert sha in text.replace("<wbr>", "")
    counter.page("ss", drawn.location, 404)
    fix_by = (county.today + timedelta(3)).isoformat()
    verdict = {"result": "finding", "problem": "缺签名", "fix_by": "", "point_rule": "P-BREACH"}
    assert '<option value="P-BREACH"' in text
    unknown = {**verdict, "fix_by": fix_by, "point_rule": "P-NONE"}
    assert browser.post(f"{drawn.location}/{line}", unknown).status_code == 422
    assert browser.post(f"{drawn.location}/{line}", verdict).status_code == 422
    checked = browser.post(f"{drawn.location}/{line}", {**verdict, "fix_by": fix_by})
    assert checked.status_code == 303
    assert "缺签名" in counter.page("vm", "/supervision/findings?box=mine")
    assert "缺签名" in counter.page("ts", f"/cases/{code}/supervision")
    with county.desk.read() as session:
        assert session.scalars(select(FindingRow.point_rule)).one() == "P-BREACH"


@pytest.mark.parametrize("form", ["order", "complaint"])
def test_a_form_is_refused_before_it_is_filled_in(counter, code, form):
    address = f"/cases/{code}/supervision/{form}"
    counter.page("admin", address, 403)
    counter.page("em", address, 404)
    counter.page("ts", address)
