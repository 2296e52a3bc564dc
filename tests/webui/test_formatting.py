"""Days, money and masked numbers as look.md wants them."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask, current_app
from flask_babel import Babel, force_locale

from webui import formatting
from webui.badges import TimeLeft, clock_badge, risk_badge
from webui.i18n import FOLDER, compile_missing

TODAY = date(2026, 4, 3)


@pytest.fixture(autouse=True)
def chinese():
    compile_missing()
    app = Flask(__name__)
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(FOLDER)
    Babel(app, default_locale="zh_CN")
    with app.test_request_context():
        yield


def test_a_day_carries_its_weekday_and_another_year_its_year():
    assert formatting.day(date(2026, 4, 7), TODAY) == "4月7日 周二"
    assert formatting.day(date(2027, 1, 5), TODAY) == "2027年1月5日 周二"
    assert formatting.table_day(date(2026, 4, 7), TODAY) == "04-07 周二"
    assert formatting.table_day(date(2027, 1, 5), TODAY) == "2027-01-05 周二"
    assert formatting.full_day(date(2026, 4, 7)) == "2026年4月7日 周二"


def test_an_instant_is_told_in_the_offices_time():
    at = datetime(2026, 4, 6, 17, 30, tzinfo=UTC)  # half past one the next morning in Beijing
    assert formatting.instant(at, TODAY) == "4月7日 周二 01:30"


def test_a_time_limit_that_ends_at_midnight_ends_at_24_00():
    midnight = datetime(2026, 4, 7, 16, 0, tzinfo=UTC)
    assert formatting.due(midnight, TODAY) == "4月7日 周二 24:00"
    closing = datetime(2026, 4, 7, 9, 30, tzinfo=UTC)
    assert formatting.due(closing, TODAY) == "4月7日 周二 17:30"


@pytest.mark.parametrize(
    ("count", "words", "english"),
    [
        (3, "剩 3 个工作日", "3 working days left"),
        (1, "剩 1 个工作日", "1 working day left"),
        (0, "今日到期", "due today"),
        (-2, "超 2 个工作日", "2 working days over"),
    ],
)
def test_what_is_left_is_said_with_its_unit(count, words, english):
    assert formatting.workdays_left(count) == words
    with current_app.app_context(), force_locale("en"):
        assert formatting.workdays_left(count) == english


def test_money_has_thousands_and_two_decimals():
    assert formatting.money(3_860_000) == "38,600.00 元"
    assert formatting.money(None) == "—"
    assert formatting.yuan(5) == "0.05"


def test_numbers_of_people_are_masked_in_the_middle():
    assert formatting.mask_id_number("330102199001011234") == "3301**********1234"
    assert formatting.mask_phone("13812345678") == "138****5678"
    assert formatting.mask_phone("110") == "***"
    assert formatting.mask_id_number(None) == "—"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(45, "45 秒"), (180, "3 分钟"), (7500, "2 小时 5 分钟"), (3600, "1 小时"), (800_000, "9 天")],
)
def test_a_length_is_told_in_fitting_words(seconds, words):
    assert formatting.duration(seconds) == words


def test_a_clock_badge_says_the_same_by_colour_icon_and_words():
    badge = clock_badge(TimeLeft("orange", 1, date(2026, 4, 7)), TODAY)
    assert (badge.css, badge.icon) == ("orange", "hourglass-split")
    assert (badge.word, badge.left, badge.due) == ("临期", "剩 1 个工作日", "04-07 周二")


def test_a_paused_clock_has_no_due_day():
    badge = clock_badge(TimeLeft("paused", paused_days=9), TODAY)
    assert (badge.css, badge.left, badge.due) == ("pause", "第 9 天", "恢复后计算")


def test_a_provisional_day_says_so():
    badge = clock_badge(TimeLeft("green", 31, date(2027, 1, 5), provisional=True), TODAY)
    assert badge.word == "正常（暂定）"


def test_no_limit_is_a_state_of_its_own():
    assert clock_badge(TimeLeft(None), TODAY).word == "无法定期限"
    goal = clock_badge(TimeLeft("none", goal_on=date(2026, 4, 20)), TODAY)
    assert goal.left == "内部目标 04-20 周一"


def test_the_worst_grade_is_one():
    assert (risk_badge("extreme").number, risk_badge("simple").numeral) == (1, "Ⅴ")
