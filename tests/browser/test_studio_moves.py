"""An administrator moves running cases in a real browser and back; a supervisor reads the heat."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from engine.storage.published import newest_bundle, publish_bundle
from engine.usecases.errands import run_errands
from tests.browser.serving import counter_of
from tests.journeys.acts import agree_to_mediate
from tests.journeys.conftest import county
from tests.webui.conftest import PASSWORD

__all__ = ["county"]
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
NAMED = re.compile(rb'id="get_consent" name="([^"]+)"')


@pytest.fixture
def served(county) -> Iterator[str]:
    """Two cases run by version 1; version 2 has another step where one of them waits."""
    code = county.register()
    county.take("vm", code, "sign_for")
    agree_to_mediate(county, "vm", code)
    county.take("vm", county.register(), "sign_for")
    with county.desk.work(None) as work:
        files = dict(newest_bundle(work.session).files)
        [path] = [path for path in files if NAMED.search(files[path])]
        named = NAMED.sub('id="get_consent" name="问双方"'.encode(), files[path])
        files[path] = named.replace(b'"get_consent"', b'"ask_both"')
        publish_bundle(work, files, "改动")
    with counter_of(county) as address:
        yield address


def open_as(page: Page, address: str, login: str) -> list[str]:
    """Sign in at an address; return what the browser complained of, also later on."""
    complaints: list[str] = []
    page.on("pageerror", lambda fault: complaints.append(str(fault)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.goto(address)
    page.fill("#login", login)
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)
    return complaints


def test_cases_are_moved_and_brought_back(page: Page, served: str, county) -> None:
    complaints = open_as(page, f"{served}/studio/bundles/1", "admin")
    page.click("text=迁移在办案件")
    expect(page.locator("h2", has_text="新版没有的步骤")).to_be_visible()
    page.select_option('[name="map.get_consent"]', "")
    page.click("text=按这样的对应再试算")
    expect(page.locator("text=1 个留在原版")).to_be_visible()
    reason = page.locator("details.foldable", has_text="新版没有这一步")
    reason.locator("summary").click()
    expect(reason.locator("a").first).to_be_visible()
    page.select_option('[name="map.get_consent"]', "ask_both")
    page.click("text=按这样的对应再试算")
    expect(page.locator("text=0 个留在原版")).to_be_visible()
    page.fill("#reason", "名称群众看不懂")
    page.fill("#word", "迁移")
    page.click("main form[method=post] button")
    expect(page.locator("#errand")).to_contain_text("排队等候")
    run_errands(county.desk)
    expect(page.locator("#errand")).to_contain_text("做完了")  # asks by itself
    page.click("text=撤销这次迁移")
    run_errands(county.desk)
    expect(page.locator("#errand")).to_contain_text("做完了")
    expect(page.locator("table")).to_contain_text("已退回原版")
    assert complaints == []


def test_the_heat_is_painted_with_its_numbers_and_leads_to_the_cases(
    page: Page, served: str
) -> None:
    complaints = open_as(page, f"{served}/heat?version=1&process=dispute", "cs")
    page.wait_for_selector(".graph[data-ready]")
    step = page.locator('.graph [data-element-id="sign_for"].djs-element')
    assert "heat-5" in step.get_attribute("class")
    number = page.locator('.djs-overlays[data-container-id="sign_for"] .gheat')
    expect(number).to_have_text("2")
    cell = page.locator('td [data-behind="sign_for"]')
    assert cell.inner_text().strip().endswith("2")
    number.click()
    page.wait_for_url("**/heat/cases**")
    assert page.locator("tbody tr").count() == 2
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{served}/heat")
    page.wait_for_selector(".graph[data-ready]")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert complaints == []
