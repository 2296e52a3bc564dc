"""Sensitive periods: earlier warnings from now on, nothing told twice, reports every day."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from engine.queries.sensitive import periods
from engine.rules.errors import Conflict, Invalid, NotAllowed
from engine.storage.models import DailyReportRow, EventRow, MessageRow
from engine.usecases.daily_reports import file_report
from engine.usecases.sensitive import Period, keep_periods, switch_off, switch_on
from engine.usecases.sweep import sweep
from tests.journeys.world import County

RULE = "PM-01"


def period(county: County, office: str = "county", **changes: object) -> Period:
    values = {"office_id": county.office_id(office), "name": "全国两会", "reason": "县维稳办通知"}
    return Period(**{**values, **changes})


def test_clocks_of_the_area_turn_earlier_and_turn_back_with_the_reason(county):
    code = county.register()
    county.take("vm", code, "sign_for")
    usual = county.clocks(code)[RULE]
    _, moved = switch_on(county.desk, county.actor("cs"), period(county))
    assert moved > 0
    tense = county.clocks(code)[RULE]
    assert tense.yellow_at < usual.yellow_at
    assert tense.orange_at < usual.orange_at
    assert tense.due_at == usual.due_at
    later = county.register()
    county.take("vm", later, "sign_for")
    assert county.clocks(later)[RULE].sensitive

    county.clock.set(tense.yellow_at + timedelta(hours=1))
    sweep(county.desk)
    assert county.clocks(code)[RULE].colour == "yellow"
    with county.desk.read() as session:
        period_id = session.scalar(select(EventRow.facts).where(
            EventRow.kind == "SensitivePeriodBegun"))["period_id"]  # fmt: skip
    switch_off(county.desk, county.actor("cs"), period_id, "两会结束")
    after = county.clocks(code)[RULE]
    assert (after.colour, after.round) == ("green", 1)
    assert (after.yellow_at, after.orange_at) == (usual.yellow_at, usual.orange_at)
    changes = [event.facts for event in county.events(code, "ColourChanged")]
    assert [f["after"] for f in changes if f["reason"] == "sensitive" and f["rule"] == RULE] == [
        "green"
    ]


def test_a_colour_that_should_have_come_already_comes_now_and_not_before(county):
    code = county.register()
    county.take("vm", code, "sign_for")
    usual = county.clocks(code)[RULE]
    county.clock.set(usual.yellow_at - timedelta(hours=1))
    sweep(county.desk)
    switched = county.desk.now()
    switch_on(county.desk, county.actor("cs"), period(county))
    sweep(county.desk)
    assert county.clocks(code)[RULE].yellow_at == switched
    turned = [e for e in county.events(code, "ColourChanged") if e.facts["rule"] == RULE]
    assert [event.at for event in turned] == [switched]
    keep_periods(county.desk)
    sweep(county.desk)
    assert len(county.events(code, "ColourChanged")) >= len(turned)
    told = [f for who, f in county.told(code, "ColourChanged") if f["rule"] == RULE]
    assert len(told) == len({f["colour"] for f in told})


def test_only_those_of_the_area_switch_and_only_with_a_reason(county):
    with pytest.raises(NotAllowed):
        switch_on(county.desk, county.actor("vl"), period(county, "village"))
    with pytest.raises(NotAllowed):
        switch_on(county.desk, county.actor("ts"), period(county))
    with pytest.raises(Invalid):
        switch_on(county.desk, county.actor("cs"), period(county, reason=" "))
    switch_on(county.desk, county.actor("ts"), period(county, "town"))
    with pytest.raises(Conflict):
        switch_on(county.desk, county.actor("ts"), period(county, "town"))


def reports(county: County) -> list[DailyReportRow]:
    with county.desk.read() as session:
        return list(session.scalars(select(DailyReportRow).order_by(DailyReportRow.id)))


def test_every_office_reports_every_day_and_the_supervisor_hears_of_missing_ones_once(county):
    switch_on(county.desk, county.actor("ts"), period(county, "town"))
    keep_periods(county.desk)
    asked = reports(county)
    assert {row.office_id for row in asked} == {
        county.office_id("town"),
        county.office_id("village"),
    }
    village = next(row for row in asked if row.office_id == county.office_id("village"))
    with pytest.raises(NotAllowed):
        file_report(county.desk, county.actor("tm"), village.id)
    assert file_report(county.desk, county.actor("vm"), village.id) is False
    with pytest.raises(Conflict):
        file_report(county.desk, county.actor("vl"), village.id)
    for _ in range(12):
        county.clock.advance(hours=1)
        keep_periods(county.desk)
    with county.desk.read() as session:
        query = select(MessageRow).where(MessageRow.kind == "DailyReportsMissing")
        told = [row for row in session.scalars(query) if row.channel == "inbox"]
    assert [row.recipient_id for row in told] == [county.actor("ts").user_id]
    assert told[0].facts["offices"] == "城关镇调委会"
    town = next(row for row in reports(county) if row.office_id == county.office_id("town"))
    assert file_report(county.desk, county.actor("tl"), town.id, "一起邻里纠纷，已稳控") is True


def test_a_planned_end_ends_it_and_an_outage_of_days_tells_once(county):
    last = county.today + timedelta(days=2)
    switch_on(county.desk, county.actor("ts"), period(county, "town", ends_on=last))
    county.sleep(days=2, hours=10)
    keep_periods(county.desk)
    assert {row.day for row in reports(county)} == {last - timedelta(days=n) for n in range(3)}
    with county.desk.read() as session:
        query = select(MessageRow).where(MessageRow.kind == "DailyReportsMissing")
        assert len([row for row in session.scalars(query) if row.channel == "inbox"]) == 1
    county.sleep(days=1)
    keep_periods(county.desk)
    with county.desk.read() as session:
        query = select(EventRow.facts).where(EventRow.kind == "SensitivePeriodEnded")
        assert [facts["reason"] for facts in session.scalars(query)] == ["planned_end"]


def test_two_clicks_at_once_switch_one_period_on(county):
    supervisor, line = county.actor("ts"), threading.Barrier(4)
    asked = period(county, "town")

    def click(_: int) -> str:
        line.wait()
        try:
            switch_on(county.desk, supervisor, asked)
        except Conflict as refused:
            return refused.code
        return "on"

    with ThreadPoolExecutor(4) as hands:
        said = sorted(hands.map(click, range(4)))
    assert said == ["on", *["sensitive.on_already"] * 3]


def test_areas_in_one_another_ask_an_office_for_one_report_a_day_and_the_inner_one_goes_on(county):
    town, village = county.office_id("town"), county.office_id("village")
    outer, _ = switch_on(county.desk, county.actor("ts"), period(county, "town"))
    inner, turned = switch_on(county.desk, county.actor("ts"), period(county, "village"))
    assert turned == 0, "they turn earlier already"
    keep_periods(county.desk)
    assert {(row.period_id, row.office_id) for row in reports(county)} == {
        (outer, town),
        (outer, village),
    }
    with county.desk.read() as session:
        lines = {line.period_id: line.within for line in periods(session, county.actor("ts"))}
    assert lines[outer] is None
    assert lines[inner] == ("城关镇调委会", "全国两会")
    switch_off(county.desk, county.actor("ts"), outer, "会议结束")
    county.sleep(days=1)
    keep_periods(county.desk)
    later = [row for row in reports(county) if row.day == county.today]
    assert [(row.period_id, row.office_id) for row in later] == [(inner, village)]
    with county.desk.read() as session:
        lines = {line.period_id: line.within for line in periods(session, county.actor("ts"))}
    assert lines[inner] is None
