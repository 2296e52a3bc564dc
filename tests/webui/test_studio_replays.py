"""重放 on its page: asked for, seen on the way, sums, where ways part, cases by their codes."""

import re

import pytest

from engine.usecases.drafts import Edit, Opening, open_draft, save_file
from engine.usecases.endings import withdraw_case
from engine.usecases.errands import run_errands
from engine.usecases.people_admin import shipped
from tests.journeys import acts
from tests.journeys.conftest import county
from tests.webui.counter import Counter, open_counter

__all__ = ["county"]
MAIN = "dispute.bpmn"


@pytest.fixture
def counter(county) -> Counter:
    return open_counter(county)


@pytest.fixture
def code(county) -> str:
    """A case that was signed for, tried, withdrawn and put away."""
    code = county.register()
    county.take("vm", code, "sign_for")
    withdraw_case(county.desk, county.actor("vm"), code, "双方自行和解")
    acts.close(county, "vl", "registrar", code)
    return code


def test_a_replay_is_asked_for_seen_on_the_way_and_read(counter, code):
    admin, desk = counter.as_("admin"), counter.county.desk
    draft = open_draft(desk, counter.county.actor("admin"), Opening("换个名称"))
    renamed = re.sub(rb'(id|Ref|bpmnElement)="sign_for"', rb'\1="take_it"', shipped()[MAIN])
    renamed = renamed.replace(b">sign_for<", b">take_it<")
    save_file(desk, counter.county.actor("admin"), draft, Edit(MAIN, renamed))
    address = f"/studio/drafts/{draft}/replays"
    assert "还没有重放过" in counter.page("admin", address)
    assert admin.post(address, {"cases": "viele"}).status_code == 422
    answer = admin.post(address, {"cases": "50"})
    assert answer.status_code == 303
    assert "排队等候" in counter.page("admin", answer.location)
    run_errands(desk)
    page = counter.page("audit", answer.location)
    assert "做完了，共 1 件" in page
    assert f'href="/cases/{code}"' in page
    assert "当时办了“sign_for”，草稿里没有等它" in page
    assert "甲某" not in page
    drawing = admin.get(f"{answer.location}/diagrams/dispute.bpmn")
    assert b"dispute_registered" in drawing.data
    assert "1 件已结案件" in counter.page("safe", address)


def test_by_the_version_cases_went_by_nothing_differs(counter, code):
    answer = counter.as_("admin").post("/studio/bundles/1/replays", {"cases": "10"})
    run_errands(counter.county.desk)
    page = counter.page("admin", answer.location)
    assert "走的路和超期的期限都与当时一样" in page
    assert "签收" in page


def test_replays_are_for_keepers_and_need_closed_cases(counter):
    counter.page("registrar", "/studio/bundles/1/replays", 404)
    counter.page("boss", "/studio/replays/1", 404)
    refused = counter.as_("admin").post("/studio/bundles/1/replays", {"cases": "10"})
    assert refused.status_code == 404
    assert "还没有结案的案件" in refused.get_data(as_text=True)
