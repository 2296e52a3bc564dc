"""移交台: the boxes, one package, and the way to the receipt."""

import pytest

from engine.usecases.handoffs import receive_handoff
from tests.journeys.acts import agree_to_mediate
from tests.journeys.conftest import county
from tests.journeys.test_wages import hand_over

__all__ = ["county"]


@pytest.fixture
def sent(counter) -> tuple[str, int]:
    """Wages, handed over from the village to the labour bureau: (case, hand-off)."""
    county = counter.county
    code = county.register(category="10", title="拖欠工资")
    county.take("vm", code, "sign_for")
    agree_to_mediate(county, "vm", code)
    return code, hand_over(county, "vm", code, "labour", "administrative")


def test_a_receipt_due_stands_at_the_receiver_with_the_time_left(counter, sent):
    code, number = sent
    item = counter.county.item(code, "receive_package")
    text = counter.page("li", "/handoffs")
    assert "甲某 — 乙某" in text
    assert "劳动争议，双方同意转入" in text
    assert f"/steps/{item.id}" in text
    assert "接收或退回" in text
    assert "剩" in text
    assert f"/handoffs/{number}" in text
    assert '<span class="n">1</span>' in text


def test_the_sender_sees_it_go_out_and_has_nothing_to_do(counter, sent):
    text = counter.page("vm", "/handoffs?box=outgoing")
    assert "待签收" in text
    assert "县人社局调解中心" in text
    assert "接收或退回" not in text
    assert "没有等您的单位签收的移交" in counter.page("vm", "/handoffs")


def test_the_supervisor_sees_the_desk_but_is_not_offered_the_receipt(counter, sent):
    text = counter.page("cs", "/handoffs")
    assert "后岭村调委会" in text
    assert "县人社局调解中心" in text
    assert "接收或退回" not in text


def test_a_package_lists_its_papers_and_consents(counter, sent):
    text = counter.page("li", f"/handoffs/{sent[1]}")
    for words in ("登记表", "双方", "书面", "劳动争议，双方同意转入", "后岭村调委会"):
        assert words in text, words


def test_a_stranger_does_not_learn_that_there_is_a_package(counter, sent):
    counter.page("em", f"/handoffs/{sent[1]}", 404)
    assert "甲某" not in counter.page("em", "/handoffs?box=incoming")


def test_returns_are_counted_and_the_sender_is_asked_to_mend(counter, sent):
    code, number = sent
    county = counter.county
    receive_handoff(county.desk, county.actor("li"), number, accept=False, reason="缺工资表")
    item = county.item(code, "revise_package")
    text = counter.page("vm", "/handoffs?box=outgoing")
    assert "退回过 1 次" in text
    assert f"/steps/{item.id}" in text
    assert "补正或收回" in text
    assert "缺工资表" in counter.page("vm", f"/handoffs/{number}")


def test_the_receipt_itself_is_a_step_and_moves_the_case(counter, sent):
    code, _ = sent
    item = counter.county.item(code, "receive_package")
    answer = counter.as_("li").post(f"/steps/{item.id}", {"decision": "accept"})
    assert answer.status_code == 303
    assert counter.county.case(code).holder_id == counter.county.office_id("labour")
    assert "已接收" in counter.page("li", "/handoffs?box=incoming")


def test_an_unknown_box_is_refused(counter):
    counter.page("vm", "/handoffs?box=lost", 422)


def test_a_tabs_number_says_that_it_counts_what_is_under_way(counter, sent):
    """The list below keeps what is over; the number must not read as the list's length."""
    receive_handoff(
        counter.county.desk, counter.county.actor("li"), sent[1], accept=False, reason="缺材料"
    )
    text = counter.page("vm", "/handoffs?box=outgoing")
    assert '<span class="n">未了结 1</span>' in text
