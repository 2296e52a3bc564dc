"""The points ledger: entered once, appealed, reversed, never edited; sums recomputed by hand."""

from decimal import Decimal

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DatabaseError

from engine.rules.errors import Conflict, Invalid, NotAllowed, NotFound
from engine.rules.points import FREE
from engine.storage.models import PointAppealRow, PointEntryRow
from engine.usecases.endings import reopen_case
from engine.usecases.orders import cancel_order
from engine.usecases.point_appeals import appeal_entry, decide_appeal
from engine.usecases.point_entering import enter_points
from engine.usecases.points import ByHand, enter_by_hand, reverse_by_hand
from tests.journeys.points import (
    answer_urge,
    end,
    entries,
    finding,
    not_put_right,
    order,
    signed_for,
    sums,
)

REVIEW = "已按督查意见整改"


def by_hand(county, by="cs", **changes):
    facts = {"office_id": county.office_id("village"), "rule": "P-REPEAT", "reason": "重复来访"}
    return enter_by_hand(county.desk, county.actor(by), ByHand(**{**facts, **changes}))


def test_cards_cost_points_once_however_often_the_tick_runs(county):
    code = signed_for(county)
    for card in ("ordinary", "yellow", "red"):
        order(county, code, card)
    assert enter_points(county.desk) == 2
    assert enter_points(county.desk) == 0
    assert [(row.rule, row.base, row.month) for row in entries(county)] == [
        ("P-YELLOW", Decimal(-5), "2026-03"),
        ("P-RED", Decimal(-10), "2026-03"),
    ]
    assert entries(county)[0].rule_row["source"]
    told = [each.facts["points"] for each in county.events(code, "PointsEntered")]
    assert told == ["-5.00", "-10.00"]


def test_a_cancelled_order_gives_its_points_back(county):
    code = signed_for(county)
    order_id = order(county, code, "red")
    enter_points(county.desk)
    cancel_order(county.desk, county.actor("cs"), order_id, "发错")
    assert enter_points(county.desk) == 1
    assert enter_points(county.desk) == 0
    assert sums(entries(county)) == {(county.office_id("village"), "2026-03"): Decimal(0)}


def test_an_unannounced_problem_doubles_each_time_it_is_not_put_right(county):
    code = signed_for(county)
    finding(county, "unannounced")
    for _ in range(2):
        not_put_right(county, code)
    enter_points(county.desk)
    assert [(row.rule, row.base, row.multiplier) for row in entries(county)] == [
        ("P-CHECK", Decimal("-0.25"), 1),
        ("P-CHECK-AGAIN", Decimal("-0.25"), 1),
        ("P-CHECK-AGAIN", Decimal("-0.25"), 2),
    ]
    assert sums(entries(county)) == {(county.office_id("village"), "2026-03"): Decimal(-1)}


def test_a_finding_costs_what_the_checker_named(county):
    signed_for(county)
    finding(county, "announced", "P-BREACH")
    enter_points(county.desk)
    assert [row.rule for row in entries(county)] == ["P-BREACH"]


def test_a_late_reply_costs_and_one_in_time_does_not(county):
    code = signed_for(county)
    answer_urge(county, code, days=0)
    assert enter_points(county.desk) == 0
    answer_urge(county, code, days=5)
    assert enter_points(county.desk) == 1
    assert entries(county)[0].base == Decimal("-0.10")


def test_a_case_closed_in_time_counts_for_its_person_until_it_is_taken_up_again(county):
    code = signed_for(county)
    end(county, code)
    enter_points(county.desk)
    (row,) = entries(county)
    assert (row.rule, row.base) == ("P-CLOSED", Decimal(1))
    assert row.user_id == county.case(code).assignee_id
    reopen_case(county.desk, county.actor("vl"), code, "补办")
    enter_points(county.desk)
    assert sums(entries(county)) == {(county.office_id("village"), "2026-03"): Decimal(0)}


def test_a_case_closed_under_a_card_earns_nothing(county):
    code = signed_for(county)
    order(county, code, "red")
    end(county, code)
    enter_points(county.desk)
    assert [row.rule for row in entries(county)] == ["P-RED"]


def test_a_case_closed_after_its_limit_earns_nothing(county):
    code = signed_for(county)
    county.pass_days(40)
    if "decide_expired" in county.open_steps(code):
        county.take("vm", code, "decide_expired", decision="end")
    assert "PM-01" in county.clocks(code)
    assert county.clocks(code)["PM-01"].fired_at is not None
    end(county, code)
    assert enter_points(county.desk) == 0


def test_by_hand_needs_a_supervisor_a_reason_and_a_known_rule(county):
    entry_id = by_hand(county)
    (row,) = entries(county)
    assert (row.id, row.base, row.reason) == (entry_id, Decimal(-1), "重复来访")
    with pytest.raises(NotAllowed):
        by_hand(county, by="vl")
    with pytest.raises(NotAllowed):
        by_hand(county, by="ss")  # supervises another street
    for wrong, key in (
        ({"reason": " "}, "reason"),
        ({"rule": "P-RED"}, "rule"),
        ({"rule": FREE, "points": "NaN"}, "points"),
        ({"rule": FREE, "points": "0.001"}, "points"),
        ({"login": "cs"}, "login"),
        ({"case_code": "没有"}, "case_code"),
    ):
        with pytest.raises(Invalid) as refused:
            by_hand(county, **wrong)
        assert key in refused.value.fields
    by_hand(county, rule=FREE, points="−2.5", login="vm")
    assert entries(county)[-1].base == Decimal("-2.50")


def test_an_upheld_appeal_reverses_in_the_same_breath_and_a_dismissed_one_does_not(county):
    first, second = by_hand(county), by_hand(county, reason="又一次")
    for entry_id, upheld in ((first, True), (second, False)):
        appeal_id = appeal_entry(county.desk, county.actor("vl"), entry_id, "不是本村的人")
        with pytest.raises(Conflict):
            appeal_entry(county.desk, county.actor("vl"), entry_id, "再说一次")
        with pytest.raises(NotAllowed):  # entered it
            decide_appeal(county.desk, county.actor("cs"), appeal_id, REVIEW, upheld=upheld)
        decide_appeal(county.desk, county.actor("boss"), appeal_id, REVIEW, upheld=upheld)
        with pytest.raises(Conflict):
            decide_appeal(county.desk, county.actor("boss"), appeal_id, REVIEW, upheld=upheld)
    assert [(row.reverses_id, row.base) for row in entries(county)] == [
        (None, -1), (None, -1), (first, 1),
    ]  # fmt: skip
    with county.desk.read() as session:
        states = list(session.scalars(select(PointAppealRow.state).order_by(PointAppealRow.id)))
    assert states == ["upheld", "dismissed"]


def test_nobody_appeals_for_another_office_or_decides_below_nothing(county):
    entry_id = by_hand(county)
    with pytest.raises(NotFound):
        appeal_entry(county.desk, county.actor("sl"), entry_id, "不服")
    with pytest.raises(NotFound):
        appeal_entry(county.desk, county.actor("vm"), entry_id, "不服")
    appeal_id = appeal_entry(county.desk, county.actor("vl"), entry_id, "不服")
    with pytest.raises(NotFound):
        decide_appeal(county.desk, county.actor("ss"), appeal_id, REVIEW, upheld=True)


def test_an_entry_is_reversed_once_and_a_reversal_never(county):
    entry_id = by_hand(county)
    reversal_id = reverse_by_hand(county.desk, county.actor("cs"), entry_id, "登记错单位")
    for each in (entry_id, reversal_id):
        with pytest.raises(Conflict):
            reverse_by_hand(county.desk, county.actor("cs"), each, "再来")
    assert sums(entries(county)) == {(county.office_id("village"), "2026-03"): Decimal(0)}


@pytest.mark.parametrize("change", [update(PointEntryRow).values(base=5), delete(PointEntryRow)])
def test_the_database_refuses_to_change_an_entry(county, change):
    by_hand(county)
    with pytest.raises(DatabaseError), county.desk.work(None) as work:
        work.session.execute(change)
    assert entries(county)[0].base == Decimal(-1)
