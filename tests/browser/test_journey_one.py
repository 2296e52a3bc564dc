"""Journey 1 at the counter, by keyboard alone: neighbours, from signing in to the archive."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Page

from tests.browser.keyboard import Hands
from tests.browser.serving import served as serving
from tests.journeys.conftest import county
from tests.webui.conftest import PASSWORD
from tests.webui.counter import give_passwords
from webui.app import create_app

__all__ = ["county"]
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def served(county) -> Iterator[str]:
    """The county's counter, served on a free port; yields its address."""
    give_passwords(county.desk)
    secret = replace(county.desk, settings=replace(county.desk.settings, secret_key="s" * 32))
    with serving(create_app(secret)) as address:
        yield address


def register(hands: Hands) -> None:
    """Take the dispute down at the counter and confirm the proposed route."""
    hands.go("g n")
    hands.type("title", "宅基地相邻通行")
    hands.type("summary", "双方因通道宽度发生争执")
    hands.choose("category", "02")
    hands.type("p0-name", "甲某")
    hands.type("p1-name", "乙某")
    hands.choose("decision", "accept")
    hands.page.wait_for_selector("#route_office")
    assert hands.page.input_value("#route_office"), "the proposed office is chosen already"
    hands.send()


def work_on_next(hands: Hands, **answers: str) -> None:
    """Take the next step of the day, answer what is not known yet, send it in."""
    hands.go("g d")
    hands.go("Shift+N")
    for name, value in answers.items():
        kind = hands.page.get_attribute(f'[name="{name}"]', "type")
        if kind == "date":
            hands.type_day(name, value)
        elif kind == "radio" or hands.page.locator(f'select[name="{name}"]').count():
            hands.choose(name, value)
        else:
            hands.type(name, value)
    hands.send()


def mediate(hands: Hands) -> None:
    """Everything the village's mediator does, from claiming to the visit."""
    hands.go("g t")
    hands.tab_to('.tabs a[href*="tab=available"]')
    hands.go("Enter")
    hands.press("j")
    hands.go("Shift+C")
    hands.send()  # 签收
    work_on_next(hands, rights_told="yes", asked_how="in_person", result="both_agree")
    work_on_next(hands, findings="通道宽一米二")
    work_on_next(hands, place="村调解室", record="双方各让半米", result="agreed_written")
    work_on_next(hands, facts="通道争执", disputes="通道宽度", content="三日内拆除围挡",
                 how="自行拆除", perform_by="03052026")  # fmt: skip
    work_on_next(hands, performance="performed")
    work_on_next(hands, way="in_person", satisfaction="satisfied", new_signs="no")


def test_neighbours_by_keyboard_alone(page: Page, served: str, county) -> None:
    hands = Hands(page, served)
    hands.sign_in("registrar", PASSWORD)
    register(hands)
    code = "2026-000001"
    assert county.case(code).status == "dispatched"
    hands.sign_out()
    hands.sign_in("vm", PASSWORD)
    mediate(hands)
    hands.sign_out()
    hands.sign_in("vl", PASSWORD)
    work_on_next(hands, closing_kind="substantive", way="people", summary="围挡已拆")
    hands.sign_out()
    hands.sign_in("registrar", PASSWORD)
    work_on_next(hands, retention="long")
    case = county.case(code)
    assert (case.status, case.outcome) == ("archived", "agreed")
    assert county.open_steps(code) == []
    assert county.events(code, "ColourChanged") == []
