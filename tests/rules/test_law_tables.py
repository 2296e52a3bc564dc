"""The law tables themselves: complete, consistent, one answer for each question."""

from datetime import date, timedelta
from itertools import product

import pytest

from engine.rules.case import Channel
from engine.rules.colours import Thresholds, thresholds_from_row
from engine.rules.deadline_rule import (
    Extendable,
    OnExpiry,
    Origin,
    Roll,
    Unit,
    row_of,
    rule_from_row,
)
from engine.rules.errors import Invalid
from tests.rules.law_tables import DEADLINES, KEYS, RULES, WARNINGS, rule_on

TODAY = date(2026, 11, 22)
WATCHED = {
    Channel.LITIGATION,
    Channel.LABOUR_ARBITRATION,
    Channel.LAND_ARBITRATION,
    Channel.RULING,
    Channel.PETITION,
    Channel.RECONSIDERATION,
    Channel.POLICE,
}


def borders() -> set[date]:
    days = {TODAY}
    for rule in RULES:
        for day in (rule.effective_from, rule.effective_to):
            if day:
                days |= {day - timedelta(days=1), day, day + timedelta(days=1)}
    return days


@pytest.mark.parametrize(("key", "day"), list(product(KEYS, sorted(borders()))))
def test_on_every_day_a_rule_has_at_most_one_row_and_says_its_own_dates(key, day):
    decision = DEADLINES.decide({"rule": key, "opened_on": day})
    in_force = [
        rule
        for rule in RULES
        if rule.key == key
        and (rule.effective_from or date.min) <= day <= (rule.effective_to or date.max)
    ]
    assert len(in_force) == len(decision.rows) <= 1
    if in_force:
        assert rule_from_row(decision.outputs) == in_force[0]


@pytest.mark.parametrize("key", KEYS)
def test_every_rule_is_in_force_today(key):
    assert rule_on(key, TODAY).key == key


def test_an_unknown_rule_has_no_row():
    assert not DEADLINES.decide({"rule": "PM-99", "opened_on": TODAY}).matched


def test_consumer_mediation_changed_on_the_fifteenth_of_april():
    old, new = rule_on("CON-02", date(2026, 4, 14)), rule_on("CON-02", date(2026, 4, 15))
    assert (old.length, old.unit, old.verified) == (45, Unit.WORKDAY, True)
    assert (new.length, new.unit, new.verified) == (60, Unit.DAY, False)


@pytest.mark.parametrize(
    ("key", "on_expiry"),
    [
        ("PM-01", OnExpiry.ASK),  # "generally" one month: a person decides
        ("MED-01", OnExpiry.FAIL),  # deemed failed
        ("LAB-01", OnExpiry.ASK),  # frees the worker, ends nothing
        ("JM-01", OnExpiry.FAIL),  # the material goes back to the court
        ("PM-10", OnExpiry.REMIND),
        ("DUTY-VILLAGE", OnExpiry.CLIMB),
        ("DUTY-TOWN", OnExpiry.CLIMB),
        ("DUTY-COUNTY", OnExpiry.REMIND),
        ("JM-10", OnExpiry.WATCH),
    ],
)
def test_the_end_of_a_clock_does_what_its_law_says(key, on_expiry):
    assert rule_on(key, TODAY).on_expiry is on_expiry


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)
def test_a_clock_of_somebody_else_is_only_watched(rule):
    assert (rule.on_expiry is OnExpiry.WATCH) == (rule.channel in WATCHED)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)
def test_a_rule_of_law_was_read_on_a_day_or_says_that_it_was_not(rule):
    read = rule.checked_on is not None
    assert read == (rule.origin is Origin.LAW and rule.verified)
    assert not read or rule.checked_on <= TODAY


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)
def test_only_the_countys_rung_of_the_ladder_may_be_extended(rule):
    if rule.key.startswith("DUTY-"):
        assert (rule.extendable is Extendable.PARTIES) == (rule.key == "DUTY-COUNTY")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)
def test_a_stored_row_is_read_back_unchanged(rule):
    assert rule_from_row(row_of(rule)) == rule


@pytest.mark.parametrize("row", DEADLINES.rules, ids=lambda row: row.element)
def test_every_row_says_in_words_what_it_is(row):
    assert row.annotations["description"]


PM_01 = row_of(rule_on("PM-01", TODAY))


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("unit", "WEEK", "rule.bad_value"),
        ("unit", None, "rule.bad_value"),
        ("length", "30", "rule.bad_value"),
        ("length", True, "rule.bad_value"),
        ("length", 0, "rule.length"),
        ("verified", "yes", "rule.bad_value"),
        ("channel", "peoples", "rule.bad_value"),
        ("checked_on", "22.11.2026", "rule.bad_value"),
        ("checked_on", None, "rule.not_checked"),
        ("extendable", "NO", None),
        ("key", "", "rule.empty"),
    ],
)
def test_a_wrong_cell_is_refused_by_the_name_of_its_column(column, value, code):
    row = {**PM_01, column: value}
    if code is None:
        assert rule_from_row(row)
        return
    with pytest.raises(Invalid) as refused:
        rule_from_row(row)
    assert refused.value.code == "rule.row"
    assert refused.value.fields[column] == code


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"unit": "HOUR"}, "roll"),
        ({"unit": "DATE"}, "length"),
        ({"extendable": "NO", "extension_cap": 10}, "extension_cap"),
        ({"effective_from": "2026-02-01", "effective_to": "2026-01-01"}, "effective_to"),
    ],
)
def test_a_row_that_contradicts_itself_is_refused(changes, column):
    with pytest.raises(Invalid) as refused:
        rule_from_row({**PM_01, **changes})
    assert column in refused.value.fields


def test_a_missing_and_an_unknown_column_are_named():
    row = {column: value for column, value in PM_01.items() if column != "roll"}
    with pytest.raises(Invalid) as refused:
        rule_from_row({**row, "colour": "red"})
    assert refused.value.fields == {
        "roll": "rule.missing_column",
        "colour": "rule.unknown_column",
    }


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)
def test_every_rule_has_thresholds(rule):
    facts = {"rule": rule.key, "channel": rule.channel, "origin": str(rule.origin)}
    calm = thresholds_from_row(WARNINGS.decide({**facts, "sensitive": False}).outputs)
    tense = thresholds_from_row(WARNINGS.decide({**facts, "sensitive": True}).outputs)
    assert calm.yellow_workdays <= tense.yellow_workdays
    assert calm.orange_workdays <= tense.orange_workdays
    assert calm.orange_percent < tense.orange_percent


def test_a_rule_of_law_warns_by_the_defaults():
    facts = {"rule": "JM-01", "channel": "judicial_pre", "origin": "LAW", "sensitive": False}
    assert thresholds_from_row(WARNINGS.decide(facts).outputs) == Thresholds()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)
def test_hours_and_agreed_dates_never_roll(rule):
    assert (rule.roll is Roll.NONE) == (rule.unit in (Unit.HOUR, Unit.DATE))


def test_a_number_is_no_truth_though_the_row_with_the_truth_was_read_before() -> None:
    row = row_of(next(iter(RULES)))
    assert rule_from_row(row | {"pausable": True}).pausable is True
    with pytest.raises(Invalid, match=r"rule\.row"):
        rule_from_row(row | {"pausable": 1})
    with pytest.raises(Invalid, match=r"rule\.row"):
        rule_from_row(row | {"pausable": []})
