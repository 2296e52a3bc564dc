"""deadlines.dmn as rules: read, written back, periods side by side."""

from dataclasses import replace
from datetime import date

import pytest

from engine.commands.deadline_words import STARTS as SAID_AT_THE_COMMAND_LINE
from engine.feel import read_dmn
from engine.feel.rewriting import RowText, change_row
from engine.resources import shipped_workflows
from engine.rules.deadline_table import RuleRow, cells_of, gaps, overlaps, rows_of, span_test
from engine.rules.start_events import START_EVENTS
from webui.start_words import STARTS as SAID_AT_THE_COUNTER

PATH = "law/deadlines.dmn"
CONTENT = (shipped_workflows() / PATH).read_bytes()
TABLE = read_dmn(CONTENT, PATH)
ROWS = rows_of(TABLE)


def row(key, first=None, last=None, number=1):
    rule = next(each.rule for each in ROWS if each.rule.key == key)
    return RuleRow(number, key, "", replace(rule, effective_from=first, effective_to=last))


def changed(key, name, text):
    """The first row of a key with another text in one cell, read anew."""
    names = [*("rule", "opened_on"), *(each.name for each in TABLE.outputs)]
    old = next(each for each in TABLE.rules if each.fixed.outputs["key"] == key)
    rule = next(each.rule for each in ROWS if each.element == old.element)
    cells = list(cells_of(TABLE, rule, old))
    cells[names.index(name)] = text
    made = read_dmn(change_row(CONTENT, PATH, old.element, RowText(cells)), PATH)
    return next(each for each in rows_of(made) if each.element == old.element)


def test_every_shipped_row_is_in_order():
    assert [each for each in ROWS if each.faults] == []
    assert list(overlaps(ROWS)) == list(gaps(ROWS)) == []
    assert {each.rule.start_event for each in ROWS} <= START_EVENTS


def test_every_start_event_has_words_at_the_counter_and_the_command_line():
    assert set(SAID_AT_THE_COMMAND_LINE) == set(SAID_AT_THE_COUNTER) == START_EVENTS


def test_a_rule_is_written_as_the_table_already_says_it():
    for old, read in zip(TABLE.rules, ROWS, strict=True):
        texts = [test.text for test in old.tests] + [each.text for each in old.outputs]
        assert list(cells_of(TABLE, read.rule, old)) == texts


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("unit", '"DAY"', None),
        ("length", "0", ("length", "rule.length")),
        ("length", "99999", ("length", "law.too_long")),
        ("article", '""', ("article", "law.no_source")),
        ("instrument", '" "', ("instrument", "law.no_source")),
        ("rule", '"PM-02"', ("key", "law.key_differs")),
        ("rule", "-", None),
        ("opened_on", '> date("2026-01-01")', ("effective_from", "law.span_differs")),
        ("effective_to", 'date("2026-01-01")', ("effective_from", "law.span_differs")),
        ("checked_on", "null", ("checked_on", "rule.not_checked")),
        ("start_event", '""', ("start_event", "rule.empty")),
        ("length", "1 + x", ("key", "law.not_fixed")),
    ],
)
def test_a_row_that_cannot_be_used_names_its_column(name, text, fault):
    assert changed("PM-01", name, text).faults == (dict([fault]) if fault else {})


def test_periods_of_one_rule_neither_overlap_nor_leave_days_out():
    old, new = row("PM-01", None, date(2026, 6, 30)), row("PM-01", date(2026, 7, 1), None, 2)
    assert list(overlaps([old, new])) == list(gaps([old, new])) == []
    late = row("PM-01", date(2026, 7, 3), None, 2)
    assert list(gaps([late, old])) == [(old, late)]
    early = row("PM-01", date(2026, 6, 30), None, 2)
    assert list(overlaps([old, early])) == [(old, early)]
    assert list(overlaps([old, row("PM-10", date(2026, 6, 30))])) == []


def test_a_span_is_written_as_the_cell_that_finds_it():
    assert span_test(None, None) == "-"
    assert span_test(date(2026, 1, 1), None) == '>= date("2026-01-01")'
    assert span_test(None, date(2026, 1, 1)) == '<= date("2026-01-01")'
    both = span_test(date(2026, 1, 1), date(2026, 2, 1))
    assert both == '[date("2026-01-01")..date("2026-02-01")]'
