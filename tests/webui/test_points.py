"""积分: each sum opens entries that add up to it; appeal and decision at the counter."""

import re
from decimal import Decimal
from html import unescape

import pytest

from engine.usecases.point_entering import enter_points
from tests.conftest import database
from tests.journeys.conftest import county
from tests.journeys.points import end, finding, order, signed_for
from tests.webui.counter import Counter, open_counter

__all__ = ["county", "database"]
SUM = re.compile(
    r'<a href="(/points/entries\?[^"]+)"><span class="visually-hidden">[^<]*</span>([+-][\d.]+)</a>'
)
LINE = re.compile(r'<h2><span class="num">([+-][\d.]+)</span>')


@pytest.fixture
def counter(county) -> Counter:
    end(county, signed_for(county))
    county.sleep(days=35)  # into another month
    code = signed_for(county)
    order(county, code, "yellow")
    finding(county, "unannounced")
    enter_points(county.desk)
    return open_counter(county)


def fined(counter: Counter) -> str:
    """Return the id of the entry for the yellow card, as its page names it."""
    text = counter.page("vl", "/points/entries")
    return re.search(r'id="entry-(\d+)"[^§]*?-5\.00', text.replace("<article", "§<article")).group(
        1
    )


@pytest.mark.parametrize("login", ["vm", "vl", "ts", "cs", "boss"])
def test_every_sum_opens_entries_that_add_up_to_it(counter, login):
    found = SUM.findall(counter.page(login, "/points?year=2026"))
    assert len(found) >= 6
    for address, total in found:
        listed = LINE.findall(counter.page(login, unescape(address)))
        assert sum(map(Decimal, listed)) == Decimal(total), address


def test_points_end_at_the_border_of_an_office(counter):
    assert SUM.findall(counter.page("sl", "/points")) == []
    assert "这一年没有积分" in counter.page("sl", "/points")
    counter.page("admin", "/points", 403)


def test_a_leader_appeals_and_the_county_decides(counter):
    entry_id = fined(counter)
    assert "提交申诉" not in counter.page("vm", "/points/entries")
    answer = counter.as_("vl").post(f"/points/entries/{entry_id}/appeal", {"text": " "})
    assert answer.status_code == 422
    answer = counter.as_("vl").post(f"/points/entries/{entry_id}/appeal", {"text": "有客观原因"})
    assert answer.status_code == 303
    assert "申诉待决定：有客观原因" in counter.page("boss", "/points/entries?state=appealed")
    assert "1 件申诉待决定" in counter.page("boss", "/points")
    sent = {"text": "情况属实", "upheld": "yes"}
    assert counter.as_("boss").post("/points/appeals/1", sent).status_code == 303
    text = counter.page("vl", "/points/entries")
    assert "申诉成立：有客观原因" in text
    assert f"冲销第 {entry_id} 条" in text
    assert counter.as_("boss").post("/points/appeals/1", sent).status_code == 409


def test_points_by_hand_are_refused_with_what_is_wrong_and_kept(counter):
    village = str(counter.county.office_id("village"))
    sent = {"office_id": village, "rule": "P-MANUAL", "points": "许多", "reason": "表彰先进"}
    refused = counter.as_("cs").post("/points", sent)
    assert refused.status_code == 422
    assert "表彰先进" in refused.get_data(as_text=True)
    assert counter.as_("cs").post("/points", {**sent, "points": "2.5"}).status_code == 303
    assert "+2.50" in counter.page("vl", "/points/entries")
    assert counter.as_("vl").post("/points", {**sent, "points": "9"}).status_code == 403


@pytest.mark.parametrize("address", ["?year=12", "/entries?month=2026-13"])
def test_a_month_that_does_not_exist_is_named(counter, address):
    counter.page("cs", f"/points{address}", 422)


def test_points_speak_english(counter):
    counter.as_("cs").post("/language", {"locale": "en"})
    assert "Points" in counter.page("cs", "/points")
    assert "Yellow card" in counter.page("cs", "/points/entries")


def test_who_may_enter_points_comes_to_the_form_from_the_head_of_the_page(counter):
    """The form lies below every office and person; nobody else is offered the way."""
    text = counter.page("cs", "/points")
    assert text.index('href="#enter"') < text.index("<h2>") < text.index('id="enter"')
    assert 'href="#enter"' not in counter.page("vl", "/points")
