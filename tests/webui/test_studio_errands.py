"""后台任务 on the page: a bar that asks again by itself, a way to stop, an end in words."""

import pytest

from engine.rules.errors import Invalid
from engine.usecases import errands
from engine.usecases.errands import Portion, ask_errand, run_errands
from tests.journeys.conftest import county
from tests.webui.counter import Counter, open_counter

__all__ = ["county"]


@pytest.fixture
def counter(county) -> Counter:
    return open_counter(county)


@pytest.fixture
def asked(counter) -> int:
    with counter.county.desk.work(counter.county.actor("admin")) as work:
        return ask_errand(work, "count", {}, 3).id


@pytest.fixture(autouse=True)
def counting():
    errands.ERRANDS["count"] = lambda desk, told: Portion(told.done + 1, 3, told.done == 2)
    yield
    del errands.ERRANDS["count"]


def test_the_bar_asks_again_until_the_work_has_ended(counter, asked):
    address = f"/studio/errands/{asked}"
    page = counter.page("admin", address)
    assert "排队等候" in page
    assert 'hx-trigger="every 2s"' in page
    part = counter.as_("admin").get(address, headers={"HX-Request": "true"})
    assert "<html" not in part.get_data(as_text=True)
    run_errands(counter.county.desk)
    ended = counter.as_("admin").get(address, headers={"HX-Request": "true"})
    assert ended.headers["HX-Refresh"] == "true"
    page = counter.page("admin", address)
    assert "做完了，共 3 件" in page
    assert "hx-trigger" not in page[page.index('id="errand"') :]


def test_stopping_is_a_plain_form_for_whoever_asked(counter, asked):
    address = f"/studio/errands/{asked}"
    assert "停止" not in counter.page("audit", address)
    assert counter.as_("audit").post(f"{address}/cancel").status_code == 404
    assert counter.as_("admin").post(f"{address}/cancel").location == address
    assert "正在停止" in counter.page("admin", address)
    run_errands(counter.county.desk)
    assert "已停止，做了 0 件，共 3 件" in counter.page("admin", address)
    assert counter.as_("admin").post(f"{address}/cancel").status_code == 409


def test_work_that_failed_says_why_in_words(counter, asked):
    def failing(desk, told):
        raise Invalid("errand.kind") if told.done else KeyError("boom")

    errands.ERRANDS["count"] = failing
    run_errands(counter.county.desk)
    page = counter.page("admin", f"/studio/errands/{asked}")
    assert "做到第 0 件时停了" in page
    assert "已经记入日志" in page
    assert "boom" not in page


def test_nobody_else_finds_it(counter, asked):
    counter.page("registrar", f"/studio/errands/{asked}", 404)
    counter.page("admin", "/studio/errands/999", 404)
