"""试运行 on its page: begin, fill in steps, move the clock, send, step back; without script too."""

import re

import pytest

from engine.usecases.drafts import Edit, Opening, open_draft, save_file
from tests.journeys.conftest import county
from tests.webui.counter import Counter, open_counter

__all__ = ["county"]
START = {"process": "dispute", "at": "2026-03-02T09:00"}


@pytest.fixture
def counter(county) -> Counter:
    return open_counter(county)


@pytest.fixture
def draft(counter) -> int:
    county = counter.county
    return open_draft(county.desk, county.actor("admin"), Opening("试一试"))


def usual(page: str) -> str:
    """Return the values a new run is offered, as the browser would send them back."""
    found = re.search(r'name="given"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    return found[1].replace("&#34;", '"')


def begun(counter: Counter, address: str) -> str:
    page = counter.page("admin", address)
    answer = counter.as_("admin").post(address, {**START, "given": usual(page)})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return answer.location


def test_an_administrator_tries_a_draft_step_by_step(counter, draft):
    run = begun(counter, f"/studio/drafts/{draft}/runs")
    page = counter.page("admin", run)
    assert "不影响任何案件" in page
    assert "会做：受理案件" in page
    assert "决策表 score 命中第" in page
    assert "签收" in page
    admin = counter.as_("admin")
    assert admin.post(f"{run}/step?step=sign_for:0").status_code == 303
    page = counter.page("admin", run)
    assert "办完“签收”" in page
    refused = admin.post(f"{run}/step?step=get_consent:0")
    assert refused.status_code == 422
    assert "还有" in refused.get_data(as_text=True)
    assert admin.post(f"{run}/clock", {"by": "due"}).status_code == 303
    assert "届满" in counter.page("admin", run)
    assert admin.post(f"{run}/clock", {"to": "2026-05-01T09:00"}).status_code == 303
    assert "到期处理" in counter.page("admin", run)
    assert admin.post(f"{run}/back").status_code == 303
    assert "到期处理" not in counter.page("admin", run)
    sent = admin.post(f"{run}/message", {"message": "withdraw", "told": 'reason = "和好"'})
    assert sent.status_code == 303
    page = counter.page("admin", run)
    assert "发出消息“当事人撤回”" in page
    assert "会做：登记撤回" in page
    assert admin.post(f"{run}/back", {"whole": "yes"}).status_code == 303
    assert "签收" in counter.page("admin", run)


def test_fields_that_depend_on_an_answer_come_and_go(counter):
    run = begun(counter, "/studio/bundles/1/runs")
    counter.as_("admin").post(f"{run}/step?step=sign_for:0")
    page = counter.page("admin", run)
    assert f'hx-post="{run}/fields?step=get_consent:0"' in page.replace("%3A", ":")
    answer = counter.as_("admin").post(
        f"{run}/fields?step=get_consent:0", {"result": "refused", "_shown": "result"}
    )
    assert answer.status_code == 200
    assert "hx-swap-oob" in answer.get_data(as_text=True)
    assert 'name="refusing_party"' in answer.get_data(as_text=True)


def test_the_drawing_of_a_run_is_the_drafts_own(counter, draft):
    run = begun(counter, f"/studio/drafts/{draft}/runs")
    answer = counter.as_("safe").get(f"{run}/diagrams/dispute.bpmn")
    assert b"dispute_registered" in answer.data
    assert counter.as_("safe").get(f"{run}/diagrams/nonsense.bpmn").status_code == 404


def test_what_cannot_be_done_is_said_on_the_page_it_was_asked_on(counter, draft):
    address = f"/studio/drafts/{draft}/runs"
    admin = counter.as_("admin")
    for given, words in (
        ("channel", "每行写一个“名称 = 值”"),
        ("Channel = 1", "名称只用小写字母"),
        ("", "走不下去"),
    ):
        answer = admin.post(address, {**START, "given": given})
        assert answer.status_code in {409, 422}
        assert words in answer.get_data(as_text=True)
    answer = admin.post(address, {**START, "at": "gestern", "given": ""})
    assert "请写日期和时间" in answer.get_data(as_text=True)
    county = counter.county
    save_file(county.desk, county.actor("admin"), draft, Edit("urge.bpmn", b"<nonsense"))
    answer = admin.post(address, {**START, "given": usual(counter.page("admin", address))})
    assert answer.status_code == 422
    assert "有必须改的，不能试运行" in answer.get_data(as_text=True)


def test_a_run_in_two_windows_is_not_overwritten(counter):
    run = begun(counter, "/studio/bundles/1/runs")
    admin = counter.as_("admin")
    assert admin.post(f"{run}/clock", {"by": "1", "_version": "1"}).status_code == 303
    late = admin.post(f"{run}/clock", {"by": "1", "_version": "1"})
    assert late.status_code == 409
    assert "在另一个窗口里" in late.get_data(as_text=True)


def test_only_keepers_find_runs_and_only_its_own_person_acts(counter, draft):
    run = begun(counter, f"/studio/drafts/{draft}/runs")
    counter.page("registrar", run, 404)
    counter.page("boss", f"/studio/drafts/{draft}/runs", 404)
    page = counter.page("audit", run)
    assert "只能看" in page
    assert "办完“" not in page
    assert counter.as_("audit").post(f"{run}/clock", {"by": "1"}).status_code == 403
    assert "走了 0 步" in counter.page("safe", f"/studio/drafts/{draft}/runs")
