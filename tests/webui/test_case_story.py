"""时间线 and 日志 of a case: sentences by day, every event as recorded, who may read what."""

import re

import pytest

from engine.usecases.notes import add_note
from engine.usecases.steps import claim_step, release_step
from engine.usecases.sweep import sweep
from tests.journeys.acts import agree_to_mediate, sit
from tests.journeys.conftest import county

__all__ = ["county"]
CANARY = "金丝雀在此"


@pytest.fixture
def code(counter) -> str:
    """A case of two days with a step given back for a reason somebody wrote."""
    county = counter.county
    code = county.register()
    county.take("vm", code, "sign_for")
    agree_to_mediate(county, "vm", code)
    item = county.item(code, "hold_sitting").id
    release_step(county.desk, county.actor("vm"), item, CANARY)
    claim_step(county.desk, county.actor("vm"), item)
    county.pass_days(1)
    sit(county, "vm", code, "go_on")
    add_note(county.desk, county.actor("vm"), code, CANARY)
    return code


def test_what_happened_is_told_in_sentences_by_day(counter, code):
    text = counter.page("vm", f"/cases/{code}/timeline")
    assert "第 1 次调解：继续调解" in text
    assert "后岭村调委会签收，开始办理" in text
    assert text.index("3月3日") < text.index("3月2日")
    assert text.count('<section class="storyday">') == 2
    assert f"退回“组织调解”：{CANARY}" in text


def test_a_filter_leaves_only_its_group(counter, code):
    text = counter.page("vm", f"/cases/{code}/timeline?group=steps")
    assert "办完“征求意见”" in text
    assert "第 1 次调解" not in text
    assert counter.page("vm", f"/cases/{code}/timeline?group=nonsense").count("第 1 次调解") == 1


def test_the_log_holds_every_event_with_its_facts(counter, code):
    text = counter.page("vm", f"/cases/{code}/log?kind=StepClaimed")
    kinds = {event.kind for event in counter.county.events(code)}
    whole = counter.page("vm", f"/cases/{code}/log")
    assert {kind for kind in kinds if kind not in whole} == set()
    assert "assignee_id" in text
    assert "vm某" in text
    assert "SittingHeld" not in text.split("<tbody>")[1]


def test_the_log_says_when_something_was_recorded_later(counter, code):
    counter.county.sleep(days=12)
    sweep(counter.county.desk)
    text = counter.page("vm", f"/cases/{code}/log")
    assert "系统" in text
    assert "记录于" in text


def test_pages_follow_one_another(counter, code):
    county = counter.county
    for number in range(35):
        add_note(county.desk, county.actor("vm"), code, f"备注{number}")
    first = counter.page("vm", f"/cases/{code}/timeline")
    after = first.split('rel="next"')[1].split('href="')[1].split('"')[0].replace("&amp;", "&")
    assert "调委会登记纠纷" not in first
    assert "调委会登记纠纷" in counter.page("vm", after)


@pytest.mark.parametrize("tab", ["timeline", "log"])
def test_an_administrator_sees_what_happened_but_no_ones_words(counter, code, tab):
    text = counter.page("admin", f"/cases/{code}/{tab}")
    assert CANARY not in text
    assert "甲某" not in text
    assert "组织调解" in text


@pytest.mark.parametrize("tab", ["timeline", "log"])
def test_a_stranger_is_told_nothing(counter, code, tab):
    counter.page("em", f"/cases/{code}/{tab}", 404)
    counter.page("vm", f"/cases/1999-000001/{tab}", 404)


def test_a_page_that_never_was_is_refused(counter, code):
    counter.page("vm", f"/cases/{code}/timeline?cursor=nonsense", 422)


def test_an_english_story_names_steps_and_time_limits_in_english(counter, code):
    counter.county.pass_days(20)
    counter.as_("vm").post("/language", {"locale": "en"})
    text = counter.page("vm", f"/cases/{code}/timeline")
    assert "Hold a sitting" in text
    assert "“Village duty” changed from" in re.sub(r"\s+", " ", text)
    assert "组织调解" not in text.partition('<section class="storyday">')[2]
