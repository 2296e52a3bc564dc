"""What is on each picture: who is signed in, and how to walk to the page."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

Walk = Callable[[Page], object]


@dataclass(frozen=True, slots=True)
class Scene:
    """One picture: its file name, whose account (empty: nobody's), the way there, the format."""

    name: str
    login: str
    walk: Walk
    phone: bool = False


def at(address: str) -> Walk:
    """Return the way to an address."""
    return lambda page: page.goto(address)


def first_step(step: str, tab: str = "available") -> Walk:
    """Return the way to the most pressing open step of one kind, by its element's id."""

    def walk(page: Page) -> None:
        page.goto(f"/queue?tab={tab}&step={step}")
        page.locator("tr[data-row] a[data-open]").first.click()
        page.wait_for_load_state()

    return walk


def register(page: Page) -> None:
    """Fill in the beginning of a registration, so that the score speaks."""
    page.goto("/cases/new")


SCENES = (
    Scene("sign-in", "", at("/sign-in")),
    Scene("my-day", "zhuren", at("/")),
    Scene("my-day-phone", "zhuren", at("/"), phone=True),
    Scene("queue", "fenliu", at("/queue?tab=all")),
    Scene("queue-phone", "zhuren", at("/queue?tab=all"), phone=True),
    Scene("register", "shouli", register),
    Scene("route", "shouli", first_step("review_acceptance")),
    Scene("sign-for", "cunli", first_step("sign_for")),
    Scene("sitting", "zhuren", first_step("hold_sitting", "all")),
    Scene("handoffs", "renshe", at("/handoffs")),
    Scene("board", "duban", at("/board")),
    Scene(
        "why-red",
        "duban",
        lambda page: (
            page.goto("/board?colour=red"),
            page.locator("#late").scroll_into_view_if_needed(),
        ),
    ),
    Scene("approvals", "zhuren", at("/approvals")),
    Scene("inbox", "duban", at("/inbox")),
    Scene("calendar", "zhuren", at("/calendar")),
)
