"""What a table in the editor decides and leaves out, asked without saving anything."""

import pytest

from engine.usecases.drafts import Opening, open_draft
from engine.usecases.people_admin import shipped
from tests.journeys.conftest import county
from tests.webui.counter import Counter, open_counter

__all__ = ["county"]
GRADE = "grade.dmn"
TEXT = shipped()[GRADE].decode()


@pytest.fixture
def counter(county) -> Counter:
    return open_counter(county)


@pytest.fixture
def table(counter) -> str:
    county = counter.county
    draft = open_draft(county.desk, county.actor("admin"), Opening("定级"))
    return f"/studio/drafts/{draft}/table/{GRADE}"


def ask(counter: Counter, path: str, login: str = "admin", status: int = 200, **given):
    browser = counter.as_(login)
    headers = {"X-CSRFToken": browser.token()}
    answer = browser.client.post(path, json=given, headers=headers)
    assert answer.status_code == status
    return answer.get_json()


def test_a_case_is_decided_with_the_row_and_why_others_do_not_fit(counter, table):
    values = {
        "points": "85",
        "people": "3",
        "amount_fen": "0",
        "violence": "none",
        "death": "false",
    }
    found = ask(counter, table, values=values)["answer"]
    assert found["headline"].startswith("符合第")
    assert {"label": "风险等级", "value": "特大"} in found["outputs"][0]
    assert len(found["others"]) == len(counter_rows()) - len(found["rows"])
    assert any("不符合" in each["why"] for each in found["others"])
    assert any("上面已有一行" in each["why"] for each in found["others"])


def counter_rows() -> list[str]:
    return TEXT.split("<rule ")[1:]


def test_a_table_asks_for_what_it_needs_with_known_values_in_words(counter, table):
    questions = {each["name"]: each for each in ask(counter, table)["questions"]}
    assert questions["points"]["kind"] == "number"
    assert {"value": "weapons", "label": "涉及凶器"} in questions["violence"]["options"]


def test_values_that_cannot_be_read_are_told_at_their_field(counter, table):
    found = ask(counter, table, values={"points": "many"})
    assert "数字" in found["faults"]["points"]


def test_the_text_sent_is_what_decides_and_what_is_looked_through(counter, table):
    assert "没有遗漏" in ask(counter, table)["coverage"]["headline"]
    narrowed = TEXT[: TEXT.rindex("<rule ")] + TEXT[TEXT.rindex("</rule>") + 7 :]
    found = ask(counter, table, text=narrowed)["coverage"]
    assert "遗漏" in found["headline"]
    assert any(line["name"] == "没有行" for line in found["lines"])
    assert ask(counter, table)["coverage"]["headline"].startswith("看了")


def test_two_rows_that_fit_where_one_may_are_told(counter, table):
    unique = TEXT.replace('hitPolicy="FIRST"', 'hitPolicy="UNIQUE"')
    found = ask(counter, table, text=unique)["coverage"]
    assert any(line["level"] == "error" and "同时符合" in line["words"] for line in found["lines"])
    answer = ask(counter, table, text=unique, values={"points": "85"})["answer"]
    assert "UNIQUE 只许一行" in answer["fault"]


def test_a_table_that_cannot_be_read_just_now_says_why(counter, table):
    found = ask(counter, table, text=TEXT.replace("&gt;= 20", "&gt;= ", 1))
    assert "不完整" in found["unreadable"]
    assert "unreadable" in ask(counter, table, text="")
    too_large = ask(counter, table, status=422, text="x" * 2_000_001)
    assert "MB" in too_large["error"]


def test_others_find_no_editor_and_auditors_only_look(counter, table):
    counter.page("registrar", table, 404)
    assert "您可以查看" in counter.page("audit", table)
    assert ask(counter, table, "audit")["questions"]
    counter.page("admin", table.replace(GRADE, "none.dmn"), 404)
    counter.page("admin", table.replace(GRADE, "duty.bpmn"), 404)
