"""What a program hears when something cannot be done."""

import json

import pytest
from flask import Flask

from tests.webui.conftest import CHEAP, PASSWORD

CASE = "/cases/2026-000001"


@pytest.fixture
def code(program, dispute):
    return program("registrar").do("/cases", dispute)["code"]


def problem(answer, status, code):
    assert answer.status_code == status, answer.get_data(as_text=True)
    assert answer.mimetype == "application/problem+json"
    body = answer.json
    assert body["status"] == status
    assert body["code"] == code
    assert body["type"].startswith("/problems/")
    assert body["title"]
    assert body["detail"]
    return body


def test_nobody_is_told_anything_without_a_token(program, code):
    answer = program().get(f"/cases/{code}")
    problem(answer, 401, "sign_in.needed")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_made_up_token_opens_nothing(program):
    stranger = program()
    stranger.token = "x" * 43
    problem(stranger.get("/cases"), 401, "sign_in.needed")


def test_a_session_of_a_browser_opens_nothing(app: Flask, county):
    with county.desk.work(county.actor("vm")) as work:
        from engine.storage.models import UserRow

        work.get(UserRow, county.actor("vm").user_id).password_hash = CHEAP
    from tests.webui.conftest import Browser

    browser = Browser(app)
    assert browser.sign_in("vm", PASSWORD).status_code == 303
    problem(browser.get("/api/v1/cases"), 401, "sign_in.needed")


def test_a_stranger_s_case_does_not_exist(program, code):
    stranger = program("mm")
    problem(stranger.get(f"/cases/{code}"), 404, "case.unknown")
    problem(stranger.get(f"/cases/{code}/deadlines"), 404, "case.unknown")
    problem(stranger.post(f"/cases/{code}/notes", {"text": "看看"}), 404, "case.unknown")
    assert stranger.read("/cases")["items"] == []


def test_a_stranger_s_step_does_not_exist(program, code):
    (line,) = program("vm").read(f"/cases/{code}/tasks")["items"]
    for path in (f"/tasks/{line['id']}/claim", f"/tasks/{line['id']}/complete"):
        answer = program("mm").post(path, {"values": {}} if "complete" in path else None)
        problem(answer, 404, "step.unknown")
    problem(program("mm").get(f"/tasks/{line['id']}"), 404, "step.unknown")


def test_who_sees_a_case_may_still_not_do_everything_to_it(program, code):
    refused = program("registrar").post(
        f"/cases/{code}/terminate", {"outcome": "failed", "reason": "不愿调解"}
    )
    problem(refused, 403, "case.terminate")


def test_what_is_no_json_is_malformed(program):
    for body in (b"{", b"\xff", b'{"login": NaN}', b"[" * 3000 + b"]" * 3000, b'{"n": 1e}'):
        answer = program("vm").post("/cases", data=body, content_type="application/json")
        problem(answer, 400, "request.malformed")


def test_a_body_of_another_kind_is_refused(program):
    answer = program("vm").post("/cases", data=b"title=x", content_type="text/plain")
    problem(answer, 415, "request.malformed")


def test_a_body_that_is_too_large_is_refused(program, dispute):
    huge = json.dumps({**dispute, "summary": "长" * 1_200_000}).encode()
    answer = program("registrar").post("/cases", data=huge, content_type="application/json")
    problem(answer, 413, "request.too_large")


@pytest.mark.parametrize("body", ["text", 7, [], None, True])
def test_a_body_that_is_no_object_is_refused(program, body):
    answer = program("registrar").post(
        "/cases", data=json.dumps(body).encode(), content_type="application/json"
    )
    problem(answer, 422, "invalid")


def test_every_wrong_field_is_named_with_its_place(program, dispute):
    wrong = {
        **dispute,
        "title": " \x00",
        "category": "7" * 21,
        "amount_fen": "12.5",
        "people_count": 0,
        "happened_on": "2026-02-30",
        "surprise": 1,
        "parties": [{"role": "applicant", "kind": "ghost"}],
    }
    body = problem(program("registrar").post("/cases", wrong), 422, "invalid")
    assert {key: each["code"] for key, each in body["fields"].items()} == {
        "title": "bad_text",
        "category": "too_long",
        "amount_fen": "not_integer",
        "people_count": "out_of_range",
        "happened_on": "not_date",
        "surprise": "unknown",
        "parties.0.kind": "unknown_option",
        "parties.0.name": "required",
    }
    assert body["fields"]["parties.0.name"]["detail"] == "请填写"


def test_a_code_the_office_does_not_know_is_named(program, dispute):
    wrong = {**dispute, "category": "77", "source": "MOON"}
    body = problem(program("registrar").post("/cases", wrong), 422, "case.form")
    assert {key: each["code"] for key, each in body["fields"].items()} == {
        "category": "unknown_option",
        "source": "unknown_option",
    }


def test_refusals_are_said_in_the_language_asked_for(program):
    chinese = program("vm").get("/cases/none")
    english = program("vm", "en-GB,en;q=0.9").get("/cases/none")
    assert chinese.json["title"] == "没有找到"
    assert english.json["title"] == "Not found"
    assert chinese.json["code"] == english.json["code"]


def test_unknown_questions_and_cursors_are_refused(program):
    body = problem(program("vm").get("/tasks", colours="red"), 422, "invalid")
    assert body["fields"]["colours"]["code"] == "unknown"
    problem(program("vm").get("/tasks", cursor="bm9uc2Vuc2U"), 422, "page.cursor")


@pytest.mark.parametrize("path", ["/tasks/99999999999999999999", "/cases/a%00b", "/nothing"])
def test_addresses_of_nothing_are_not_found(program, path):
    assert program("vm").get(path).status_code == 404


def test_a_wrong_method_says_which_is_right(program):
    answer = program("vm").send("PUT", "/cases")
    problem(answer, 405, "method.refused")
    assert "POST" in answer.headers["Allow"]


def test_the_largest_sum_is_held_and_a_larger_one_refused(program, dispute):
    registrar = program("registrar")
    code = registrar.do("/cases", {**dispute, "amount_fen": 10**13})["code"]
    assert registrar.read(f"/cases/{code}")["dispute"]["amount_fen"] == 10**13
    refused = registrar.post("/cases", {**dispute, "amount_fen": 10**13 + 1})
    assert refused.json["fields"]["amount_fen"]["code"] == "out_of_range"


@pytest.mark.parametrize("field", ["office_id", "place_id", "court_id"])
def test_an_office_that_does_not_exist_is_refused(program, dispute, field):
    answer = program("registrar").post("/cases", {**dispute, field: 40_000})
    assert answer.status_code in {404, 422}, answer.json


def test_a_route_to_an_office_that_does_not_exist_is_refused(program, dispute):
    route = {**dispute["route"], "office_id": 40_000}
    answer = program("registrar").post("/cases", {**dispute, "route": route})
    assert answer.status_code in {404, 422}, answer.json


HOSTILE = ["\x00", "\ud800", "9" * 400, 10**40, -1, 1.5, True, [], [["a"]], {"a": 1}, "长" * 21_000]


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
def test_no_answer_to_a_form_ends_in_a_fault(program, county, code, value):
    county.take("vm", code, "sign_for")
    mediator = program("vm")
    (line,) = mediator.read(f"/cases/{code}/tasks")["items"]
    fields = mediator.read(f"/tasks/{line['id']}")["form"]["fields"]
    sent = {"values": {field["key"]: value for field in fields}}
    body = json.dumps(sent).encode()
    answer = mediator.post(
        f"/tasks/{line['id']}/complete", data=body, content_type="application/json"
    )
    problem(answer, 422, "form.invalid")
    assert county.open_steps(code) == [line["element"]]
