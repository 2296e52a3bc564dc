"""Journey 2 at the counter, to its end: wages. Nobody signs, the board turns red, the town takes
over, three sittings fail, the labour bureau fails too, arbitration is watched, the file is closed.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.clerk import Clerk
from tests.browser.serving import counter_of
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


def each_colour_was_told_once(clerk: Clerk) -> None:
    """Yellow goes to who should sign, orange to the office's leader as well, red to the town."""
    # The village's mediator and leader may both sign: each is told of each colour. Nobody else.
    assert told_of_signing(clerk, "vm") == ["已逾期", "临期", "将到期"]
    assert told_of_signing(clerk, "vl") == ["已逾期", "临期", "将到期"]
    assert told_of_signing(clerk, "ts") == ["已逾期"]
    for login in ("tl", "tm", "cs", "cl", "registrar"):
        assert told_of_signing(clerk, login) == []


def told_of_signing(clerk: Clerk, login: str) -> list[str]:
    """Return what a person reads in the inbox of the signing's time limit, the newest first."""
    clerk.sign_in(login)
    clerk.open("/inbox?show=all")
    titles = clerk.page.locator(".mail li .t").all_inner_texts()
    return [title.partition("：签收")[2] for title in titles if "：签收" in title]


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
    package = clerk.page.inner_text("#package")  # who decides sees what came, and from whom
    assert "城关镇调委会" in package
    assert "三次调解不成，双方同意转行政调解" in package
    assert "登记表" in clerk.text()
    assert "甲某 书面" in " ".join(clerk.text().split())
    clerk.answer(decision="accept")
    clerk.send()
    assert "已接收" in clerk.open("/handoffs?box=incoming")


def the_bureau_mediates_in_vain(clerk: Clerk, county, code: str) -> None:
    """The bureau's mediator accepts, notifies, sits, and sends the parties to arbitration."""
    clerk.sign_in("lm")
    clerk.step("决定是否受理", "available", asked_on=county.day(), asked_how="written",
               result="accepted")  # fmt: skip
    # Fifteen days from the receipt on the 13th end on a Saturday: Monday the 30th.
    assert "03-30" in clerk.open(f"/cases/{code}/deadlines")
    clerk.step("发送调解通知", sitting_at=f"{county.day(2)}T09:00", place="仲裁院", who="双方",
               notified_on=county.day(), notified_how="phone")  # fmt: skip
    county.pass_days(2)
    clerk.sign_in("lm")
    clerk.step("组织行政调解", held_at=f"{county.day()}T09:00", place="仲裁院",
               way="face_to_face", present="双方", record="各自陈述，数额差距过大",
               result="failed", reason="数额差距过大")  # fmt: skip


def arbitration_is_asked_for(clerk: Clerk, county, code: str) -> None:
    """The mediator ends the mediation and hands the case to labour arbitration."""
    clerk.take_up("终止调解并告知")
    clerk.answer(reason_code="no_agreement", reason="数额差距过大")
    clerk.answer(routes="arbitration", limitation_told="yes", told_on=county.day(),
                 told_how="in_person", next_step="refer")  # fmt: skip
    clerk.answer(target_channel="labour_arbitration")
    clerk.answer(target_office=str(county.office_id("labour")))
    clerk.send()
    assert "等县人社局调解中心签收" in clerk.open(f"/cases/{code}/handoffs")


def arbitration_is_watched(clerk: Clerk, county, code: str) -> None:
    """The liaison reads the package, confirms receipt, later puts the award on record."""
    clerk.sign_in("li")
    clerk.open("/handoffs")
    clerk.follow("接收或退回")
    package = clerk.page.inner_text("#package")
    assert "劳动仲裁" in package
    assert "数额差距过大" in package
    clerk.answer(decision="accept")
    clerk.send()
    assert county.case(code).channel == "labour_arbitration"
    watched = clerk.open(f"/cases/{code}/deadlines")
    assert "劳动仲裁：裁决 45 日" in watched
    assert "只提示，不处理" in watched  # the tribunal's time is not ours to end
    county.pass_days(20)
    clerk.sign_in("li")
    clerk.step("跟踪外部程序结果", "available", result="decided", decided_on=county.day(),
               document_no="枫劳人仲案字第1号", summary="裁决支付工资")  # fmt: skip


def the_case_is_closed(clerk: Clerk) -> None:
    """The bureau's leader closes the case; its registrar puts the file away."""
    clerk.sign_in("ll")
    clerk.step("结案", "available", closing_kind="procedural", way="arbitration",
               summary="经仲裁裁决办结")  # fmt: skip
    clerk.sign_in("lr")
    clerk.step("立卷归档", "available", retention="long")


def test_wages_at_the_counter(clerk: Clerk, county) -> None:
    code = county.register(category="10", title="拖欠工资")
    county.pass_days(3)
    the_board_turns_red(clerk)
    the_town_is_told(clerk)
    county.pass_days(5)
    each_colour_was_told_once(clerk)
    the_town_takes_over(clerk, county)
    assert county.case(code).holder_id == county.office_id("town")
    three_sittings_fail(clerk, county)
    assert county.case(code).sittings_failed == 3
    assert "county_takes_over" in county.open_steps(code)
    the_case_is_handed_over(clerk, county, code)
    assert county.case(code).holder_id == county.office_id("labour")
    the_bureau_mediates_in_vain(clerk, county, code)
    arbitration_is_asked_for(clerk, county, code)
    arbitration_is_watched(clerk, county, code)
    the_case_is_closed(clerk)
    case = county.case(code)
    assert (case.status, case.outcome) == ("archived", "failed")
    assert county.open_steps(code) == []
    clerk.sign_in("cs")
    assert "拖欠工资" not in clerk.open("/board")
