"""A person at the counter with a mouse: signs in, finds a step in the queue, fills its form."""

import re

from playwright.sync_api import Locator, Page

from tests.webui.conftest import PASSWORD

BUSY = ".htmx-request, .htmx-swapping, .htmx-settling"


def settle(page: Page) -> None:
    """Wait until no part of the page is being fetched or put in: a button may still move away.

    (The state ``networkidle`` is reached once for every page and never again.)
    """
    page.locator(BUSY).first.wait_for(state="detached")


class Clerk:
    """One person after the other in the same browser, as on a shared office PC."""

    def __init__(self, page: Page, base: str) -> None:
        self.page, self.base = page, base

    def sign_in(self, login: str) -> None:
        """Sign in as *login*, whoever was in before."""
        self.page.context.clear_cookies()
        self.open("/sign-in")
        self.page.fill("#login", login)
        self.page.fill("#password", PASSWORD)
        with self.page.expect_navigation():
            self.page.press("#password", "Enter")

    def open(self, path: str) -> str:
        """Open a page of ours; return what it says."""
        self.page.goto(f"{self.base}{path}")
        return self.text()

    def text(self) -> str:
        """Return what the page says, without what is hidden."""
        return self.page.inner_text("body")

    def follow(self, words: str) -> None:
        """Follow the link or press the button with these words, and wait for the page."""
        found = self.page.get_by_role("link", name=words).or_(
            self.page.get_by_role("button", name=words)
        )
        with self.page.expect_navigation():
            found.first.click()
        settle(self.page)

    def take_up(self, step: str, tab: str = "mine") -> None:
        """Open the form of a step that waits in the queue."""
        self.open(f"/queue?tab={tab}")
        with self.page.expect_navigation():
            self.page.locator('a[href^="/steps/"]:visible', has_text=step).first.click()
        settle(self.page)

    def answer(self, **values: str) -> None:
        """Fill in fields by name; what an answer brings up is waited for."""
        for name, value in values.items():
            self._one(self.page.locator(f'[name="{name}"]:visible'), value)
            settle(self.page)

    def _one(self, field: Locator, value: str) -> None:
        field.first.wait_for()
        kind = str(field.first.evaluate("(e) => e.type"))
        if kind in {"radio", "checkbox"}:
            field.and_(self.page.locator(f'[value="{value}"]')).check()
        elif kind.startswith("select"):
            field.select_option(value)
        else:
            field.fill(value)
            field.blur()

    def send(self, form: str = "#step") -> str:
        """Send the form; return what the next page says."""
        with self.page.expect_navigation():
            self.page.locator(f"{form} button.btn-primary").click()
        settle(self.page)
        assert not self.page.locator(".errsum").count(), self.page.inner_text(".errsum")
        return self.text()

    def step(self, name: str, tab: str = "mine", **values: str) -> str:
        """Find a step, answer it, send it."""
        self.take_up(name, tab)
        self.answer(**values)
        return self.send()

    def count(self, words: str) -> int:
        """Return the number beside a line of the menu."""
        line = self.page.locator(".side a", has_text=words).inner_text()
        found = re.search(r"(\d+)\s*$", line)
        return int(found.group(1)) if found else 0
