"""单位, 人员, 回避, 日历: what one looks things up in."""

from datetime import date

import pytest

from engine.storage.models import ConflictRow
from engine.usecases.calendars import Override, set_override
from tests.journeys.conftest import county
from tests.webui.counter import Counter

__all__ = ["county"]


def test_offices_stand_below_the_one_above_them(counter):
    text = counter.page("vm", "/offices")
    order = ["枫溪县矛调中心", "城关镇调委会", "后岭村调委会", "桥东街道调委会", "城中社区调委会"]
    places = [text.index(f">{name}") if f">{name}" in text else text.index(name) for name in order]
    assert places == sorted(places)
    assert "直接到县" in text
    assert "医疗纠纷" in text


def test_people_are_those_of_the_offices_one_may_see(counter):
    village = counter.page("vl", "/users")
    assert "vm某" in village
    assert "tm某" not in village
    assert "tm某" in counter.page("ts", "/users")
    assert "mm某" in counter.page("admin", "/users")


def test_the_administrator_is_not_led_to_what_is_not_for_them(counter):
    assert "/conflicts" not in counter.page("admin", "/users")
    assert "/conflicts" in counter.page("vl", "/users")


def declare(counter: Counter, login: str, **given: str):
    user_id = str(counter.county.actor(given.pop("who", login)).user_id)
    return counter.as_(login).post("/conflicts", {"user_id": user_id, **given})


def test_a_mediator_declares_a_conflict_and_is_kept_from_the_step(counter):
    code = counter.county.register()
    answer = declare(counter, "vm", case_code=code, reason="与申请人是近亲属")
    assert (answer.status_code, answer.location) == (303, "/conflicts")
    text = counter.page("vm", "/conflicts")
    assert "与申请人是近亲属" in text
    assert code in text
    item = counter.county.item(code, "sign_for")
    assert counter.as_("vm").post(f"/steps/{item.id}/claim").status_code == 409


def test_a_conflict_with_a_party_holds_for_all_their_cases(counter):
    declare(counter, "vm", party_name=" 甲某 ", reason="曾任其代理人")
    item = counter.county.item(counter.county.register(), "sign_for")
    assert counter.as_("vm").post(f"/steps/{item.id}/claim").status_code == 409


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"reason": "近亲属"}, "party_name"),
        ({"party_name": "甲某"}, "reason"),
        ({"case_code": "2020-999999", "reason": "近亲属"}, "case_code"),
        ({"party_name": "甲某", "reason": "近亲属", "ends_on": "2020-01-01"}, "ends_on"),
        ({"party_name": "甲某", "reason": "近亲属", "ends_on": "明天"}, "ends_on"),
    ],
)
def test_a_conflict_that_lacks_something_says_at_which_field(counter, given, field):
    answer = declare(counter, "vm", **given)
    assert answer.status_code == 422
    assert f'id="{field}-fault"' in answer.get_data(as_text=True)
    with counter.county.desk.read() as session:
        assert session.query(ConflictRow).count() == 0


def test_a_case_one_may_not_know_of_is_no_case_here(counter):
    code = counter.county.register(by="er", office="estate")
    answer = declare(counter, "vm", case_code=code, reason="近亲属")
    assert answer.status_code == 422


def test_leaders_declare_for_their_people_and_for_nobody_else(counter):
    assert declare(counter, "vl", who="vm", party_name="甲某", reason="近亲属").status_code == 303
    assert declare(counter, "vl", who="tm", party_name="甲某", reason="近亲属").status_code == 403
    assert "vm某" in counter.page("vl", "/conflicts")
    assert "甲某" not in counter.page("tm", "/conflicts")


def test_a_year_shows_holidays_and_makeup_days_by_name(counter):
    text = counter.page("vm", "/calendar/2026")
    assert "国务院办公厅" in text
    assert "春节" in text
    assert 'class="makeup"' in text
    assert 'class="holiday"' in text
    assert "暂定的" not in text


def test_this_year_needs_no_number(counter):
    assert "2026 年工作日历" in counter.page("vm", "/calendar")


def test_a_year_without_a_notice_is_provisional(counter):
    assert "这一年是暂定的" in counter.page("vm", "/calendar/2027")


def test_an_office_has_exceptions_of_its_own(counter):
    county = counter.county
    village = county.office_id("village")
    closed = Override("village", date(2026, 7, 1), works=False, reason="村里停电检修")
    set_override(county.desk, county.actor("admin"), closed)
    assert "村里停电检修" in counter.page("vm", f"/calendar/2026?office_id={village}")
    assert "村里停电检修" not in counter.page("vm", "/calendar/2026")


@pytest.mark.parametrize(
    ("path", "status"),
    [("/calendar/1999", 404), ("/calendar/2026?office_id=999999", 404),
     ("/calendar/2026?office_id=x", 422), ("/calendar/99999999999999999999", 404)],
)  # fmt: skip
def test_what_is_no_year_or_office_is_said_so(counter, path, status):
    counter.page("vm", path, status)
