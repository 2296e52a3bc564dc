"""The files of a draft over HTTP: read with their revision, saved against it, checked unsaved."""

import pytest

from engine.usecases.drafts import Opening, open_draft
from tests.journeys.conftest import county
from tests.webui.counter import Counter, open_counter

__all__ = ["county"]
FORM = "forms/visit.json"


@pytest.fixture
def counter(county) -> Counter:
    return open_counter(county)


@pytest.fixture
def draft(counter) -> int:
    county = counter.county
    return open_draft(county.desk, county.actor("admin"), Opening("回访三十日"))


def put(counter: Counter, path: str, content: bytes, match: str, login: str = "admin"):
    browser = counter.as_(login)
    headers = {"If-Match": match, "X-CSRFToken": browser.token("/more")}
    return browser.client.put(path, data=content, headers=headers)


def check(counter: Counter, sent: object):
    browser = counter.as_("admin")
    token = {"X-CSRFToken": browser.token("/more")}
    return browser.client.post("/studio/check", json=sent, headers=token)


def test_a_file_is_read_with_its_revision_and_saved_over_it(counter, draft):
    path = f"/studio/drafts/{draft}/files/{FORM}"
    got = counter.as_("admin").get(path)
    assert got.headers["ETag"] == '"1"'
    changed = got.data.replace("回访".encode(), "电话回访".encode())
    saved = put(counter, path, changed, got.headers["ETag"])
    assert saved.get_json() == {"revision": 2, "changed": True, "findings": []}
    assert counter.as_("admin").get(path).data == changed
    again = put(counter, path, changed, '"2"')
    assert again.get_json()["changed"] is False


def test_whoever_saves_second_is_told_who_was_first_and_nothing_is_lost(counter, draft):
    path = f"/studio/drafts/{draft}/files/{FORM}"
    assert put(counter, path, b"{}", '"1"').status_code == 200
    late = put(counter, path, b"[]", '"1"')
    told = late.get_json()
    assert late.status_code == 409
    assert told["code"] == "draft.stale"
    assert told["by"] == "admin某"
    assert told["revision"] == 2
    assert "2026" in told["at"]
    assert "admin某已在" in told["error"]
    assert counter.as_("admin").get(path).data == b"{}"


def test_a_save_that_names_no_revision_is_refused(counter, draft):
    path = f"/studio/drafts/{draft}/files/{FORM}"
    for match in ("", "*", '"x"', '"99999999999"'):
        assert put(counter, path, b"{}", match).status_code == 422


def test_a_new_file_is_saved_once_under_a_name_that_may_be(counter, draft):
    root = f"/studio/drafts/{draft}/files"
    made = put(counter, f"{root}/forms/phone.json", b"{}", '"0"')
    assert made.status_code == 200
    assert {one["file"] for one in made.get_json()["findings"]} == {"forms/phone.json"}
    assert put(counter, f"{root}/forms/phone.json", b"{}x", '"0"').status_code == 409
    for name in (
        "phone.json",
        "law/deadlines.dmn",
        "../x.bpmn",
        "x.exe",
        "forms/.x.json",
        "nul.dmn",
    ):
        assert put(counter, f"{root}/{name}", b"{}", '"0"').status_code in {404, 422}, name


def test_an_unsaved_text_is_checked_and_not_saved(counter, draft):
    answer = check(counter, {"draft": draft, "path": "urge.bpmn", "text": "<nonsense"})
    (found,) = [one for one in answer.get_json()["findings"] if one["code"] == "xml.malformed"]
    assert found["file"] == "urge.bpmn"
    assert found["level"] == "error"
    assert found["reason"]
    assert found["mend"]
    assert check(counter, {"draft": draft}).get_json() == {"findings": []}


@pytest.mark.parametrize(
    "sent", [[], {"draft": "1"}, {"draft": 2**40}, {"draft": 1, "path": 3, "text": ""}, "x", None]
)
def test_what_is_no_question_is_refused(counter, draft, sent):
    assert check(counter, sent).status_code == 422


def test_nobody_but_keepers_of_models_knows_of_drafts(counter, draft):
    path = f"/studio/drafts/{draft}/files/{FORM}"
    for login in ("vm", "vl", "cs", "boss"):
        assert counter.as_(login).get(path).status_code == 404
        assert put(counter, path, b"{}", '"1"', login).status_code == 404
    for login in ("safe", "audit"):
        assert counter.as_(login).get(path).status_code == 200
        assert put(counter, path, b"{}", '"1"', login).status_code == 403
