"""问责建议: proposals follow the figures, every figure opens its cases, a person signs."""

import re
from html import unescape

import pytest

from engine.queries.lens import lens_of
from engine.queries.sanctions import sanction_lines
from engine.rules.errors import Conflict
from engine.usecases.sanctions import Signing, end_sanctions, sign_sanction
from tests.conftest import database
from tests.journeys.conftest import county
from tests.journeys.points import end, signed_for
from tests.webui.counter import Counter, open_counter

__all__ = ["county", "database"]
FIGURE = re.compile(r'<dd class="num"><a href="(/sanctions/cases\?[^"]+)">(\d+)</a>')
LISTED = re.compile(r"<li class=\"bar none\" data-row>")


@pytest.fixture
def counter(county) -> Counter:
    """Three cases nobody signs for in time, one closed in time, all of one village."""
    end(county, signed_for(county))
    for _ in range(3):
        county.register()
    county.pass_days(4)
    return open_counter(county)


def sign(counter: Counter, login: str = "boss", **changes: str):
    village = str(counter.county.office_id("village"))
    sent = {"office_id": village, "rule": "S-RED-3", "month": "2026-03", "reason": "三件逾期"}
    return counter.as_(login).post("/sanctions", {**sent, **changes})


@pytest.mark.parametrize("login", ["vl", "ts", "cs", "boss"])
def test_every_figure_opens_as_many_cases(counter, login):
    text = counter.page(login, "/sanctions")
    assert "当月逾期三件以上" in text
    found = FIGURE.findall(text)
    assert {number for _, number in found} == {"1", "3"}
    for address, number in found:
        listed = LISTED.findall(counter.page(login, unescape(address)))
        assert len(listed) == int(number), address


def test_only_the_leader_in_charge_signs_and_only_what_is_proposed(counter):
    assert "签发理由" not in counter.page("cs", "/sanctions")
    assert sign(counter, "cs").status_code == 403
    assert sign(counter, reason=" ").status_code == 422
    assert sign(counter, rule="S-DEATH").status_code == 409
    assert sign(counter, month="2026-02").status_code == 409
    assert "（2026）" not in counter.page("boss", "/sanctions")


def test_a_signed_sanction_counts_down_is_printed_and_lifted(counter):
    assert sign(counter).status_code == 303
    assert sign(counter).status_code == 409
    text = counter.page("vl", "/sanctions")
    assert "（2026）枫警示字第1号" in text
    assert "还有 184 天" in text  # 2026-03-06 to 2026-09-05, both counted
    assert "当月逾期三件以上·为期" not in text
    letter = counter.page("vl", "/sanctions/1/letter")
    assert "警示函" in letter
    assert "当月逾期案件 3 件" in letter
    counter.page("sl", "/sanctions/1/letter", 404)
    assert counter.as_("cs").post("/sanctions/1/lift", {"reason": "改好"}).status_code == 404
    assert counter.as_("boss").post("/sanctions/1/lift", {"reason": "已改好"}).status_code == 303
    assert "已解除：已改好" in counter.page("vl", "/sanctions")
    assert counter.as_("boss").post("/sanctions/1/lift", {"reason": "再来"}).status_code == 409


def test_a_sanction_ends_by_itself_after_its_last_day(counter):
    sign(counter)
    desk = counter.county.desk
    assert end_sanctions(desk) == 0
    counter.county.sleep(days=183)
    assert end_sanctions(desk) == 0  # the last day still counts
    counter.county.sleep(days=1)
    assert end_sanctions(desk) == 1
    assert end_sanctions(desk) == 0
    assert "已期满" in counter.page("vl", "/sanctions?month=2026-03")


def test_the_last_day_still_counts_and_the_day_after_none_is_left(counter):
    sign(counter)
    county = counter.county
    for days, left in ((0, 184), (1, 183), (182, 1), (1, 0), (1, 0)):
        county.sleep(days=days)
        with county.desk.read() as session:
            [line] = sanction_lines(session, county.actor("boss"), lens_of(county.desk))
        assert line.days_left == left
    end_sanctions(county.desk)
    with county.desk.read() as session:
        [line] = sanction_lines(session, county.actor("boss"), lens_of(county.desk))
    assert line.days_left is None


def test_two_cautions_in_six_months_propose_a_yellow_card(counter):
    county = counter.county
    boss, village = county.actor("boss"), county.office_id("village")
    sign_sanction(county.desk, boss, Signing("S-RED-3", village, "2026-03", "三件逾期"))
    county.sleep(days=31)
    for _ in range(3):
        county.register()
    county.pass_days(4)
    assert "六个月内两次警示" not in counter.page("boss", "/sanctions")
    sign_sanction(county.desk, boss, Signing("S-RED-3", village, "2026-04", "又三件"))
    assert "六个月内两次警示" in counter.page("boss", "/sanctions")
    with pytest.raises(Conflict):
        sign_sanction(county.desk, boss, Signing("S-YELLOW-2", village, "2026-04", "尚无"))


@pytest.mark.parametrize("address", ["?month=2026-13", "/cases?office=1&figure=weather",
                                     "/cases?office=x&figure=late"])  # fmt: skip
def test_a_wrong_address_says_what_is_wrong(counter, address):
    counter.page("boss", f"/sanctions{address}", 422)


def test_the_page_speaks_english(counter):
    counter.as_("boss").post("/language", {"locale": "en"})
    assert "Three or more overdue cases in a month" in counter.page("boss", "/sanctions")


def test_earlier_cautions_open_the_sanctions_that_were_signed(counter):
    sign(counter)
    counter.county.pass_days(31)
    for _ in range(3):
        counter.county.register()
    counter.county.pass_days(4)
    shown = counter.page("cs", "/sanctions?month=2026-04")
    [(address, number)] = re.findall(
        r'<dd class="num"><a href="(/sanctions\?[^"]*kind=caution[^"]*)">(\d+)</a>', shown
    )[:1]
    assert number == "1"
    listed = counter.page("cs", unescape(address).partition("#")[0])
    assert listed.count("（2026）枫警示字第1号") == 1
    assert "看全部" in listed
    other = counter.county.office_id("town")
    assert "（2026）枫警示字第1号" not in counter.page("cs", f"/sanctions?office={other}")
