"""The form designer's page, its preview, where forms are used, and copies of forms."""

import json
import re

import pytest

from engine.queries.drafts import draft_file, draft_set
from engine.queries.form_uses import form_uses
from engine.usecases.drafts import Edit, Opening, open_draft, save_file
from engine.usecases.records import KEPT_AS_ANSWERS, RECORDS
from engine.workflow import read_form
from engine.workflow.forms.values import READERS
from tests.journeys.conftest import county
from tests.webui.counter import Counter, open_counter
from webui.form_words import RECORDS as RECORD_WORDS
from webui.form_words import TYPES

__all__ = ["county"]
PATH = "forms/mediation_record.json"


@pytest.fixture
def counter(county) -> Counter:
    return open_counter(county)


@pytest.fixture
def draft(counter) -> int:
    county = counter.county
    return open_draft(county.desk, county.actor("admin"), Opening("调解记录加一问"))


@pytest.fixture
def files(counter, draft):
    with counter.county.desk.read() as session:
        return dict(draft_set(session, counter.county.actor("admin"), draft))


def look(counter, draft, form, path=PATH, **more):
    """The preview of an unsaved form, as the frame of the page shows it."""
    sent = {"_form": json.dumps(form), "_given": "{}", **more}
    return counter.as_("admin").post(f"/studio/drafts/{draft}/form-preview/{path}", sent)


def test_every_kind_of_answer_and_record_has_words():
    assert set(TYPES) == set(READERS)
    assert set(RECORD_WORDS) == set(RECORDS) | KEPT_AS_ANSWERS


def test_the_page_carries_what_its_script_needs(counter, draft):
    page = counter.as_("admin").get(f"/studio/drafts/{draft}/form/{PATH}").text
    assert f'data-file="/studio/drafts/{draft}/files/{PATH}"' in page
    assert 'data-readonly=""' in page
    assert f"/studio/drafts/{draft}/diagram/peoples-mediation.bpmn#hold_sitting" in page


def test_somebody_who_only_looks_gets_no_tools(counter, draft):
    page = counter.as_("audit").get(f"/studio/drafts/{draft}/form/{PATH}").text
    assert 'data-readonly="您可以查看，不能修改。"' in page
    assert 'data-act="save"' not in page
    assert "form-copy" not in page


@pytest.mark.parametrize("path", ["score.dmn", "forms/no_such.json", "duty.bpmn"])
def test_what_is_no_form_of_the_draft_is_no_page(counter, draft, path):
    assert counter.as_("admin").get(f"/studio/drafts/{draft}/form/{path}").status_code == 404


def test_caseworkers_find_no_designer(counter, draft):
    assert counter.as_("vm").get(f"/studio/drafts/{draft}/form/{PATH}").status_code == 404
    assert counter.as_("vm").post(f"/studio/drafts/{draft}/form-preview/{PATH}").status_code == 404


def test_the_preview_shows_every_form_we_ship_as_a_step_does(counter, draft, files):
    for path, content in files.items():
        if not path.startswith("forms/"):
            continue
        answer = look(counter, draft, json.loads(content), path)
        form = read_form(content, path)
        assert answer.status_code == 200
        shown = set(re.findall(r'name="_shown" value="(\w+)"', answer.text))
        assert shown <= {field.key for field in form.fields}
        assert {field.key for field in form.fields if field.shown_when is None} <= shown, path
        assert all(form_field.label.zh in answer.text for form_field in form.fields[:1])


def test_a_preview_may_be_framed_by_us_alone(counter, draft, files):
    answer = look(counter, draft, json.loads(files[PATH]))
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]


def test_trying_a_preview_says_what_would_be_refused_and_saves_nothing(counter, draft, files):
    form = json.loads(files[PATH])
    assert "还有" in look(counter, draft, form, _tried="1").text
    small = {**form, "fields": [{**form["fields"][1], "key": "place"}], "next": []}
    fine = look(counter, draft, small, _tried="1", place="村委会")
    assert "这样填可以提交" in fine.text
    with counter.county.desk.read() as session:
        content, revision = draft_file(session, counter.county.actor("admin"), draft, PATH)
    assert (content, revision) == (files[PATH], 1)


def test_a_condition_on_a_value_of_the_process_is_tried_with_what_is_supposed(counter, draft):
    asked = {
        "key": "number",
        "label": {"zh": "案号", "en": ""},
        "type": "text",
        "required": True,
        "routing": False,
        "shown_when": 'channel = "judicial_pre"',
    }
    form = {"key": "mediation_record", "title": {"zh": "记录", "en": ""}, "fields": [asked]}
    assert "案号" not in look(counter, draft, form).text
    given = json.dumps({"channel": "judicial_pre"})
    assert "案号" in look(counter, draft, form, _given=given).text


@pytest.mark.parametrize("text", ["", "[", "{}", '{"fields": 3}', '{"key": "x", "zz": 1}'])
def test_a_preview_of_what_is_no_form_says_so(counter, draft, text):
    sent = {"_form": text, "_given": "["}
    answer = counter.as_("admin").post(f"/studio/drafts/{draft}/form-preview/{PATH}", sent)
    assert answer.status_code == 200
    assert "改好写错的地方" in answer.text


def test_what_is_written_into_a_form_is_never_markup(counter, draft, files):
    form = json.loads(files[PATH])
    form["fields"][0]["label"]["zh"] = "<script>alert(1)</script>"
    assert "<script>alert" not in look(counter, draft, form).text


def test_an_answer_brings_up_the_question_that_depends_on_it(counter, draft, files):
    sent = {"_form": files[PATH].decode(), "_given": "{}", "_shown": "result", "result": "failed"}
    answer = counter.as_("admin").post(f"/studio/drafts/{draft}/form-fields/{PATH}", sent)
    assert answer.status_code == 200
    assert 'hx-swap-oob="true"' in answer.text


def test_a_form_is_copied_under_another_name(counter, draft, files):
    sent = {"key": "second_record", "title": "第二张记录"}
    answer = counter.as_("admin").post(f"/studio/drafts/{draft}/form-copy/{PATH}", sent)
    assert answer.status_code == 303
    with counter.county.desk.read() as session:
        admin = counter.county.actor("admin")
        content, _ = draft_file(session, admin, draft, "forms/second_record.json")
    copied, first = json.loads(content), json.loads(files[PATH])
    assert copied["key"] == "second_record"
    assert copied["title"]["zh"] == "第二张记录"
    assert copied["fields"] == first["fields"]
    again = counter.as_("admin").post(f"/studio/drafts/{draft}/form-copy/{PATH}", sent)
    assert again.status_code in {409, 422}


def test_steps_that_use_a_form_and_conditions_on_its_answers_are_found(files):
    uses = form_uses(files, "mediation_record")
    assert "hold_sitting" in {place.element for place in uses.steps}
    assert "peoples-mediation.bpmn" in {place.path for place in uses.asked["result"]}
    assert form_uses(files, "no_such").steps == ()


def test_a_diagram_that_cannot_be_read_hides_no_other_use(counter, draft):
    county = counter.county
    edit = Edit("duty.bpmn", b"<", 1)
    save_file(county.desk, county.actor("admin"), draft, edit)
    page = counter.as_("admin").get(f"/studio/drafts/{draft}/form/{PATH}")
    assert "hold_sitting" in page.text
