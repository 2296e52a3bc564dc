"""The way the county works is changed in the browser: by an administrator, with a second person."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.clerk import Clerk
from tests.browser.drawing import Drawing
from tests.browser.serving import counter_of
from tests.journeys.acts import agree_to_mediate, sign_agreement, sit
from tests.journeys.conftest import county

__all__ = ["county"]
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
DIAGRAM = "peoples-mediation.bpmn"


@pytest.fixture
def served(county) -> Iterator[str]:
    with counter_of(county) as address:
        yield address


@pytest.fixture
def clerk(page: Page, served: str) -> Clerk:
    """The office's PC; a question whether to leave a page is answered with yes."""
    page.on("dialog", lambda asked: asked.accept())
    return Clerk(page, served)


def begin_draft(clerk: Clerk, title: str, why: str) -> int:
    """Open a draft of what is in force; return its number."""
    clerk.sign_in("admin")
    clerk.open("/studio")
    form = clerk.page.locator("#new")
    form.locator("[name=title]").fill(title)
    form.locator("[name=note]").fill(why)
    with clerk.page.expect_navigation():
        form.locator("button.btn-primary").click()
    return int(clerk.page.url.rpartition("/")[2])


def add_form(clerk: Clerk, draft: int, key: str, title: str) -> None:
    """Add an empty form to a draft."""
    clerk.open(f"/studio/drafts/{draft}")
    form = clerk.page.locator(f'form[action="/studio/drafts/{draft}/new"]')
    form.locator("[name=kind]").select_option("form")
    form.locator("[name=title]").fill(title)
    form.locator("[name=key]").fill(key)
    with clerk.page.expect_navigation():
        form.locator("button").click()


def ask_for_consent(clerk: Clerk, draft: int) -> None:
    """Give the new form a question that must be answered: whether the leader consents."""
    page = clerk.page
    clerk.open(f"/studio/drafts/{draft}/form/forms/approval.json")
    page.click("text=加一个问题")
    page.fill("#p-label-zh", "是否同意")
    page.select_option("#p-type", "yes_no")
    page.fill("#p-key", "approved")
    page.keyboard.press("Tab")
    page.check("#p-required")
    page.keyboard.press("Control+s")
    page.wait_for_selector("[data-act=state] >> text=已保存")


def submit(clerk: Clerk, draft: int) -> None:
    """Send a draft to the second person."""
    clerk.open(f"/studio/drafts/{draft}")
    clerk.follow("提交发布")
    assert "等第二个人同意" in clerk.text()


def consent(clerk: Clerk, draft: int) -> str:
    """Look at a draft as the security administrator and consent; return what was shown before."""
    clerk.sign_in("safe")
    clerk.open("/studio/approvals")
    clerk.follow("查看并决定")
    assert clerk.page.url.endswith(f"/studio/drafts/{draft}")
    shown = clerk.text()
    clerk.follow("同意并发布")
    return shown


def insert_approval(drawing: Drawing) -> None:
    """Put a step between drawing up an agreement and its taking effect."""
    drawing.go_to("draw_agreement")
    drawing.act(
        """modeling.removeElements([find('draw_agreement__agreement_made')]);
        const step = modeling.appendShape(find('draw_agreement'), {type: 'bpmn:UserTask'},
          {x: find('draw_agreement').x + 60, y: find('draw_agreement').y - 60});
        modeling.connect(step, find('agreement_made'));
        modeling.updateProperties(step, {id: 'approve_agreement'});"""
    )
    drawing.go_to("approve_agreement")
    page = drawing.page
    page.fill("#p-name", "审批协议")
    page.keyboard.press("Tab")
    page.select_option("#p-role", label="调委会主任")
    page.select_option("#p-office", "body")
    page.select_option("#p-form", "approval")
    page.select_option("#p-clock", "C-PAPER")
    drawing.wait_clean()
    drawing.save()


def paper_due(county, code: str) -> str:
    """Bring a case to where the agreement is drawn up; return the day by which."""
    county.take("vm", code, "sign_for")
    agree_to_mediate(county, "vm", code)
    sit(county, "vm", code, "agreed_written")
    return str(county.clocks(code)["C-PAPER"].due_on)


def test_a_time_limit_is_changed_and_holds_once_a_second_person_has_consented(county, clerk):
    before = paper_due(county, county.register())
    clerk.sign_in("admin")
    clerk.open("/studio/law")
    clerk.page.locator("main").get_by_role("link", name="期限规则", exact=True).click()
    clerk.page.locator("#change [name=note]").fill("制作文书放宽到五个工作日")
    with clerk.page.expect_navigation():
        clerk.page.locator("#change button.btn-primary").click()
    clerk.page.get_by_role("link", name="C-PAPER", exact=True).locator("visible=true").click()
    clerk.page.fill("#length", "5")
    clerk.follow("保存")
    draft = int(clerk.page.url.partition("/drafts/")[2].partition("/")[0])
    assert "3 个工作日" in clerk.text()
    assert "5 个工作日" in clerk.text()
    submit(clerk, draft)
    assert paper_due(county, county.register()) == before
    shown = consent(clerk, draft)
    assert "制作文书放宽到五个工作日" in shown
    assert "C-PAPER 制作文书" in shown
    assert "长度：3 个工作日 → 5 个工作日" in shown
    assert "已发布为第 2 版" in clerk.text()

    code = county.register()
    assert before == county.day(3)
    assert paper_due(county, code) == county.day(7)  # Monday to Friday, then Monday
    clerk.sign_in("vm")
    clerk.open(f"/cases/{code}/deadlines")
    assert "制作文书" in clerk.text()
    clerk.sign_in("audit")
    clerk.open("/studio/law/deadlines")
    clerk.follow("改了什么")
    assert "长度" in clerk.text()


def test_an_approval_step_with_form_and_clock_is_added_and_a_case_runs_through_it(county, clerk):
    old = county.register()
    draft = begin_draft(clerk, "协议要主任审批", "县里要求书面协议先审批")
    add_form(clerk, draft, "approval", "协议审批")
    ask_for_consent(clerk, draft)
    drawing = Drawing(clerk.page, clerk.base, draft)
    drawing.open(DIAGRAM)
    insert_approval(drawing)
    submit(clerk, draft)
    shown = consent(clerk, draft)
    assert "新增步骤“审批协议”：责任岗位 调委会主任；责任单位 调解组织；表单 协议审批" in shown
    assert "期限 C-PAPER（制作文书 3 个工作日）" in shown
    assert "已发布为第 2 版" in clerk.text()

    new = county.register()
    for code in (new, old):
        county.take("vm", code, "sign_for")
        agree_to_mediate(county, "vm", code)
        sit(county, "vm", code, "agreed_written")
        sign_agreement(county, "vm", code)
    assert county.open_steps(new) == ["approve_agreement"]
    assert "approve_agreement" not in county.open_steps(old)
    [clock] = county.clocks_of(new, "C-PAPER")[-1:]
    assert clock.status == "running"
    clerk.sign_in("vl")
    clerk.take_up("审批协议", "available")
    clerk.answer(remark="内容合法", approved="yes")
    clerk.send()
    assert "approve_agreement" not in county.open_steps(new)
    clerk.open(f"/cases/{new}/graph")
    clerk.page.wait_for_selector(".graph[data-ready]")
    assert "第 2 版程序" in clerk.text()
    assert "审批协议" in clerk.text()
