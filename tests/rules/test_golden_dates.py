"""The golden table: generated once by ``brute_force``, read through by people, kept."""

import csv
from datetime import date
from pathlib import Path

import pytest

from engine.rules.deadline_rule import Roll, Unit
from engine.rules.deadlines import Extension, Pause, compute
from tests.rules.brute_force import last_day
from tests.rules.calendars import CALENDAR
from tests.rules.law_tables import KEYS, rule_on
from tests.rules.ways import rule

FILE = Path(__file__).with_name("golden_dates.csv")
ROWS = list(csv.DictReader(FILE.read_text(encoding="utf-8").splitlines()))


def pauses_of(row: dict[str, str]) -> list[tuple[date, date]]:
    spans = [span.split("..") for span in row["pauses"].split(";") if span]
    return [(date.fromisoformat(first), date.fromisoformat(until)) for first, until in spans]


def extensions_of(row: dict[str, str]) -> list[Extension]:
    grants = [grant.split("@") for grant in row["extensions"].split(";") if grant]
    return [Extension(int(length), date.fromisoformat(day)) for length, day in grants]


def name_of(row: dict[str, str]) -> str:
    return f"{row['rule']} {row['length']}{row['unit']} {row['start']} {row['catches']}"


@pytest.mark.parametrize("row", ROWS, ids=name_of)
def test_the_last_day_is_the_golden_one(row):
    start = date.fromisoformat(row["start"])
    unit, length, roll = row["unit"], int(row["length"]), Roll(row["roll"])
    known = rule(length, unit, roll=roll) if row["rule"] == "-" else rule_on(row["rule"], start)
    assert (known.unit, known.length, known.roll) == (Unit(unit), length, roll)
    pauses = [Pause(first, until) for first, until in pauses_of(row)]
    computed = compute(known, start, CALENDAR, pauses, extensions_of(row))
    assert str(computed.raw_end_on) == row["raw_end"]
    assert str(computed.due_on) == row["due"]
    assert not computed.provisional


@pytest.mark.parametrize("row", ROWS, ids=name_of)
def test_the_naive_counter_still_says_the_same(row):
    lengths = [int(row["length"]), *(grant.length for grant in extensions_of(row))]
    start = date.fromisoformat(row["start"])
    found = last_day(start, row["unit"], lengths, row["roll"], pauses_of(row))
    assert tuple(map(str, found)) == (row["raw_end"], row["due"])


def test_the_table_is_long_and_knows_every_rule_but_the_one_in_hours():
    assert len(ROWS) >= 200
    assert set(KEYS) - {row["rule"] for row in ROWS} == {"C-RISK"}
