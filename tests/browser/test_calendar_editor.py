"""工作日历 in a real browser: days chosen by click and by key, a pasted notice published."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from engine.usecases.errands import run_errands
from tests.browser.clerk import Clerk
from tests.browser.serving import counter_of
from tests.journeys.conftest import county

__all__ = ["county"]
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
NOTICE = (Path(__file__).parents[1] / "rules" / "notices" / "2027.txt").read_text("utf-8")


@pytest.fixture
def clerk(county, page: Page) -> Iterator[Clerk]:
    county.clock.set(county.clock.now().replace(month=12, day=2))
    county.register()
    with counter_of(county) as address:
        yield Clerk(page, address)


def test_an_administrator_chooses_an_offices_days_by_click_and_by_key(clerk: Clerk, county):
    page = clerk.page
    clerk.sign_in("admin")
    clerk.open(f"/calendar/2026/edit?office_id={county.office_id('town')}")
    box = page.locator("input[name=flip]")
    box.locator("xpath=self::*[@value='2026-12-07']").click(force=True)
    expect(page.locator("#picked li")).to_have_text(["12月7日 周一：工作日 → 本单位不上班"])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Space")
    expect(page.locator("#picked li")).to_have_count(2)
    expect(page.locator("#picked li").nth(1)).to_have_text("12月13日 周日：周末 → 本单位上班")
    page.keyboard.press("Space")
    expect(page.locator("#picked li")).to_have_count(1)
    page.fill("#reason", "停电检修")
    page.get_by_role("button", name="看看会变动什么").click()
    expect(page.locator("#days tbody tr")).to_have_count(1)
    page.get_by_role("button", name="发布并重算期限").click()
    expect(page.locator("#days")).to_contain_text("本单位不上班（停电检修）")
    run_errands(county.desk)
    clerk.open(page.url.removeprefix(clerk.base))
    expect(page.locator("#errand")).to_contain_text("做完了")


def test_a_pasted_notice_is_mended_looked_at_published_and_undone(clerk: Clerk, county):
    page = clerk.page
    clerk.sign_in("admin")
    clerk.open("/calendar/2027")
    page.get_by_role("link", name="载入放假通知").click()
    page.fill("#text", NOTICE.replace("4日（周一）", "4日（周二）"))
    page.fill("#source", "国办发明电〔2026〕9号")
    page.get_by_role("button", name="看看会变动什么").click()
    expect(page.locator("#faults tbody tr")).to_have_count(1)
    page.fill("#text", NOTICE)
    clerk.follow("看看会变动什么")
    foreseen = page.locator("#moves tbody tr").count()
    assert foreseen > 0
    page.get_by_role("button", name="发布并重算期限").click()
    page.wait_for_url("**/calendar/changes/*")
    run_errands(county.desk)
    clerk.open(page.url.removeprefix(clerk.base))
    expect(page.locator("#moves tbody tr")).to_have_count(foreseen)
    page.fill("#reason", "文号有误")
    page.get_by_role("button", name="撤销并重算期限").click()
    expect(page.locator("h1")).to_contain_text("撤销第 1 次日历改动")
    run_errands(county.desk)
    clerk.open("/calendar/2027")
    expect(page.locator("main")).to_contain_text("这一年是暂定的")


@pytest.mark.parametrize("path", ["/calendar/2027/load", "/calendar/2026/edit", "/calendar/2026"])
@pytest.mark.parametrize("width", [1366, 390])
def test_no_page_of_the_calendar_scrolls_sideways(clerk: Clerk, path: str, width: int):
    clerk.page.set_viewport_size({"width": width, "height": 768})
    clerk.sign_in("admin")
    clerk.open(path)
    assert clerk.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
