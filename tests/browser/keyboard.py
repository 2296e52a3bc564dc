"""A pair of hands on a keyboard: no mouse, no script that jumps."""

from playwright.sync_api import Page

from tests.browser.clerk import settle

MOST_TABS = 160


class Hands:
    """Does everything by keys; finds its way with Tab, as people do."""

    def __init__(self, page: Page, base: str) -> None:
        self.page, self.base = page, base

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def go(self, keys: str) -> None:
        """Press keys that lead to another page, and wait for it."""
        with self.page.expect_navigation():
            self.press(*keys.split())
        self.settle()

    def settle(self) -> None:
        settle(self.page)

    def at(self, selector: str) -> bool:
        script = "([selector]) => document.activeElement.matches(selector)"
        return bool(self.page.evaluate(script, [selector]))

    def tab_to(self, selector: str) -> None:
        """Press Tab until the focus is there; it must be reachable and be seen."""
        for _ in range(MOST_TABS):
            if self.at(selector):
                return
            self.press("Tab")
        raise AssertionError(f"no way to {selector} by Tab on {self.page.url}")

    def type(self, name: str, text: str) -> None:
        """Go to a field and type."""
        self.tab_to(f'[name="{name}"]')
        self.press("Control+a")
        self.page.keyboard.insert_text(text)  # as an input method does

    def type_day(self, name: str, digits: str) -> None:
        """Go to a date field and type month, day, year."""
        self.tab_to(f'[name="{name}"]')
        self.page.keyboard.type(digits)

    def choose(self, name: str, value: str) -> None:
        """Go to radios or a select and move by arrows to *value*; the server may answer."""
        self.tab_to(f'[name="{name}"]')
        if self.at("[type=radio]:not(:checked)"):
            self.press("Space")
        script = "() => document.activeElement.value"
        for _ in range(40):
            if self.page.evaluate(script) == value:
                self.settle()
                return
            self.press("ArrowDown")
        raise AssertionError(f"{name} has no {value}")

    def send(self) -> None:
        """Send the form one is in."""
        self.go("Control+Enter")

    def sign_in(self, login: str, password: str) -> None:
        self.page.goto(f"{self.base}/sign-in")
        self.type("login", login)
        self.type("password", password)
        self.go("Enter")

    def sign_out(self) -> None:
        self.tab_to(".topmenu > summary")
        self.press("Enter")
        self.tab_to('form[action="/sign-out"] button')
        self.go("Enter")
