"""步骤办理: the form, what is wrong with it, who may send it, what follows."""

import re

import pytest

from tests.journeys.acts import agree_to_mediate
from tests.journeys.conftest import county

__all__ = ["county"]


@pytest.fixture
def sitting(counter) -> tuple[str, int]:
    """A case that waits for its first sitting: its code and the step's number."""
    code = counter.county.register()
    counter.county.take("vm", code, "sign_for")
    agree_to_mediate(counter.county, "vm", code)
    return code, counter.county.item(code, "hold_sitting").id


def version(page: str) -> str:
    return re.search(r'name="_version" value="(\d+)"', page).group(1)


def held(**changes: str) -> dict[str, str]:
    answers = {
        "held_at": "2026-03-02T08:30", "place": "村调解室", "way": "face_to_face",
        "present": "甲某、乙某", "record": "各让半米", "result": "agreed_written",
    }  # fmt: skip
    return {**answers, **changes}


def test_a_form_begins_with_what_is_known(counter, sitting):
    text = counter.page("vm", f"/steps/{sitting[1]}")
    assert 'value="2026-03-02T09:00"' in text
    assert "甲某、乙某" in text
    assert re.search(r'value="face_to_face"[^>]* checked', text)
    assert "形成：" not in text  # nothing is said before the result is chosen


def test_what_was_seen_of_a_risk_is_not_to_be_written_twice(counter, sitting):
    code, _ = sitting
    seen = {"violence": "threat", "account": "扬言带人上门"}
    assert counter.as_("vm").post(f"/cases/{code}/risk", seen).status_code == 303
    report = counter.county.item(code, "report_to_police").id
    assert "扬言带人上门" in counter.page("vm", f"/steps/{report}")
    assert "扬言带人上门" in counter.page("vm", f"/cases/{code}/notes")


def test_a_finished_step_moves_the_case_on(counter, sitting):
    code, item = sitting
    answer = counter.as_("vm").post(f"/steps/{item}", held())
    assert (answer.status_code, answer.location) == (303, f"/cases/{code}")
    assert counter.county.open_steps(code)[-1] == "draw_agreement"


def test_what_is_wrong_stands_at_the_field_and_on_top(counter, sitting):
    sent = held(held_at="gestern", record="", place="老地方")
    answer = counter.as_("vm").post(f"/steps/{sitting[1]}", sent)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "还有 2 处要改" in text
    assert 'href="#record"' in text
    assert "老地方" in text


def test_a_field_that_comes_up_is_asked_for_at_the_latest_on_sending(counter, sitting):
    answer = counter.as_("vm").post(f"/steps/{sitting[1]}", held(result="failed"))
    assert answer.status_code == 422
    assert 'id="reason"' in answer.get_data(as_text=True)


def test_only_the_fields_that_come_or_go_are_fetched(counter, sitting):
    sent = held(result="failed", _shown="result")
    text = counter.as_("vm").post(f"/steps/{sitting[1]}/fields", sent).get_data(as_text=True)
    assert 'id="slot-reason"' in text
    assert 'id="slot-result"' not in text
    assert "告知其他途径" in text


def test_a_button_refreshes_the_fields_without_script(counter, sitting):
    sent = held(result="failed", _refresh="1")
    answer = counter.as_("vm").post(f"/steps/{sitting[1]}", sent)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert 'id="reason"' in text
    assert "要改" not in text


def test_what_a_form_does_not_ask_is_not_read(counter, sitting):
    answer = counter.as_("vm").post(f"/steps/{sitting[1]}", held(status="archived", _x="1"))
    assert answer.status_code == 303
    assert counter.county.case(sitting[0]).status != "archived"


def test_a_stale_page_is_refused_and_says_who_was_first(counter, sitting):
    _, item = sitting
    before = version(counter.page("vm", f"/steps/{item}"))
    assert counter.as_("vm").post(f"/steps/{item}", held(_version=before)).status_code == 303
    answer = counter.as_("vm").post(f"/steps/{item}", held(_version=before))
    assert answer.status_code == 409
    assert "vm某" in answer.get_data(as_text=True)


def test_a_page_from_before_a_release_is_stale(counter, sitting):
    code, item = sitting
    before = version(counter.page("vm", f"/steps/{item}"))
    counter.as_("vl").post(f"/steps/{item}/release", {"reason": "另有安排"})
    answer = counter.as_("vm").post(f"/steps/{item}", held(_version=before))
    assert answer.status_code == 409
    assert counter.county.open_steps(code)[-1] == "hold_sitting"


def test_a_step_somebody_else_took_says_who(counter):
    item = counter.county.item(counter.county.register(), "sign_for").id
    counter.as_("vl").post(f"/steps/{item}/claim")
    text = counter.page("vm", f"/steps/{item}")
    assert "vl某已经认领这一步" in text
    assert 'name="_version"' not in text


def test_a_finished_step_is_read_not_changed(counter, sitting):
    counter.as_("vm").post(f"/steps/{sitting[1]}", held())
    text = counter.page("vm", f"/steps/{sitting[1]}")
    assert "不能再改" in text
    assert "达成书面协议" in text


def test_the_last_record_of_the_same_kind_stands_beside(counter, sitting):
    code, item = sitting
    counter.as_("vm").post(f"/steps/{item}", held(result="go_on", record="第一次谈得不错"))
    again = counter.county.item(code, "hold_sitting").id
    text = counter.page("vm", f"/steps/{again}")
    assert "上次记录" in text
    assert "第一次谈得不错" in text
    assert 'value="村调解室"' in text


def test_who_is_not_asked_reads_but_does_not_send(counter, sitting):
    text = counter.page("registrar", f"/steps/{sitting[1]}")
    assert 'name="_version"' not in text
    answer = counter.as_("registrar").post(f"/steps/{sitting[1]}", held())
    assert answer.status_code in {403, 409}


def test_a_stranger_is_told_nothing(counter, sitting):
    assert counter.as_("mm").get(f"/steps/{sitting[1]}").status_code == 404
    assert counter.as_("mm").post(f"/steps/{sitting[1]}", held()).status_code == 404
    assert counter.as_("vm").get("/steps/99999").status_code == 404


def test_a_review_begins_with_the_proposed_office(counter):
    from engine.usecases.routing import RouteChoice

    code = counter.county.register(route=RouteChoice("review"))
    element = counter.county.open_steps(code)[0]
    item = counter.county.item(code, element).id
    sent = {"decision": "accept", "_shown": "decision"}
    text = counter.as_("registrar").post(f"/steps/{item}/fields", sent).get_data(as_text=True)
    village = counter.county.office_id("village")
    assert re.search(rf'value="{village}" selected', text)
