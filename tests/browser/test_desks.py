"""What the overseers' desks do in a real browser: the bell, the story of a red case, the demo."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.clerk import Clerk
from tests.browser.serving import counter_of
from tests.journeys.conftest import county

__all__ = ["county"]
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def clerk(county, page: Page) -> Iterator[Clerk]:
    with counter_of(county) as address:
        yield Clerk(page, address)


def test_the_bell_counts_by_itself_every_half_minute(clerk: Clerk, county):
    clerk.page.clock.install()
    clerk.sign_in("vm")
    clerk.open("/offices")
    expect(clerk.page.locator("#bell .cnt")).to_have_count(0)
    county.register(title="通道纠纷")
    clerk.page.clock.fast_forward(31_000)
    expect(clerk.page.locator("#bell .cnt")).to_have_text("1")
    clerk.page.clock.fast_forward(1_000)  # htmx settles a moment later
    expect(clerk.page).to_have_title(re.compile(r"^\(1\) "))


def test_the_story_of_a_red_case_unfolds_in_place(clerk: Clerk, county):
    for title in ("通道纠纷", "排水纠纷"):
        county.register(title=title)
    county.pass_days(3)
    clerk.sign_in("cs")
    clerk.open("/board")
    stories = clerk.page.locator(".why-row")
    expect(stories.nth(0)).to_be_visible()
    expect(stories.nth(1)).to_be_hidden()
    before = clerk.page.url
    clerk.page.locator('a[data-toggle^="why-"]').nth(1).click()
    expect(stories.nth(1)).to_be_visible()
    assert clerk.page.url == before


@pytest.mark.parametrize("path", ["/board", "/handoffs", "/users", "/offices", "/calendar"])
@pytest.mark.parametrize("width", [1366, 1280, 1024, 390, 360])
def test_no_page_scrolls_sideways(clerk: Clerk, county, path: str, width: int):
    county.register(title="通道纠纷")
    county.pass_days(3)
    clerk.page.set_viewport_size({"width": width, "height": 768})
    clerk.sign_in("cs")
    clerk.open(path)
    assert clerk.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
