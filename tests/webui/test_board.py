"""预警看板: every number opens its list, why a case is red, whether the sweep runs."""

import re
from html import unescape

import pytest

from engine.scheduler import run_tick, ticks
from engine.usecases.endings import withdraw_case
from engine.usecases.routing import RouteChoice
from tests.conftest import database
from tests.journeys.conftest import county
from tests.webui.counter import Counter, open_counter

__all__ = ["county", "database"]
NUMBER = re.compile(
    r'<a href="(/cases\?[^"]+)"><span class="visually-hidden">[^<]*</span>(\d+)</a>'
)
TOTAL = re.compile(r'<span class="sub">(\d+) 件')


def closed_and_forgotten(county):
    """Close a case and let the time for its archive pass; it is no case in hand any more."""
    code = county.register(title="宅基地纠纷")
    withdraw_case(county.desk, county.actor("vm"), code, "双方自行和解")
    county.take("vl", code, "close_case", closing_kind="procedural", way="people", summary="和解")
    county.pass_days(40)
    assert (county.case(code).colour, county.case(code).status) == ("red", "closed")


@pytest.fixture
def counter(county) -> Counter:
    """One case nobody signs for, one signed for, one registered, one closed but not archived."""
    closed_and_forgotten(county)
    county.register(title="通道纠纷")
    county.take("vm", county.register(title="排水纠纷"), "sign_for")
    county.pass_days(3)
    county.register(by="er", office="estate", title="噪声纠纷")
    return open_counter(county)


@pytest.mark.parametrize("login", ["cs", "ts", "vl", "cd", "boss"])
def test_every_number_opens_a_list_of_that_length(counter, login):
    numbers = NUMBER.findall(counter.page(login, "/board"))
    assert numbers
    for address, count in numbers:
        listed = counter.page(login, unescape(address))
        assert TOTAL.search(listed).group(1) == count, address


def test_a_red_case_tells_its_story(counter):
    text = counter.page("cs", "/board")
    assert "为什么红" in text
    assert "“已逾期”已告知" in text
    assert "ts某（未读）" in text
    assert "没有申请延长。" in text


def test_whom_the_board_names_as_having_read_has_read(counter):
    counter.as_("ts").post("/inbox/read")
    assert "ts某（已读）" in counter.page("cs", "/board")


def test_another_colour_has_its_own_list(counter):
    assert "通道纠纷" in counter.page("cs", "/board?colour=red")
    assert "通道纠纷" not in counter.page("cs", "/board?colour=yellow")
    counter.page("cs", "/board?colour=green", 422)


def test_the_board_says_when_the_sweep_is_late(counter):
    assert "还没有巡检过" in counter.page("cs", "/board")
    desk = counter.county.desk
    for ticking in ticks(desk):
        run_tick(desk, ticking)
    assert "巡检正常" in counter.page("cs", "/board")
    counter.county.clock.advance(minutes=5)
    late = counter.page("cs", "/board")
    assert "巡检滞后" in late
    assert "颜色可能是旧的" in late


def test_a_board_ends_at_the_border_of_its_office(counter):
    town = counter.page("ts", "/board")
    assert "后岭村调委会" in town
    assert "桥东街道" not in town


def test_the_trend_is_a_picture_and_a_table(counter):
    text = counter.page("cs", "/board")
    assert '<svg class="trend"' in text
    assert " style=" not in text
    assert text.count('<th scope="row" class="fw-normal num">') == 15


def test_the_board_speaks_english(counter):
    counter.as_("cs").post("/language", {"locale": "en"})
    text = counter.page("cs", "/board")
    assert "Warning board" in text
    assert "Why red" in text


@pytest.mark.parametrize("by", ["channel", "rule"])
@pytest.mark.parametrize("login", ["cs", "ts", "vl", "boss"])
def test_every_number_by_channel_or_rule_opens_its_list_too(counter, login, by):
    counter.county.register(title="未定渠道", route=RouteChoice("review"))
    numbers = NUMBER.findall(counter.page(login, f"/board?by={by}"))
    assert len(numbers) > 4
    for address, count in numbers:
        listed = counter.page(login, unescape(address))
        assert TOTAL.search(listed).group(1) == count, address


def test_the_board_keeps_its_grouping_and_knows_no_others(counter):
    text = counter.page("cs", "/board?by=rule")
    assert "期限 × 剩余时间" in text
    assert "/board?colour=orange&amp;by=rule#late" in text
    assert "渠道 × 剩余时间" in counter.page("cs", "/board?by=channel")
    counter.page("cs", "/board?by=weather", 422)


@pytest.mark.parametrize("address", ["/board", "/board?by=rule&colour=orange&days=60"])
def test_no_address_on_the_board_carries_an_empty_word(counter, address):
    links = re.findall(r'href="(/board[^"]*)"', counter.page("cs", address))
    assert len(links) > 8
    assert [link for link in map(unescape, links) if re.search(r"=(?=$|[&#])", link)] == []


def test_the_trend_goes_back_as_far_as_is_asked_and_the_address_keeps_it(counter):
    assert "近 15 个工作日" in counter.page("cs", "/board")
    page = counter.page("cs", "/board?days=60&by=channel")
    assert "近 60 个工作日" in page
    assert page.count('<th scope="row" class="fw-normal num">') == 60
    assert "by=channel&amp;days=120#trend" in page, "another period keeps the grouping"
    assert "by=rule&amp;days=60" in page, "another grouping keeps the period"
    assert "/board/trend.csv?days=60" in page
    for wrong in ("7", "0", "-1", "x", "15.0"):
        answer = counter.as_("cs").get(f"/board?days={wrong}")
        assert answer.status_code == 422, wrong


@pytest.mark.parametrize("period", [15, 30, 60, 120])
def test_the_file_of_the_trend_says_what_the_table_says(counter, period):
    page = counter.page("cs", f"/board?days={period}")
    table = page.partition('<details class="numbers"><summary>')[2].partition("</table>")[0]
    shown = [
        [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row)]
        for row in re.findall(r"<tr><th scope=\"row\".*?</tr>", table)
    ]
    answer = counter.as_("cs").get(f"/board/trend.csv?days={period}")
    lines = answer.get_data(as_text=True).lstrip("\ufeff").split()
    rows = [line.replace('"', "").split(",") for line in lines]
    assert [row[1:] for row in rows[1:-1]] == shown
    assert len(shown) == period
    total = [sum(int(row[column]) for row in rows[1:-1]) for column in (1, 2, 3)]
    assert [int(each) for each in rows[-1][1:]] == total
    assert sum(total) > 0, "something turned a colour, or nothing is compared"
    book = counter.as_("cs").get(f"/board/trend.xlsx?days={period}")
    assert book.status_code == 200
    assert counter.as_("vm").get("/board/trend.csv").status_code == 403
    assert counter.as_("cs").get("/board/trend.pdf").status_code == 404


def test_a_leader_who_handles_no_cases_begins_at_the_board(counter):
    assert counter.as_("boss").get("/").location == "/board"
    assert counter.as_("ts").get("/").status_code == 200
