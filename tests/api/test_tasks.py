"""Steps through the API: queues, claims, and two people at the same step."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from engine.storage.models import WorkItemRow
from tests.api.filling import fill


@pytest.fixture
def code(program, dispute):
    return program("registrar").do("/cases", dispute)["code"]


@pytest.fixture
def task(program, code):
    """The receipt of a case that lies before the village."""
    (line,) = program("vm").read(f"/cases/{code}/tasks")["items"]
    return line["id"]


def body(person, task, county):
    shown = person.read(f"/tasks/{task}")
    return {"version": shown["version"], "values": fill(shown, county.today)}


def test_a_step_is_available_until_somebody_claims_it(program, task):
    mediator, leader = program("vm"), program("vl")
    assert [line["id"] for line in mediator.read("/tasks", queue="available")["items"]] == [task]
    assert mediator.do(f"/tasks/{task}/claim")["id"] == task
    assert [line["id"] for line in mediator.read("/tasks", queue="mine")["items"]] == [task]
    assert mediator.read("/tasks", queue="available")["items"] == []
    refused = leader.post(f"/tasks/{task}/claim")
    assert refused.status_code == 409
    assert refused.json["code"] == "step.taken"
    assert "vm某" in refused.json["detail"]


def test_a_step_is_named_in_both_languages_whatever_language_the_person_reads(program, code, task):
    person = program("vm")
    shown = [
        person.read(f"/tasks/{task}"),
        person.read("/tasks", queue="available")["items"][0],
        person.read(f"/cases/{code}/tasks")["items"][0],
        person.read(f"/tasks/{task}")["line"],
    ]
    assert {(each["name"], each["name_en"]) for each in shown} == {("签收", "Sign for the case")}


def test_a_step_without_an_english_name_says_so(program, county, task):
    with county.desk.work(None) as work:
        work.session.get(WorkItemRow, task).name = "旧版里的一步"
    assert program("vm").read(f"/tasks/{task}")["name_en"] is None


def test_claiming_twice_is_harmless(program, task):
    mediator = program("vm")
    assert mediator.do(f"/tasks/{task}/claim") == mediator.do(f"/tasks/{task}/claim")


def test_a_step_can_be_given_back_and_given_to_somebody(program, county, task):
    mediator, leader = program("vm"), program("vl")
    mediator.do(f"/tasks/{task}/claim")
    assert mediator.post(f"/tasks/{task}/release", {"reason": ""}).status_code == 422
    mediator.do(f"/tasks/{task}/release", {"reason": "外出学习"})
    somebody = {"user_id": county.actor("vm").user_id}
    assert mediator.post(f"/tasks/{task}/assign", somebody).status_code == 403
    leader.do(f"/tasks/{task}/assign", somebody)
    (line,) = mediator.read("/tasks")["items"]
    assert (line["id"], line["assignee"]) == (task, "vm某")


def test_a_step_cannot_be_given_to_somebody_of_another_office(program, county, task):
    answer = program("vl").post(f"/tasks/{task}/assign", {"user_id": county.actor("tm").user_id})
    assert answer.status_code == 422
    assert answer.json["fields"]["user_id"]["code"] == "not_in_office"


def test_the_form_says_everything_a_client_needs(program, task, county, code):
    program("vm").do(f"/tasks/{task}/complete", body(program("vm"), task, county))
    (line,) = program("vm").read(f"/cases/{code}/tasks")["items"]
    shown = program("vm").read(f"/tasks/{line['id']}")
    by_key = {field["key"]: field for field in shown["form"]["fields"]}
    asked_how = by_key["asked_how"]
    assert asked_how["type"] == "choice"
    assert asked_how["required"] is True
    assert asked_how["options"][0] == {
        "value": "in_person",
        "label": {"zh": asked_how["options"][0]["label"]["zh"], "en": "In person"},
    }
    assert by_key["refusing_party"]["shown_when"] == 'result = "refused"'


def test_wrong_answers_name_each_field(program, task, county, code):
    program("vm").do(f"/tasks/{task}/complete", body(program("vm"), task, county))
    (line,) = program("vm").read(f"/cases/{code}/tasks")["items"]
    wrong = {"values": {"asked_on": "昨天", "result": "perhaps", "surprise": 1}}
    answer = program("vm").post(f"/tasks/{line['id']}/complete", wrong)
    assert answer.status_code == 422
    assert {key: each["code"] for key, each in answer.json["fields"].items()} == {
        "rights_told": "required",
        "asked_on": "not_date",
        "asked_how": "required",
        "result": "not_an_option",
        "surprise": "unknown",
    }


def test_finishing_a_step_again_changes_nothing(program, county, task, code):
    mediator = program("vm")
    sent = body(mediator, task, county)
    mediator.do(f"/tasks/{task}/complete", sent)
    events = county.events(code)
    again = mediator.post(f"/tasks/{task}/complete", sent)
    assert again.status_code == 409
    assert again.json["code"] == "step.done"
    assert "vm某" in again.json["detail"]
    assert len(county.events(code)) == len(events)


def test_a_version_that_is_not_the_present_one_is_stale(program, county, task):
    mediator = program("vm")
    sent = body(mediator, task, county)
    mediator.do(f"/tasks/{task}/claim")
    answer = mediator.post(f"/tasks/{task}/complete", sent)
    assert (answer.status_code, answer.json["code"]) == (409, "step.changed")


def test_of_two_people_at_once_one_wins_and_the_other_is_told_who(program, county, task, code):
    people = [program("vm"), program("vl")]
    sent = {"values": body(people[0], task, county)["values"]}
    start = Barrier(2)

    def finish(person):
        start.wait()
        return person.post(f"/tasks/{task}/complete", sent)

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(finish, people))
    won, lost = sorted(answers, key=lambda answer: answer.status_code)
    assert (won.status_code, lost.status_code) == (200, 409), lost.json
    winner = "vm某" if answers[0] is won else "vl某"
    assert winner in lost.json["detail"]
    assert len(county.events(code, "StepCompleted")) == 1


def test_a_queue_is_cut_down_and_turned_by_pages(program, county, dispute):
    registrar, mediator = program("registrar"), program("vm")
    codes = {registrar.do("/cases", dispute)["code"] for _ in range(5)}
    seen, cursor = [], None
    while True:
        query = {"queue": "all", "limit": 2} | ({"cursor": cursor} if cursor else {})
        page = mediator.read("/tasks", **query)
        seen += [line["case_code"] for line in page["items"]]
        if (cursor := page["next"]) is None:
            break
    assert len(seen) == 5
    assert set(seen) == codes
    assert mediator.read("/tasks", queue="all", colour="red")["items"] == []
    assert len(mediator.read("/tasks", queue="all", colour=["green", "red"])["items"]) == 5
