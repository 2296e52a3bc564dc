"""更正: the form shows what would follow, then does it; the tab keeps what stood there."""

import re
from html import unescape

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
    was = re.search(r'name="_was" value="([^"]*)"', page)
    assert version
    assert was
    return {"_version": version.group(1), "_was": unescape(was.group(1))}


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


def value_of(page: str, key: str) -> str:
    found = re.search(rf'<input[^>]* name="{key}"[^>]* value="([^"]*)"', page)
    assert found, key
    return unescape(found.group(1))


def test_a_form_sent_too_late_comes_back_as_typed_with_what_others_changed(counter, code):
    path = f"/cases/{code}/corrections/new"
    opened = counter.page("vm", path)
    late = {**fields(opened), "title": value_of(opened, "title"), "people_count": "36"}
    first = {**fields(opened), "title": "楼道堆放纠纷", "people_count": "35", "reason": "笔误"}
    assert counter.as_("vm").post(path, {**first, "_act": "correct"}).status_code == 303
    late |= {"happened_place": "三号楼", "reason": "清点有误", "_act": "correct"}
    answer = counter.as_("vm").post(path, late)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "打开表单以后别人的改动" in page
    assert "<td>楼道堆放纠纷</td><td>没有改</td>" in page, "what stands there now"
    assert "<td>35</td><td>36</td>" in page, "touched by both"
    assert value_of(page, "title") == "楼道堆放纠纷", "nobody's work is undone unseen"
    assert value_of(page, "people_count") == "36"
    assert value_of(page, "happened_place") == "三号楼"
    assert "清点有误</textarea>" in page
    again = {**late, **fields(page), "title": value_of(page, "title")}
    assert counter.as_("vm").post(path, again).status_code == 303
    kept = counter.page("vm", path)
    assert value_of(kept, "title") == "楼道堆放纠纷"
    assert value_of(kept, "people_count") == "36"


def test_a_form_sent_after_the_case_went_on_says_that_the_record_is_the_same(counter, code):
    path = f"/cases/{code}/corrections/new"
    sent = {**fields(counter.page("vm", path)), "people_count": "35", "reason": "清点有误"}
    sent |= {"marks": ["media"], "_marks": "1", "_act": "correct"}
    consent = {"rights_told": "yes", "asked_on": counter.county.day(), "result": "both_agree"}
    consent["asked_how"] = "in_person"
    counter.county.take("vm", code, "get_consent", **consent)
    answer = counter.as_("vm").post(path, sent)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert value_of(page, "people_count") == "35"
    assert re.search(r'value="media"[^>]* checked', page)
    assert counter.as_("vm").post(path, {**sent, **fields(page)}).status_code == 303


def test_a_text_of_several_lines_is_untouched_however_a_browser_ends_them(counter):
    code = counter.county.register(summary="先吵了一架。\n后来又吵了一架。")
    path = f"/cases/{code}/corrections/new"
    sent = {**fields(counter.page("vm", path)), "summary": "先吵了一架。\r\n后来又吵了一架。"}
    answer = counter.as_("vm").post(path, {**sent, "reason": "没有改", "_act": "preview"})
    assert answer.status_code == 422, "nothing would change"


def test_a_mistake_in_a_form_that_is_too_old_does_not_make_it_a_new_one(counter, code):
    path = f"/cases/{code}/corrections/new"
    sent = {**fields(counter.page("vm", path)), "people_count": "35", "reason": "清点有误"}
    assert counter.as_("vm").post(path, {**sent, "_act": "correct"}).status_code == 303
    wrong = counter.as_("vm").post(path, {**sent, "amount": "很多", "_act": "preview"})
    assert wrong.status_code == 422
    again = fields(wrong.get_data(as_text=True))
    assert again == {key: sent[key] for key in ("_version", "_was")}
    assert counter.as_("vm").post(path, {**sent, **again, "_act": "correct"}).status_code == 409


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
