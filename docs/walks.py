"""Ways to the pages that are photographed: an address, the first line of a list, another person."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from engine.demo.building import PASSWORD

Walk = Callable[[Page], object]


@dataclass(frozen=True, slots=True)
class Scene:
    """One picture: its file name, whose account (empty: nobody's), the way there, the format."""

    name: str
    login: str
    walk: Walk
    phone: bool = False


def at(address: str, focus: str = "") -> Walk:
    """Return the way to an address, and on to the part of the page named by a selector."""

    def walk(page: Page) -> None:
        page.goto(address)
        if focus:
            look_at(page, focus)

    return walk


def first(address: str, link: str, part: str = "", focus: str = "") -> Walk:
    """Return the way to the first link of a list; *part* is added to the address it leads to."""

    def walk(page: Page) -> None:
        page.goto(address)
        target = page.locator(link).first.get_attribute("href")
        page.goto(f"{target}{part}")
        if focus:
            look_at(page, focus)

    return walk


def look_at(page: Page, selector: str) -> None:
    """Scroll so that a part of the page stands below what stays on top, as a link to it does."""
    page.locator(selector).first.evaluate("(part) => part.scrollIntoView()")


def as_another(page: Page, login: str, address: str) -> None:
    """Leave, and come back to an address as somebody else."""
    page.context.clear_cookies()
    page.goto(address)
    page.fill("[name=login]", login)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_load_state("networkidle")
