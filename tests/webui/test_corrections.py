"""更正: the form shows what would follow, then does it; the tab keeps what stood there."""

import re

import pytest

from tests.journeys.conftest import county

__all__ = ["county"]


@pytest.fixture
def code(counter) -> str:
    code = counter.county.register(title="通道纠纷", happened_on=counter.county.today)
    counter.county.take("vm", code, "sign_for")
    return code


def fields(page: str) -> dict[str, str]:
    version = re.search(r'name="_version" value="(\d+)"', page)
    assert version
    return {"_version": version.group(1)}


def test_the_form_previews_then_corrects_and_keeps_what_stood_there(counter, code):
    path = f"/cases/{code}/corrections/new"
    sent = {**fields(counter.page("vm", path)), "people_count": "35", "reason": "清点有误"}
    shown = counter.as_("vm").post(path, {**sent, "_act": "preview"}).get_data(as_text=True)
    assert "更正后会这样" in shown
    assert "重大" in shown
    assert "没有更正过" in counter.page("vm", f"/cases/{code}/corrections")
    answer = counter.as_("vm").post(path, {**sent, "_act": "correct"})
    assert answer.status_code == 303
    kept = counter.page("vm", f"/cases/{code}/corrections")
    assert "清点有误" in kept
    assert "35" in kept
    again = counter.as_("vm").post(path, {**sent, "_act": "correct"})
    assert again.status_code == 409, "it was read before the first correction"


def test_a_number_nobody_can_read_is_said_at_its_field(counter, code):
    path = f"/cases/{code}/corrections/new"
    sent = {**fields(counter.page("vm", path)), "amount": "很多", "reason": "笔误"}
    answer = counter.as_("vm").post(path, {**sent, "_act": "preview"})
    assert answer.status_code == 422
    assert 'id="amount-fault"' in answer.get_data(as_text=True)


def test_only_those_who_hold_the_case_find_the_form(counter, code):
    assert counter.as_("em").get(f"/cases/{code}/corrections").status_code == 404
    assert counter.as_("cs").get(f"/cases/{code}/corrections/new").status_code == 403
    assert counter.as_("admin").get(f"/cases/{code}/corrections").status_code == 403
