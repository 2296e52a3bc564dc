"""What can be done to a case beside its steps: remarks, risks, hand-offs, endings, tables."""

import pytest


@pytest.fixture
def code(program, county, dispute):
    code = program("registrar").do("/cases", dispute)["code"]
    county.take("vm", code, "sign_for")
    return code


def test_a_remark_is_put_on_the_case(program, county, code):
    made = program("vm").do(f"/cases/{code}/notes", {"text": "电话约见双方"})
    assert made["id"]
    assert county.events(code, "NoteAdded")
    assert program("vm").post(f"/cases/{code}/notes", {"text": "长" * 5001}).status_code == 422


def test_a_threat_is_reported_at_once(program, code):
    seen = {"violence": "threat", "account": "扬言报复"}
    assert program("vm").post(f"/cases/{code}/risk", seen).status_code == 201
    case = program("vm").read(f"/cases/{code}")
    assert case["dispute"]["violence"] == "threat"
    kinds = {each["kind"] for each in program("vm").read(f"/cases/{code}/diagram")["processes"]}
    assert "risk_report" in kinds


def test_an_applicant_withdraws(program, code):
    program("vm").do(f"/cases/{code}/withdraw", {"reason": "申请人自愿撤回"})
    case = program("vm").read(f"/cases/{code}")
    assert (case["status"], case["outcome"]) == ("withdrawn", "withdrawn")
    again = program("vm").post(f"/cases/{code}/withdraw", {"reason": "再次"})
    assert again.status_code == 409


def test_mediation_ends_when_one_party_refuses(program, code):
    ended = {"outcome": "refused_by_party", "reason": "乙某明确拒绝"}
    program("vm").do(f"/cases/{code}/terminate", ended)
    assert program("vm").read(f"/cases/{code}")["outcome"] == "refused_by_party"


def test_an_agreement_is_no_way_to_terminate(program, code):
    answer = program("vm").post(
        f"/cases/{code}/terminate", {"outcome": "agreed", "reason": "已达成"}
    )
    assert answer.json["fields"]["outcome"]["code"] == "unknown_option"


def test_a_case_that_is_not_closed_is_not_reopened(program, code):
    answer = program("vl").post(f"/cases/{code}/reopen", {"reason": "反悔"})
    assert (answer.status_code, answer.json["code"]) == (409, "reopen.not_closed")


@pytest.fixture
def handed(program, county, code):
    package = {
        "to_office_id": county.office_id("town"),
        "to_channel": "people",
        "reason": "村级力量不足",
        "papers": [{"name": "登记表", "pages": 2, "original": True}],
        "consents": [{"party": "甲某", "how": "书面", "on": county.day()}],
    }
    return program("vl").do(f"/cases/{code}/handoffs", package)["id"]


def test_a_case_changes_hands_when_the_receiver_accepts(program, code, handed):
    assert program("vm").read(f"/cases/{code}")["bodies"]["holder"] == "后岭村调委会"
    program("tr").do(f"/handoffs/{handed}/accept")
    assert program("tr").read(f"/cases/{code}")["bodies"]["holder"] == "城关镇调委会"
    again = program("tr").post(f"/handoffs/{handed}/accept")
    assert again.status_code == 409


def test_a_hand_off_goes_back_with_the_reason(program, code, handed):
    assert program("tr").post(f"/handoffs/{handed}/return", {"reason": ""}).status_code == 422
    program("tr").do(f"/handoffs/{handed}/return", {"reason": "材料不全"})
    case = program("vl").read(f"/cases/{code}")
    assert (case["bodies"]["holder"], case["returns"]) == ("后岭村调委会", 1)


def test_a_stranger_receives_nothing(program, handed):
    assert program("mm").post(f"/handoffs/{handed}/accept").status_code == 404


def test_a_hand_off_to_nobody_is_refused(program, code):
    package = {"to_office_id": 4_000, "to_channel": "people", "reason": "力量不足"}
    answer = program("vl").post(f"/cases/{code}/handoffs", package)
    assert answer.json["fields"]["to_office_id"]["code"] == "unknown_option"


def test_an_answer_wanted_by_a_day_gone_by_is_refused(program, code, county):
    package = {"to_office_id": county.office_id("town"), "to_channel": "people",
               "reason": "力量不足", "reply_by": county.day(-1)}  # fmt: skip
    answer = program("vl").post(f"/cases/{code}/handoffs", package)
    assert answer.status_code == 422
    assert answer.json["fields"]["reply_by"]["code"] == "in_the_past"
    package["reply_by"] = county.day()
    assert program("vl").post(f"/cases/{code}/handoffs", package).status_code == 201


FACTS = {
    "people": 2,
    "amount_fen": 0,
    "violence": "none",
    "death": False,
    "repeat": False,
    "petition": False,
    "cross_area": False,
    "sensitive": False,
    "media": False,
}


def test_a_table_says_why(program):
    ruling = program("vm").do("/decisions/score", {"facts": FACTS})
    assert ruling["matched"] is True
    assert len(ruling["rows"]) > 1


def test_a_law_table_can_be_asked(program, county):
    facts = {"rule": "PM-01", "opened_on": county.day()}
    ruling = program("vm").do("/decisions/deadlines", {"facts": facts})
    assert ruling["outputs"]["article"]


def test_an_unknown_table_is_not_found(program):
    answer = program("vm").post("/decisions/fortune", {"facts": {}})
    assert (answer.status_code, answer.json["code"]) == (404, "table.unknown")


def test_wrong_facts_are_named(program):
    facts = {**FACTS, "people": "many", "moon": "full"}
    facts.pop("media")
    answer = program("vm").post("/decisions/score", {"facts": facts})
    assert answer.status_code == 422
    assert {key: each["code"] for key, each in answer.json["fields"].items()} == {
        "facts.people": "not_number",
        "facts.moon": "unknown",
        "facts.media": "required",
    }
