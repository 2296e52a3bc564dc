"""案件: the head, the first tabs, the acts that ask for a reason, the papers."""

import pytest

from notifications.papers import PaperPrinter
from tests.journeys.acts import agree_to_mediate, sign_agreement, sit
from tests.journeys.conftest import county
from tests.webui.counter import Counter, open_counter

__all__ = ["county"]


@pytest.fixture
def counter(county) -> Counter:
    found = open_counter(county)
    found.app.extensions["papers"] = PaperPrinter()
    return found


@pytest.fixture
def code(counter) -> str:
    """A case in mediation in the village."""
    code = counter.county.register()
    counter.county.take("vm", code, "sign_for")
    agree_to_mediate(counter.county, "vm", code)
    return code


def test_the_head_says_who_answers_who_mediates_and_who_handles(counter, code):
    text = counter.page("vm", f"/cases/{code}")
    assert "（2026）枫城人调字第1号" in text
    assert "责任单位 后岭村调委会" in text
    assert "vm某" in text
    assert "办理“组织调解”" in text


def test_numbers_are_masked(counter, code):
    text = counter.page("vm", f"/cases/{code}") + counter.page("vm", f"/cases/{code}/parties")
    assert "138****1234" in text
    assert "13800001234" not in text
    assert "331022197001081234" not in text


@pytest.mark.parametrize("tab", ["", "/parties", "/sittings", "/notes", "/withdraw", "/risk"])
def test_a_stranger_finds_nothing(counter, code, tab):
    assert counter.as_("em").get(f"/cases/{code}{tab}").status_code == 404


def test_an_administrator_sees_codes_and_steps_but_nobody(counter, code):
    text = counter.page("admin", f"/cases/{code}")
    assert "组织调解" in text
    for word in ("甲某", "乙某", "宅基地相邻通行", "双方因通道宽度发生争执"):
        assert word not in text
    for tab in ("parties", "notes", "papers/registration_form"):  # known, but not to be read
        assert counter.as_("admin").get(f"/cases/{code}/{tab}").status_code == 403


def test_a_note_is_kept_and_an_empty_one_refused(counter, code):
    browser = counter.as_("vm")
    assert browser.post(f"/cases/{code}/notes", {"text": " "}).status_code == 422
    assert browser.post(f"/cases/{code}/notes", {"text": "已电话联系"}).status_code == 303
    assert "已电话联系" in counter.page("vm", f"/cases/{code}/notes")


def test_ending_mediation_asks_why_and_leads_on(counter, code):
    browser = counter.as_("vm")
    answer = browser.post(f"/cases/{code}/terminate", {"outcome": "refused_by_party"})
    assert answer.status_code == 422
    assert counter.county.open_steps(code)[-1] == "hold_sitting"
    sent = {"outcome": "refused_by_party", "reason": "乙某明确拒绝"}
    assert browser.post(f"/cases/{code}/terminate", sent).status_code == 303
    assert counter.county.open_steps(code) == ["tell_routes"]


def test_a_risk_is_reported_from_the_page(counter, code):
    sent = {"violence": "threat", "account": "扬言砸门"}
    assert counter.as_("vm").post(f"/cases/{code}/risk", sent).status_code == 303
    assert "report_to_police" in counter.county.open_steps(code)


def test_an_act_without_account_is_refused_at_its_field(counter, code):
    answer = counter.as_("vm").post(f"/cases/{code}/risk", {"violence": "threat"})
    assert answer.status_code == 422
    assert "account-fault" in answer.get_data(as_text=True)


def test_what_cannot_be_done_now_says_why(counter, code):
    text = counter.page("vl", f"/cases/{code}")
    assert "案件还没有办结" in text  # reopening


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("registration_form", "受理登记表"),
        ("mediation_record", "调解记录"),
        ("mediation_agreement", "人民调解协议书"),
        ("termination_notice", "通知书"),
    ],
)
def test_the_four_papers_can_be_printed(counter, code, kind, words):
    sit(counter.county, "vm", code, "agreed_written")
    sign_agreement(counter.county, "vm", code)
    text = counter.page("vm", f"/cases/{code}/papers/{kind}")
    assert words in text
    assert "paper" in text


def test_a_paper_is_not_for_everybody(counter, code):
    paper = f"/cases/{code}/papers/registration_form"
    assert counter.as_("boss").get(paper).status_code == 403
    assert counter.as_("em").get(paper).status_code == 404
    assert counter.as_("vm").get(f"/cases/{code}/papers/poem").status_code == 404
