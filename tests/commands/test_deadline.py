"""``heshi deadline``: the golden dates from the command line, with and without a database."""

import csv
import json
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parents[1] / "rules" / "golden_dates.csv"
ROWS = [row for row in csv.DictReader(GOLDEN.read_text("utf-8").splitlines()) if row["rule"] != "-"]
PLAIN = [row for row in ROWS if not row["extensions"]]
KEYS = ["rule", "basis", "start", "raw_end_on", "due_on", "due_at", "provisional", "steps"]


def reckon(hand, *words):
    return json.loads(hand.does("deadline", *words, "--json"))


@pytest.mark.parametrize("row", PLAIN[::6], ids=lambda row: f"{row['rule']} {row['start']}")
def test_the_golden_dates_hold_at_the_command_line(nowhere, row):
    pauses = [word for span in row["pauses"].split(";") if span for word in ("--pause", span)]
    found = reckon(nowhere, row["rule"], "--start", row["start"], *pauses)
    assert (found["raw_end_on"], found["due_on"]) == (row["raw_end"], row["due"])


def test_a_month_from_the_last_of_january_ends_on_the_last_of_february(nowhere):
    found = reckon(nowhere, "PM-01", "--start", "2026-01-31")
    assert found["due_on"] == "2026-02-28"
    assert found["due_at"] == "2026-02-28T16:00:00+00:00"
    assert found["provisional"] is False


def test_the_json_has_exactly_the_promised_keys(nowhere):
    found = reckon(nowhere, "PM-01", "--start", "2026-01-31")
    assert list(found) == KEYS
    assert "人民调解工作若干规定" in found["basis"]
    assert [step["code"] for step in found["steps"]] == [
        *("basis", "start", "count", "pause", "extend", "roll", "result")
    ]
    assert all(step["text"] for step in found["steps"])


def test_pauses_and_extensions_may_be_given_several_times(nowhere):
    found = reckon(
        *(nowhere, "MED-01", "--start", "2026-01-20"),
        *("--pause", "2026-02-02..2026-02-09", "--pause", "2026-03-02..2026-03-03"),
        *("--extend", 5, "--extend", 5),
    )
    codes = [step["code"] for step in found["steps"]]
    assert codes.count("pause") == 2
    assert codes.count("extend") == 2
    assert found["due_on"] == "2026-03-31"


def test_an_open_pause_leaves_no_due_day(nowhere):
    found = reckon(nowhere, "PM-01", "--start", "2026-03-02", "--pause", "2026-03-10..")
    assert (found["due_on"], found["due_at"], found["raw_end_on"]) == (None, None, None)
    assert "正在暂停" in nowhere.does(
        *("deadline", "PM-01", "--start", "2026-03-02", "--pause", "2026-03-10..")
    )


def test_a_year_without_a_notice_is_provisional(nowhere):
    found = reckon(nowhere, "PM-01", "--start", "2027-02-01")
    assert found["provisional"] is True
    assert "暂定" in nowhere.does("deadline", "PM-01", "--start", "2027-02-01")


def test_hours_count_from_the_moment_in_office_time(nowhere):
    found = reckon(nowhere, "C-RISK", "--start", "2026-03-02T09:30")
    assert found["due_at"] == "2026-03-02T03:30:00+00:00"


def test_people_read_why_it_is_this_day(nowhere):
    said = nowhere.does("deadline", "PM-01", "--start", "2026-09-01")
    assert "为什么是这一天" in said
    assert "末日是放假日（国庆节），顺延 7 日，到 2026-10-08（周四）" in said
    assert "2026-10-08（周四）24 时届满" in said


def test_asking_makes_no_database(nowhere):
    nowhere.does("deadline", "PM-01", "--start", "2026-01-31")
    assert not (nowhere.folder / "none").exists()


def test_an_unstarted_database_asks_the_shipped_tables(hand):
    assert reckon(hand, "PM-01", "--start", "2026-01-31")["due_on"] == "2026-02-28"


def test_a_begun_database_asks_its_own_tables_and_its_office_calendar(hand):
    hand.begin()
    assert reckon(hand, "PM-01", "--start", "2026-01-31")["due_on"] == "2026-02-28"
    hand.does("calendar", "override", "cun", "2026-02-28", "--closed", "--reason", "停电")
    at_village = reckon(hand, "PM-01", "--start", "2026-01-31", "--office", "cun")
    assert at_village["due_on"] == "2026-03-02"
    assert reckon(hand, "PM-01", "--start", "2026-01-31")["due_on"] == "2026-02-28"


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("XX-99", "--start", "2026-01-31"), 1, "rule.unknown"),
        (("PM-01", "--start", "2026-02-30"), 2, "不是时间"),
        (("PM-01",), 2, "--start"),
        (("PM-01", "--start", "2026-01-31", "--pause", "2026-02"), 2, "不是一段日子"),
        (("PM-01", "--start", "2026-01-31", "--pause", "2026-02-03..2026-02-01"), 1, "pause_order"),
        (("LAB-01", "--start", "2026-03-02", "--extend", "5"), 1, "not_extendable"),
        (("LAB-01", "--start", "2026-03-02", "--pause", "2026-03-03..2026-03-05"), 1, "pausable"),
        (("C-RISK", "--start", "2026-03-02"), 1, "needs_instant"),
        (("PM-01", "--start", "2026-01-31", "--office", "cun"), 3, "schema.missing"),
    ],
)
def test_what_cannot_be_worked_out_is_refused_without_a_traceback(nowhere, words, code, says):
    refused = nowhere.type("deadline", *words)
    assert refused.exit_code == code
    assert says in refused.output
    assert "Traceback" not in refused.output


def test_every_start_event_of_the_law_has_a_word():
    from engine.commands.deadline_words import STARTS
    from tests.rules.law_tables import RULES

    assert {rule.start_event for rule in RULES} <= STARTS.keys()
