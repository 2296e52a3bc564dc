"""The bar of a demo: it moves the clock and says what happened on the way."""

from dataclasses import replace
from datetime import timedelta

import pytest

from engine.desk import DEMO, declare_demo
from tests.journeys.conftest import county
from tests.webui.compiled import app_of
from tests.webui.conftest import Browser
from tests.webui.counter import give_passwords

__all__ = ["county"]


class Pushed:
    """The county's clock, which the demo's offset pushes on."""

    def __init__(self, desk, clock) -> None:
        self.desk, self.clock = desk, clock

    def now(self):
        with self.desk.work(None) as work:
            noted = work.notice(DEMO)
        return self.clock.now() + timedelta(seconds=noted["offset_seconds"])


@pytest.fixture
def demo(county) -> Browser:
    county.register(title="通道纠纷")
    give_passwords(county.desk)
    declare_demo(county.desk)
    settings = replace(county.desk.settings, secret_key="s" * 32)
    desk = replace(county.desk, settings=settings, clock=Pushed(county.desk, county.clock))
    browser = Browser(app_of(desk, wall=county.clock))
    assert browser.sign_in("cs").status_code == 303
    return browser


def test_a_week_later_the_case_is_red_and_the_bar_says_so(demo):
    answer = demo.post("/demo/clock", {"by": "week", "next": "/board"})
    assert (answer.status_code, answer.location) == (303, "/board")
    text = demo.get("/board").get_data(as_text=True)
    assert "时钟往后调了 7 天" in text
    assert "个转红</a>" in text
    assert '<a href="/cases?colour=red">' in text
    assert "巡检正常" in text


def test_the_day_the_duty_climbs_is_told(demo):
    demo.post("/demo/clock", {"by": "week"})
    demo.get("/offices")
    demo.post("/demo/clock", {"by": "workday", "next": "/offices"})
    assert "1 次提级</a>" in demo.get("/offices").get_data(as_text=True)


def test_one_working_day_passes_at_a_time(demo):
    demo.post("/demo/clock", {"by": "workday", "next": "/offices"})
    text = demo.get("/offices").get_data(as_text=True)
    assert "2026-03-03 周二 09:00" in text


def test_another_length_is_refused(demo):
    assert demo.post("/demo/clock", {"by": "century"}).status_code == 422


def test_a_real_database_keeps_its_clock(county):
    give_passwords(county.desk)
    desk = replace(county.desk, settings=replace(county.desk.settings, secret_key="s" * 32))
    browser = Browser(app_of(desk, wall=county.clock))
    browser.sign_in("cs")
    assert browser.post("/demo/clock", {"by": "week"}).status_code == 409
    assert "时钟 +7 天" not in browser.get("/offices").get_data(as_text=True)
