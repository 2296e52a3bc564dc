"""试运行 in the browser: drawn, filled in, clock moved, kept as a trial; a replay to its end."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from engine.usecases.endings import withdraw_case
from engine.usecases.errands import run_errands
from tests.browser.clerk import Clerk
from tests.browser.serving import counter_of
from tests.journeys import acts
from tests.journeys.conftest import county

__all__ = ["county"]
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def served(county) -> Iterator[str]:
    with counter_of(county) as address:
        yield address


@pytest.fixture
def clerk(page: Page, served: str) -> Clerk:
    return Clerk(page, served)


def press(page: Page, words: str) -> None:
    """Press the first button or link with these words, and wait for the next page."""
    with page.expect_navigation():
        page.locator(f'button:has-text("{words}"), a:has-text("{words}")').first.click()


def test_a_version_is_tried_its_clock_moved_and_the_run_kept(clerk):
    clerk.sign_in("admin")
    clerk.open("/studio/bundles/1/runs")
    page = clerk.page
    page.fill("#at", "2026-03-02T09:00")
    press(page, "开始")
    page.wait_for_selector(".graph[data-ready]")
    assert page.locator('[data-element-id="sign_for"].hs-now').count() == 1
    press(page, "办完“签收”")
    page.wait_for_selector(".graph[data-ready]")
    assert page.locator('[data-element-id="get_consent"].hs-now').count() == 1
    page.locator("[name=result][value=refused]").check()
    page.wait_for_selector("[name=refusing_party]")  # asked only of a refusal
    press(page, "到下一个届满")
    assert "届满" in page.inner_text("main")
    press(page, "退回一步")
    press(page, "存为试例")
    page.fill("[name=title]", "签收后征求意见")
    press(page, "存为试例")
    press(page, "全部试一遍")
    assert "全部试例的结果都和存下时一样" in page.inner_text("main")


def test_a_replay_shows_its_progress_and_by_itself_its_end(clerk, county):
    code = county.register()
    county.take("vm", code, "sign_for")
    withdraw_case(county.desk, county.actor("vm"), code, "双方自行和解")
    acts.close(county, "vl", "registrar", code)
    clerk.sign_in("admin")
    clerk.open("/studio/bundles/1/replays")
    page = clerk.page
    with page.expect_navigation():
        page.locator("form.panel button.btn-primary").click()
    assert page.locator("progress#errand-bar").count() == 1
    run_errands(county.desk)
    page.wait_for_selector("text=做完了，共 1 件", timeout=15_000)
    assert "走的路和超期的期限都与当时一样" in page.inner_text("main")
