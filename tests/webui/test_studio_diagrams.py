"""The page of the diagram editor and what its script asks for: choices, due days, read-only."""

import pytest

from engine.usecases.drafts import Opening, discard_draft, open_draft
from tests.journeys.conftest import county
from tests.webui.counter import Counter, open_counter

__all__ = ["county"]
PATH = "peoples-mediation.bpmn"


@pytest.fixture
def counter(county) -> Counter:
    return open_counter(county)


@pytest.fixture
def draft(counter) -> int:
    county = counter.county
    return open_draft(county.desk, county.actor("admin"), Opening("回访三十日"))


def test_the_page_carries_what_its_script_needs(counter, draft):
    page = counter.as_("admin").get(f"/studio/drafts/{draft}/diagram/{PATH}").text
    assert f'data-file="/studio/drafts/{draft}/files/{PATH}"' in page
    assert 'data-readonly=""' in page
    assert "人民调解" in page
    assert "纠纷办理" in page


def test_somebody_who_only_looks_is_told_so_and_gets_no_tools(counter, draft):
    page = counter.as_("audit").get(f"/studio/drafts/{draft}/diagram/{PATH}").text
    assert 'data-readonly="您可以查看，不能修改。"' in page
    assert 'data-act="save"' not in page


def test_a_discarded_draft_is_shown_read_only(counter, draft):
    county = counter.county
    discard_draft(county.desk, county.actor("admin"), draft, "不改了")
    page = counter.as_("admin").get(f"/studio/drafts/{draft}/diagram/{PATH}").text
    assert 'data-readonly="草稿已结束，不能修改。"' in page


@pytest.mark.parametrize("path", ["diagram/no-such.bpmn", "diagram/score.dmn"])
def test_what_is_no_diagram_of_the_draft_is_no_page(counter, draft, path):
    assert counter.as_("admin").get(f"/studio/drafts/{draft}/{path}").status_code == 404


@pytest.mark.parametrize("path", [f"diagram/{PATH}", "choices", "due?rule=C-CONSENT"])
def test_caseworkers_find_no_editor(counter, draft, path):
    assert counter.as_("vm").get(f"/studio/drafts/{draft}/{path}").status_code == 404


def choices(counter, draft):
    return counter.as_("admin").get(f"/studio/drafts/{draft}/choices").get_json()


def test_the_choices_name_rules_with_their_length_and_article(counter, draft):
    clocks = {one["value"]: one for one in choices(counter, draft)["clocks"]}
    consent = clocks["C-CONSENT"]
    assert consent["length"] == "3 个工作日"
    assert consent["label"].startswith("C-CONSENT ")
    assert consent["article"]


def test_the_choices_know_the_values_forms_and_tables_give(counter, draft):
    values = {one["value"]: one for one in choices(counter, draft)["values"]}
    answers = {option["value"] for option in values["result"]["options"]}
    assert {"agreed_written", "both_agree"} <= answers
    assert values["want_confirmation"]["type"] == "boolean"
    assert values["channel"]["options"][0]["label"] == "人民调解"


def test_nobody_who_keeps_the_system_is_offered_as_a_role_of_a_step(counter, draft):
    roles = {one["value"] for one in choices(counter, draft)["roles"]}
    assert "mediator" in roles
    assert not roles & {"administrator", "security_administrator", "auditor"}


def test_a_file_that_cannot_be_read_does_not_hide_the_others(counter, draft):
    from engine.usecases.drafts import Edit, save_file

    county = counter.county
    for path in ("forms/visit.json", "score.dmn", "duty.bpmn"):
        save_file(county.desk, county.actor("admin"), draft, Edit(path, b"<", 1))
    found = choices(counter, draft)
    assert "visit" not in {one["value"] for one in found["forms"]}
    assert "route" in {one["value"] for one in found["decisions"]}
    assert "dispute" in {one["value"] for one in found["processes"]}


def test_a_due_day_is_worked_out_by_the_calendar_with_its_reasons(counter, draft):
    answer = (
        counter.as_("admin")
        .get(f"/studio/drafts/{draft}/due?rule=C-CONSENT&on=2026-04-30")
        .get_json()
    )
    assert answer["due"] == "2026-05-08"  # 劳动节 1.–5.5. are no working days
    assert "5月8日" in answer["words"]
    assert answer["why"]


@pytest.mark.parametrize(("asked", "status"), [("rule=NONE", 404), ("rule=C-CONSENT&on=x", 422)])
def test_a_due_day_nobody_can_work_out_is_refused_in_words(counter, draft, asked, status):
    answer = counter.as_("admin").get(f"/studio/drafts/{draft}/due?{asked}")
    assert answer.status_code == status
    assert answer.get_json()["error"]
