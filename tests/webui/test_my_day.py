"""我的今日: what is due, what comes first and why, holidays."""

from datetime import UTC, datetime

import pytest

from tests.journeys.conftest import county

__all__ = ["county"]


def test_an_empty_day_says_so(counter):
    text = counter.page("vm", "/")
    assert "手上没有待办" in text
    assert 'class="next"' not in text


def test_the_overdue_step_comes_first_with_its_reason(counter):
    code = counter.county.register(title="通道纠纷")
    counter.county.take("vm", code, "sign_for")
    counter.county.pass_days(6)
    text = counter.page("vm", "/")
    assert "排在最前，因为超" in text
    assert "征求" in text


def test_who_has_nothing_is_shown_what_could_be_claimed(counter):
    counter.county.register(title="通道纠纷")
    assert "这一件等人认领" in counter.page("vm", "/")


def test_a_coming_holiday_is_told_with_the_day_one_is_back(counter):
    counter.county.clock.set(datetime(2026, 4, 3, 2, 0, tzinfo=UTC))
    text = counter.page("vm", "/")
    assert "放假 3 天" in text
    assert "4月7日 周二上班" in text
    assert text.count('class="off"') == 3


@pytest.mark.parametrize("login", ["boss", "admin"])
def test_who_handles_no_cases_begins_elsewhere(counter, login):
    answer = counter.as_(login).get("/")
    assert answer.status_code == 303
    assert answer.location != "/"


def test_the_menu_counts_the_own_steps(counter):
    code = counter.county.register()
    counter.county.take("vm", code, "sign_for")
    assert '<span class="n">1</span>' in counter.page("vm", "/queue")
