"""流程图 of a case: what the drawing is told, the table below, who may have the drawing."""

import html
import json
import re

import pytest

from tests.journeys.acts import agree_to_mediate, sit
from tests.journeys.conftest import county

__all__ = ["county"]


@pytest.fixture
def code(counter) -> str:
    """A case that waits for its second sitting."""
    county = counter.county
    code = county.register()
    county.take("vm", code, "sign_for")
    agree_to_mediate(county, "vm", code)
    sit(county, "vm", code, "go_on")
    return code


def marks(page: str) -> dict:
    return json.loads(html.unescape(re.search(r'data-marks="([^"]*)"', page).group(1)))


def drawing(page: str) -> str:
    return html.unescape(re.search(r'data-bpmn="([^"]*)"', page).group(1))


def test_the_drawing_where_the_case_is_now_is_shown_first(counter, code):
    text = counter.page("vm", f"/cases/{code}/graph")
    told = marks(text)
    assert drawing(text).endswith("/peoples_mediation.bpmn")
    assert "investigate" in told["walked"]
    assert "get_consent__consented" in told["flows"]
    assert [each["id"] for each in told["now"]] == ["hold_sitting"]
    assert {each["id"]: each["text"] for each in told["done"]}["investigate"] == "03-02 vm某"


def test_a_mark_says_who_has_the_step_now(counter, code):
    now = marks(counter.page("vm", f"/cases/{code}/graph"))["now"]
    assert now[0]["text"].startswith("现在：")


def test_an_activity_waits_while_its_own_drawing_does(counter, code):
    text = counter.page("vm", f"/cases/{code}/graph?drawing=dispute")
    assert drawing(text).endswith("/dispute.bpmn")
    assert [each["text"] for each in marks(text)["now"]] == ["现在在这里面"]


def test_the_table_says_the_same_without_a_drawing(counter, code):
    text = counter.page("vm", f"/cases/{code}/graph")
    table = text.split("<tbody>")[1].split("</tbody>")[0]
    for words in ("组织调解", "（第 2 次）", "进行中", "继续调解", "各方同意调解", "vm某", "当天"):
        assert words in table, words
    assert "第 1 版程序" in text
    assert "粗蓝线：走过的路" in text
    assert "<noscript>" in text


def test_side_processes_can_be_chosen(counter, code):
    text = counter.page("vm", f"/cases/{code}/graph")
    links = re.findall(rf'href="(/cases/{code}/graph\?process=\d+)"', text)
    assert len(links) >= 2
    assert drawing(counter.page("vm", links[1])).endswith(".bpmn")


def test_the_drawing_itself_is_sent(counter, code):
    answer = counter.as_("vm").get(drawing(counter.page("vm", f"/cases/{code}/graph")))
    assert answer.status_code == 200
    assert answer.mimetype == "application/xml"
    assert 'id="hold_sitting"' in answer.get_data(as_text=True)


def test_names_are_english_for_who_reads_english(counter, code):
    address = drawing(counter.page("vm", f"/cases/{code}/graph"))
    browser = counter.as_("vm")
    browser.post("/language", {"locale": "en"})
    text = browser.get(address).get_data(as_text=True)
    assert "Ask both sides" in text
    assert "BPMNShape" in text
    assert "Ask both sides" in browser.get(f"/cases/{code}/graph").get_data(as_text=True)
    browser.post("/language", {"locale": "zh_CN"})


def test_another_cases_process_is_not_found(counter, code):
    other = counter.county.register()
    address = drawing(counter.page("vm", f"/cases/{other}/graph"))
    number = re.search(r"/diagrams/(\d+)/", address).group(1)
    counter.page("vm", f"/cases/{code}/diagrams/{number}/dispute.bpmn", 404)
    counter.page("vm", f"/cases/{code}/graph?process={number}", 404)
    counter.page("vm", address.replace("dispute.bpmn", "no_such.bpmn"), 404)


def test_a_stranger_is_told_nothing(counter, code):
    address = drawing(counter.page("vm", f"/cases/{code}/graph"))
    counter.page("em", f"/cases/{code}/graph", 404)
    counter.page("em", address, 404)


def test_an_administrator_sees_steps_and_dates_but_no_results(counter, code):
    text = counter.page("admin", f"/cases/{code}/graph")
    assert "组织调解" in text
    assert "各方同意调解" not in text
    assert "甲某" not in text
