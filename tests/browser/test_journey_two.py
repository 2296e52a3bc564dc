"""Journey 2 at the counter: wages. Nobody signs, the board turns red, the town takes over,
three sittings fail, the labour bureau accepts; arbitration ends it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.clerk import Clerk
from tests.browser.serving import counter_of
from tests.journeys.acts import sit, tell_routes
from tests.journeys.conftest import county

__all__ = ["county"]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


@pytest.fixture
def clerk(county, page: Page) -> Iterator[Clerk]:
    with counter_of(county) as address:
        yield Clerk(page, address)


def the_board_turns_red(clerk: Clerk) -> None:
    """The county's supervisor sees the case among the red ones, and why."""
    clerk.sign_in("cs")
    said = clerk.open("/board")
    assert "拖欠工资" in said
    assert "为什么红" in said
    assert "签收" in said
    assert "ts某（未读）" in said
    with clerk.page.expect_navigation():
        clerk.page.locator(".matrix tfoot td.red a").click()
    assert "拖欠工资" in clerk.text()
    assert clerk.page.url.endswith("colour=red") or "colour=red&" in clerk.page.url


def the_town_is_told(clerk: Clerk) -> None:
    """The town's supervisor reads it in the inbox and looks at the case; the board knows."""
    clerk.sign_in("ts")
    said = clerk.open("/inbox")
    assert "签收已逾期" in said
    unread = clerk.count("消息")
    with clerk.page.expect_navigation():
        message = clerk.page.locator(".mail li", has_text="签收已逾期").first
        message.get_by_role("button", name="看案件").click()
    assert "拖欠工资" in clerk.text()
    clerk.open("/inbox")
    assert clerk.count("消息") == unread - 1
    clerk.sign_in("cs")
    assert "ts某（已读）" in clerk.open("/board")


def the_town_takes_over(clerk: Clerk, county) -> None:
    """The town's leader takes the duty over, gives it to the mediator, who signs."""
    clerk.sign_in("tl")
    clerk.step("镇级接手", "available", handler=str(county.actor("tm").user_id))
    clerk.sign_in("tm")
    clerk.step("签收", "available")
    clerk.step("征求意见", rights_told="yes", asked_on=county.day(), asked_how="phone",
               result="both_agree")  # fmt: skip
    clerk.step("调查核实", investigated_on=county.day(), findings="欠薪属实")


def three_sittings_fail(clerk: Clerk, county) -> None:
    """Three sittings come to nothing; the duty wants to climb to the county."""
    for number in range(3):
        clerk.sign_in("tm")
        clerk.step("组织调解", held_at=f"{county.day()}T09:00", place="镇调解室",
                   way="face_to_face", present="双方", record=f"第 {number + 1} 次，分歧较大",
                   result="go_on")  # fmt: skip
        county.pass_days(1)


def the_case_is_handed_over(clerk: Clerk, county, code: str) -> None:
    """The town sends the case to the labour bureau, which accepts it; from then on it answers."""
    clerk.open(f"/cases/{code}/handoffs")
    clerk.follow("移交…")
    clerk.answer(to_channel="administrative")
    clerk.answer(to_office_id=str(county.office_id("labour")),
                 reason="三次调解不成，双方同意转行政调解",
                 **{"p0-name": "登记表", "c0-how": "written", "c0-on": county.day(),
                    "c1-how": "written", "c1-on": county.day()})  # fmt: skip
    assert "等对方签收" in clerk.send("form.handing")
    assert county.case(code).holder_id == county.office_id("town")
    clerk.sign_in("li")
    said = clerk.open("/handoffs")
    assert clerk.count("移交") == 1
    assert "三次调解不成" in said
    clerk.follow("接收或退回")
    clerk.answer(decision="accept")
    clerk.send()
    assert "已接收" in clerk.open("/handoffs?box=incoming")


def the_bureau_ends_it(county, code: str) -> None:
    """Nothing comes of it there either: labour arbitration, watched from here, then closed."""
    county.take("lm", code, "decide_admin_acceptance", asked_on=county.day(),
                asked_how="written", result="accepted")  # fmt: skip
    county.take("lm", code, "notify_admin_sitting", sitting_at=f"{county.day(2)}T09:00",
                place="仲裁院", who="双方", notified_on=county.day(),
                notified_how="phone")  # fmt: skip
    county.pass_days(2)
    sit(county, "lm", code, "failed", "hold_admin_sitting")
    tell_routes(county, "lm", code, routes=["arbitration", "litigation"], next_step="refer",
                target_channel="labour_arbitration", consent_note="双方当面同意",
                target_office=str(county.office_id("labour")))  # fmt: skip
    county.take("li", code, "receive_package", decision="accept")
    county.take("li", code, "watch_outside", result="decided", decided_on=county.day(),
                document_no="枫劳人仲案字第1号", summary="裁决支付工资")  # fmt: skip
    county.take("ll", code, "close_case", closing_kind="procedural", way="arbitration",
                summary="经仲裁裁决办结")  # fmt: skip


def test_wages_at_the_counter(clerk: Clerk, county) -> None:
    code = county.register(category="10", title="拖欠工资")
    county.pass_days(3)
    the_board_turns_red(clerk)
    the_town_is_told(clerk)
    county.pass_days(5)
    the_town_takes_over(clerk, county)
    assert county.case(code).holder_id == county.office_id("town")
    three_sittings_fail(clerk, county)
    assert county.case(code).sittings_failed == 3
    assert "county_takes_over" in county.open_steps(code)
    the_case_is_handed_over(clerk, county, code)
    assert county.case(code).holder_id == county.office_id("labour")
    the_bureau_ends_it(county, code)
    assert county.case(code).status == "closed"
    clerk.sign_in("cs")
    assert "拖欠工资" not in clerk.open("/board")
