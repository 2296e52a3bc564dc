"""The drawing of a case's procedure really draws, and marks the way taken; a list without it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.serving import counter_of
from tests.journeys.acts import agree_to_mediate
from tests.journeys.conftest import county
from tests.webui.conftest import PASSWORD

__all__ = ["county"]
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def address(county) -> Iterator[str]:
    """The 流程图 of a case that waits for its first sitting."""
    code = county.register()
    county.take("vm", code, "sign_for")
    agree_to_mediate(county, "vm", code)
    with counter_of(county) as served:
        yield f"{served}/cases/{code}/graph"


def open_page(page: Page, address: str) -> list[str]:
    """Sign in, open the page; return what the browser complained of, also later on."""
    complaints: list[str] = []
    page.on("pageerror", lambda fault: complaints.append(str(fault)))
    page.on(
        "console",
        lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None,
    )
    page.goto(address)
    page.fill("#login", "vm")
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.wait_for_url("**/graph")
    return complaints


def test_the_way_taken_is_drawn_and_marked(page: Page, address: str) -> None:
    complaints = open_page(page, address)
    page.wait_for_selector(".graph[data-ready]")
    drawn = page.locator(".graph .djs-element")
    assert drawn.count() > 20
    assert page.locator('.graph [data-element-id="investigate"].hs-done').count() == 1
    assert page.locator('.graph [data-element-id="get_consent__consented"].hs-edge').count() == 1
    assert page.locator(".graph .hs-now").get_attribute("data-element-id") == "hold_sitting"
    assert page.locator('.graph [data-element-id="draw_agreement"].hs-done').count() == 0
    assert page.inner_text(".graph .gnow").startswith("现在：")
    assert complaints == []


@pytest.mark.parametrize("size", [(1366, 768), (390, 844)])
def test_the_current_step_is_in_view_and_readable(page: Page, address: str, size) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    open_page(page, address)
    page.wait_for_selector(".graph[data-ready]")
    frame = page.locator(".graph").bounding_box()
    now = page.locator(".graph .hs-now").bounding_box()
    assert frame["x"] <= now["x"]
    assert now["x"] + now["width"] <= frame["x"] + frame["width"]
    assert frame["y"] <= now["y"] <= frame["y"] + frame["height"]
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_zooming_changes_the_drawing(page: Page, address: str) -> None:
    open_page(page, address)
    page.wait_for_selector(".graph[data-ready]")
    before = page.locator(".graph .viewport").get_attribute("transform")
    page.click('[data-zoom="in"]')
    assert page.locator(".graph .viewport").get_attribute("transform") != before


def test_without_script_the_list_says_the_same(browser: Browser, address: str) -> None:
    page = browser.new_context(java_script_enabled=False, locale="zh-CN").new_page()
    open_page(page, address)
    assert page.is_visible(".graph noscript p")
    assert page.is_visible("tbody tr.cur >> text=组织调解")
    assert not page.is_visible('[data-zoom="in"]')
