"""No page of any role has a serious or critical fault of accessibility, on desk or phone."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from playwright.sync_api import Browser, Page
from werkzeug.routing import Rule

from tests.architecture.tree import ROOT
from tests.browser.serving import counter_of
from tests.journeys.acts import agree_to_mediate
from tests.journeys.conftest import county
from tests.journeys.test_wages import hand_over
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
PEOPLE = ("registrar", "vm", "vl", "cd", "cs", "boss", "li", "admin")
ON_PHONES = ("vm", "cs")  # between them they open every page
DESK, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}
SAME_PAGE_OTHERWISE = (  # what stands in the query changes what is drawn
    "/board?by=channel",
    "/board?by=rule",
    "/handoffs?box=incoming",
    "/handoffs?box=outgoing",
    "/queue?tab=available",
    "/queue?tab=all",
)
LOOK = """async () => (await axe.run()).violations.map(
    (each) => ({id: each.id, impact: each.impact, where: each.nodes.map((node) => node.html)}))"""


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
    desk = replace(county.desk, settings=replace(county.desk.settings, secret_key="s" * 32))
    rules = list(create_app(desk).url_map.iter_rules())
    with counter_of(county) as address:
        yield Site(address, rules, {"red": red, "busy": busy})


def faults_of(page: Page) -> list[dict[str, object]]:
    """Return the grave findings on the page now shown."""
    page.evaluate(AXE.read_text("utf-8"))
    return [each for each in page.evaluate(LOOK) if each["impact"] in GRAVE]


def not_a_page(path: str) -> bool:
    """Say whether *path* is for programs or a file; the documentation of the API is a page."""
    return for_programs(path) or path.startswith("/static/")


def is_page(page: Page, url: str) -> bool:
    """Say whether there is something to look at, and not a file or a fragment."""
    answer = page.context.request.get(url)
    html = "text/html" in answer.headers.get("content-type", "")
    return html and "<html" in answer.text()


def sign_in(page: Page, address: str, login: str) -> None:
    page.goto(f"{address}/sign-in")
    page.fill("#login", login)
    page.fill("#password", PASSWORD)
    with page.expect_navigation():
        page.press("#password", "Enter")


@pytest.mark.parametrize("login", PEOPLE)
def test_no_page_of_a_role_shuts_anybody_out(browser: Browser, site: Site, login: str):
    found: dict[str, object] = {}
    for size in (DESK, PHONE) if login in ON_PHONES else (DESK,):
        context = browser.new_context(viewport=size, locale="zh-CN", bypass_csp=True)
        page = context.new_page()
        sign_in(page, site.address, login)
        for path in site.paths(site.codes["busy" if login != "cs" else "red"]):
            if not is_page(page, url := f"{site.address}{path}"):
                continue
            page.goto(url)
            if faults := faults_of(page):
                found[f"{size['width']} {path}"] = faults
        context.close()
    assert not found


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
