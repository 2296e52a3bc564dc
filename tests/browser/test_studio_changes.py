"""Two versions side by side: both drawn and marked, moved as one, every mark also in the list."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from engine.storage.drafts import files_of
from engine.usecases.drafts import Edit, Opening, open_draft, save_file
from tests.browser.clerk import Clerk
from tests.browser.serving import counter_of
from tests.browser.test_axe import faults_of
from tests.journeys.conftest import county

__all__ = ["county"]
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
PATH = "peoples-mediation.bpmn"
CHANGES = (
    ('name="clock" value="C-CONSENT"', 'name="clock" value="C-START"'),
    ("三次未果告知督办", "上报"),
    ('"third_failure"', '"third_time_failed"'),
    (">third_failure<", ">third_time_failed<"),
)
WINDOWS = """() => [...document.querySelectorAll('.graph .viewport')].map((each) =>
    each.getAttribute('transform').match(/-?[0-9.]+/g).map((figure) => Math.round(figure)))"""


@pytest.fixture
def comparison(county) -> Iterator[tuple[str, str]]:
    """The counter, and the address at which a changed draft is compared."""
    admin = county.actor("admin")
    draft = open_draft(county.desk, admin, Opening("三次未果上报"))
    with county.desk.read() as session:
        text = files_of(session, draft)[PATH].decode()
    for old, new in CHANGES:
        assert old in text
        text = text.replace(old, new)
    save_file(county.desk, admin, draft, Edit(PATH, text.encode()))
    with counter_of(county) as served:
        yield served, f"/studio/compare?left=bundle:1&right=draft:{draft}"


@pytest.fixture
def opened(page: Page, comparison) -> tuple[Page, list[str]]:
    """The comparison before an administrator, and what the browser complained of."""
    complaints: list[str] = []
    page.on("pageerror", lambda fault: complaints.append(str(fault)))
    page.on(
        "console",
        lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None,
    )
    clerk = Clerk(page, comparison[0])
    clerk.sign_in("admin")
    clerk.open(comparison[1])
    for name in ("left", "right"):
        page.wait_for_selector(f'.graph[data-linked="{name}"][data-ready]')
    return page, complaints


def side(page, name):
    return page.locator(f'.graph[data-linked="{name}"]')


def test_what_differs_is_signed_on_each_drawing(opened):
    page, complaints = opened
    left, right = side(page, "left"), side(page, "right")
    assert left.locator('[data-element-id="get_consent"].hs-changed').count() == 1
    assert left.locator('[data-element-id="third_failure"].hs-removed').count() == 1
    assert left.locator(".hs-added").count() == 0
    assert right.locator(".gdiff.removed").count() == 0
    assert right.locator('[data-element-id="third_time_failed"].hs-added').count() == 1
    assert left.locator(".gdiff.changed").first.inner_text() == "～"
    assert right.locator(".gdiff.added").first.inner_text() == "＋"
    assert complaints == []


def test_every_mark_is_also_a_line_of_the_list(opened):
    page, _ = opened
    marked = page.evaluate(
        """() => [...document.querySelectorAll('.graph')].flatMap((each) =>
            Object.values(JSON.parse(each.dataset.marks)).flat())"""
    )
    listed = page.evaluate(
        "() => [...document.querySelectorAll('[data-show]')].map((each) => each.dataset.show)"
    )
    assert {"get_consent", "third_failure", "third_time_failed"} <= set(marked) <= set(listed)


def test_both_drawings_move_and_scale_as_one(opened):
    page, _ = opened
    before = page.evaluate(WINDOWS)
    page.click('[data-zoom="in"]')
    left, right = after = page.evaluate(WINDOWS)
    assert left == right
    assert after != before
    left_box = side(page, "left").bounding_box()
    page.mouse.move(left_box["x"] + 40, left_box["y"] + 300)
    page.mouse.down()
    page.mouse.move(left_box["x"] + 140, left_box["y"] + 250, steps=4)
    page.mouse.up()
    left, right = moved = page.evaluate(WINDOWS)
    assert left == right
    assert moved != after


def test_a_line_of_the_list_brings_its_element_into_view(opened):
    page, _ = opened
    step = side(page, "left").locator('[data-element-id="third_failure"]')
    page.locator("[data-show=third_failure]:visible").first.click()
    box, frame = step.bounding_box(), side(page, "left").bounding_box()
    assert frame["x"] < box["x"] < frame["x"] + frame["width"]
    assert frame["y"] < box["y"] < frame["y"] + frame["height"]


def test_the_comparison_has_no_grave_fault_of_accessibility(opened):
    page, _ = opened
    assert faults_of(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert faults_of(page) == []
