"""No page of any role has a serious or critical fault of accessibility, on desk or phone.

Every page is fetched for every role. What a role sees just as another did before is the same to
axe; the browser draws and searches it once.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pytest
from playwright.sync_api import Browser, Page, ViewportSize
from werkzeug.routing import Rule

from engine.storage.drafts import files_of
from engine.usecases.consenting import submit_draft
from engine.usecases.drafts import Edit, Opening, open_draft, save_file
from tests.architecture.tree import ROOT
from tests.browser.serving import counter_of
from tests.journeys.acts import agree_to_mediate
from tests.journeys.conftest import county
from tests.journeys.test_wages import hand_over
from tests.journeys.world import County
from tests.webui.conftest import PASSWORD
from webui.app import create_app
from webui.errors import for_programs

__all__ = ["county"]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]
AXE = ROOT / "webui" / "assets" / "node_modules" / "axe-core" / "axe.min.js"
GRAVE = {"serious", "critical"}
PEOPLE = ("registrar", "vm", "vl", "cd", "cs", "boss", "li", "admin", "safe")
ON_PHONES = ("vm", "cs", "safe")  # between them they open every page people use on phones
DESK: ViewportSize = {"width": 1366, "height": 768}
PHONE: ViewportSize = {"width": 390, "height": 844}
PARTS = 3  # of the pages, so that several processors share them
SAME_PAGE_OTHERWISE = (  # what stands in the query changes what is drawn
    "/board?by=channel",
    "/board?by=rule",
    "/handoffs?box=incoming",
    "/handoffs?box=outgoing",
    "/queue?tab=available",
    "/queue?tab=all",
)
KEEPERS = {"admin", "safe"}
STUDIO = (  # a draft with something wrong, one that waits for consent, a file, a version
    "/studio/drafts/1",
    "/studio/drafts/2",
    "/studio/drafts/1/source/urge.bpmn",
    "/studio/bundles/1",
)
# only what is wrong is told in full: axe need not describe every element that is right
LOOK = """async () => (await axe.run({resultTypes: ["violations"]})).violations.map(
    (each) => ({id: each.id, impact: each.impact, where: each.nodes.map((node) => node.html)}))"""
MAIN = re.compile(r"<main.*</main>", re.DOTALL)
NEW_EVERY_TIME = re.compile(r'(?<=name="csrf_token" value=")[^"]*')


@dataclass
class Site:
    """A served county with something on every page."""

    address: str
    rules: list[Rule]
    codes: dict[str, str]

    def paths(self, code: str) -> Iterator[str]:
        """Yield every page without parameters, and every tab of the case *code*."""
        yield from SAME_PAGE_OTHERWISE
        for rule in self.rules:
            if "GET" not in (rule.methods or ()) or not_a_page(rule.rule):
                continue
            if not rule.arguments:
                yield rule.rule
            elif rule.arguments == {"code"}:
                yield rule.rule.replace("<code>", code)


@pytest.fixture
def site(county) -> Iterator[Site]:
    """A red case, a mediation with a hand-off under way and more time asked for, messages."""
    red = county.register(title="通道纠纷")
    busy = county.register(category="10", title="拖欠工资")
    county.take("vm", busy, "sign_for")
    agree_to_mediate(county, "vm", busy)
    hand_over(county, "vm", busy, "labour", "administrative")
    county.pass_days(3)
    keep_drafts(county)
    desk = replace(county.desk, settings=replace(county.desk.settings, secret_key="s" * 32))
    rules = list(create_app(desk).url_map.iter_rules())
    with counter_of(county) as address:
        yield Site(address, rules, {"red": red, "busy": busy})


def keep_drafts(county: County) -> None:
    """Leave a broken draft and a submitted one in the studio."""
    admin = county.actor("admin")
    broken, whole = (open_draft(county.desk, admin, Opening(title)) for title in ("坏的", "好的"))
    save_file(county.desk, admin, broken, Edit("duty.bpmn", b"<x"))
    with county.desk.read() as session:
        form = files_of(session, whole)["forms/visit.json"]
    save_file(county.desk, admin, whole, Edit("forms/visit.json", form + b"\n"))
    submit_draft(county.desk, admin, whole)


def faults_of(page: Page) -> list[dict[str, object]]:
    """Return the grave findings on the page now shown."""
    page.evaluate(AXE.read_text("utf-8"))
    return [each for each in page.evaluate(LOOK) if each["impact"] in GRAVE]


def not_a_page(path: str) -> bool:
    """Say whether *path* is for programs or a file; the documentation of the API is a page."""
    return for_programs(path) or path.startswith("/static/")


def drawn(page: Page, url: str) -> str | None:
    """Return what *url* shows below the navigation; None for a file or a fragment."""
    answer = page.context.request.get(url)
    if "text/html" not in answer.headers.get("content-type", "") or "<html" not in answer.text():
        return None
    main = MAIN.search(answer.text())
    assert main, f"{url} has no <main>"
    return NEW_EVERY_TIME.sub("", main[0])


@dataclass
class Eyes:
    """What has been looked at in one size of window, and what was wrong with it."""

    browser: Browser
    size: ViewportSize
    seen: set[str] = field(default_factory=set)
    found: dict[str, object] = field(default_factory=dict)

    def look(self, site: Site, login: str, paths: list[str]) -> None:
        """Look at the *paths* as *login*: at what is new, and at one page for the navigation."""
        context = self.browser.new_context(viewport=self.size, locale="zh-CN", bypass_csp=True)
        page = context.new_page()
        sign_in(page, site.address, login)
        met = False
        for path in paths:
            main = drawn(page, url := f"{site.address}{path}")
            if main is None or (met and main in self.seen):
                continue
            met = True
            self.seen.add(main)
            page.goto(url)
            if faults := faults_of(page):
                self.found[f"{login} {path}"] = faults
        context.close()
        assert met, login


def sign_in(page: Page, address: str, login: str) -> None:
    page.goto(f"{address}/sign-in")
    page.fill("#login", login)
    page.fill("#password", PASSWORD)
    with page.expect_navigation():
        page.press("#password", "Enter")


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize(
    ("size", "logins"), [(DESK, PEOPLE), (PHONE, ON_PHONES)], ids=["desk", "phone"]
)
def test_no_page_of_a_role_shuts_anybody_out(
    browser: Browser, site: Site, size: ViewportSize, logins: tuple[str, ...], part: int
):
    eyes = Eyes(browser, size)
    for login in logins:
        paths = list(site.paths(site.codes["busy" if login != "cs" else "red"]))
        paths += STUDIO if login in KEEPERS else ()
        eyes.look(site, login, paths[part::PARTS])
    assert eyes.found == {}


def test_a_refused_form_shuts_nobody_out_either(browser: Browser, site: Site):
    context = browser.new_context(viewport=DESK, locale="zh-CN", bypass_csp=True)
    page = context.new_page()
    sign_in(page, site.address, "vl")
    page.goto(f"{site.address}/conflicts")
    with page.expect_navigation():
        page.click(".panel[method=post] button[type=submit]")
    assert page.locator(".errsum").is_visible()
    assert faults_of(page) == []
    context.close()
