"""移交 of a case: the form, what is wrong with it, and the packages that were sent."""

import re

import pytest

from tests.journeys.acts import agree_to_mediate, sit
from tests.journeys.conftest import county

__all__ = ["county"]
CANARY = "金丝雀在此"


@pytest.fixture
def code(counter) -> str:
    """Wages, mediated in the village."""
    county = counter.county
    code = county.register(category="10", title="拖欠工资")
    county.take("vm", code, "sign_for")
    agree_to_mediate(county, "vm", code)
    return code


def package(counter, **changes: str) -> dict[str, str]:
    """Return a form filled in properly, with *changes*; None leaves a field out."""
    sent = {
        "to_channel": "administrative", "to_office_id": str(counter.county.office_id("labour")),
        "reason": CANARY, "basis": "劳动争议调解仲裁法第十条", "reply_by": "2026-03-20",
        "p0-name": "登记表", "p0-pages": "2", "p0-original": "yes", "p2-name": "调查笔录",
        "c0-how": "written", "c0-on": "2026-03-02", "c1-how": "phone", "c1-on": "2026-03-02",
    }  # fmt: skip
    return {**sent, **changes}


def send(counter, code: str, who: str = "vm", **changes: str):
    return counter.as_(who).post(f"/cases/{code}/handoffs/new", package(counter, **changes))


def test_a_package_is_sent_and_shown(counter, code):
    answer = send(counter, code)
    assert (answer.status_code, answer.location) == (303, f"/cases/{code}/handoffs")
    text = counter.page("vm", f"/cases/{code}/handoffs")
    for words in ("已发出移交", "后岭村调委会 → 县人社局调解中心", "待签收", "登记表（2 页，原件）",
                  "甲某 书面 2026-03-02", "乙某 电话", CANARY, "第十条", "还没有"):  # fmt: skip
        assert words in text, words
    assert "另一次移交还没有回执" in text


def test_receivers_are_those_of_the_channel_that_take_such_disputes(counter, code):
    first = counter.page("vm", f"/cases/{code}/handoffs/new")
    assert "县人社局调解中心</option>" not in first
    sent = {"to_channel": "administrative", "reason": "写了一半", "_refresh": "1"}
    answer = counter.as_("vm").post(f"/cases/{code}/handoffs/new", sent)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "县人社局调解中心</option>" in text
    assert "县医调委</option>" not in text
    assert "写了一半" in text
    assert "要改" not in text


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"reason": " "}, "reason", "请填写"),
        ({"to_channel": "by_air"}, "to_channel", "请从所列选项中选一个"),
        ({"to_office_id": ""}, "to_office_id", "请填写"),
        ({"to_office_id": "nobody"}, "to_office_id", "请从名单中选择"),
        ({"reply_by": "morgen"}, "reply_by", "请写日期"),
        ({"reply_by": "2026-03-01"}, "reply_by", "不能早于今天"),
        ({"p0-name": ""}, "p0-name", "请填写"),
        ({"p0-pages": "两页"}, "p0-pages", "请写整数"),
        ({"c0-on": ""}, "c0-on", "请填写"),
        ({"c0-on": "gestern"}, "c0-on", "请写日期"),
        ({"c0-how": "by_pigeon"}, "c0-how", "请从所列选项中选一个"),
        ({"c0-how": "", "c0-on": "", "c1-how": "", "c1-on": ""}, "consents", "请写明各方同意"),
    ],
)
def test_what_is_wrong_stands_at_the_field_and_nothing_is_sent(
    counter, code, changes, field, words
):
    answer = send(counter, code, **changes)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f'href="#{field}"' in text
    assert re.search(rf'id="{field}-fault">.*?{words}', text)
    assert "登记表" in text or changes.get("p0-name") == ""
    assert not counter.county.events(code, "HandoffSent")


def test_several_faults_are_told_at_once(counter, code):
    answer = send(counter, code, reason="", to_office_id="")
    assert "还有 2 处要改" in answer.get_data(as_text=True)


def test_an_office_of_another_channel_is_refused_at_its_field(counter, code):
    answer = send(counter, code, to_office_id=str(counter.county.office_id("medical")))
    assert answer.status_code == 422
    assert 'id="to_office_id-fault"' in answer.get_data(as_text=True)


def test_a_second_package_waits_for_the_first(counter, code):
    send(counter, code)
    assert send(counter, code).status_code == 409
    assert "现在不能移交" in counter.page("vm", f"/cases/{code}/handoffs/new")


def test_who_may_not_hand_off_is_not_offered_it(counter, code):
    assert "/handoffs/new" not in counter.page("admin", f"/cases/{code}/handoffs")
    counter.page("admin", f"/cases/{code}/handoffs/new", 403)
    assert send(counter, code, who="admin").status_code == 403


def test_an_administrator_sees_that_it_was_sent_but_not_what(counter, code):
    send(counter, code)
    text = counter.page("admin", f"/cases/{code}/handoffs")
    assert "待签收" in text
    for words in (CANARY, "登记表", "甲某"):
        assert words not in text, words


def test_a_stranger_is_told_nothing(counter, code):
    counter.page("em", f"/cases/{code}/handoffs", 404)
    counter.page("em", f"/cases/{code}/handoffs/new", 404)
    assert send(counter, code, who="em").status_code == 404


def test_a_case_whose_mediation_has_ended_is_not_offered_for_handing_over(counter, code):
    sit(counter.county, "vm", code, "failed")  # the form that ends mediation asks where to
    text = counter.page("vm", f"/cases/{code}/handoffs")
    assert "现在不能移交：案件不在能这样办的阶段" in text
    assert f'href="/cases/{code}/handoffs/new"' not in text


def test_the_package_is_a_link_for_those_who_may_open_it_alone(counter, code):
    send(counter, code)
    address = re.search(r'href="(/handoffs/\d+)"', counter.page("vm", f"/cases/{code}/handoffs"))[1]
    counter.page("vm", address)
    text = counter.page("boss", f"/cases/{code}/handoffs")
    assert f'href="{address}"' not in text
    assert "移字第1号" in text
