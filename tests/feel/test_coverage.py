"""Cases a table leaves out or decides twice are found, each with an example that proves it."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.feel import FeelError, read_dmn
from engine.feel.coverage import cover
from engine.feel.regions import regions_of
from engine.feel.samples import OTHER_TEXT
from engine.resources import shipped_workflows
from engine.workflow import read_folder

TABLES = {
    path: read_dmn(content, path)
    for path, content in read_folder(shipped_workflows()).items()
    if path.endswith(".dmn")
}
HEAD = (
    '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d">'
    '<decision id="t" name="t"><decisionTable id="dt" {policy}>'
)
TAIL = "</decisionTable></decision></definitions>"


def table(rows, policy='hitPolicy="UNIQUE"', kinds=("number", "string"), allowed=()):
    """A table of rows of input cells; each answers its own number."""
    parts = [HEAD.format(policy=policy)]
    for place, kind in enumerate(kinds):
        values = dict(allowed).get(place)
        more = f'<inputValues id="v{place}"><text>{values}</text></inputValues>' if values else ""
        parts.append(
            f'<input id="i{place}"><inputExpression id="e{place}" typeRef="{kind}">'
            f"<text>x{place}</text></inputExpression>{more}</input>"
        )
    parts.append('<output id="o" name="o" typeRef="number"/>')
    for number, cells in enumerate(rows, 1):
        tests = "".join(
            f'<inputEntry id="r{number}c{place}"><text>{cell}</text></inputEntry>'
            for place, cell in enumerate(cells)
        )
        answer = f'<outputEntry id="r{number}o"><text>{number}</text></outputEntry>'
        parts.append(f'<rule id="r{number}">{tests}{answer}</rule>')
    return read_dmn("".join([*parts, TAIL]).encode(), "t.dmn")


def facts(made, case):
    return {f"x{place}": case.values.get(place) for place in range(len(made.inputs))}


@pytest.mark.parametrize("path", sorted(TABLES))
def test_the_shipped_tables_are_looked_at_whole_and_contradict_nothing(path):
    report = cover(TABLES[path])
    assert report.whole
    assert report.looked_at > 0
    assert report.overlaps == ()
    assert report.unreached == ()
    assert report.unsure == ()


def test_tables_that_end_with_a_row_for_all_others_leave_no_case_out():
    open_ended = {path for path, each in TABLES.items() if cover(each).gap_count}
    assert not open_ended & {"grade.dmn", "route.dmn", "mediation_rule.dmn", "outcome.dmn"}


def test_a_gap_is_told_with_a_case_that_no_row_accepts():
    made = table([("&lt; 5", "-"), ("&gt; 7", '"a"')])
    report = cover(made)
    assert report.gap_count == 2
    for gap in report.gaps:
        assert not made.decide(facts(made, gap)).matched
    assert {tuple(gap.values) for gap in report.gaps} == {(0,), (0, 1)}


def test_an_overlap_is_told_with_its_rows_and_a_case_that_proves_it():
    made = table([("[1..5]", "-"), ("[5..9]", "-"), ("&lt; 1", "-"), ("&gt; 9", "-")])
    (found,) = cover(made).overlaps
    assert found.rows == (1, 2)
    with pytest.raises(FeelError, match="第 1、2 行"):
        made.decide(facts(made, found.example))


def test_nothing_lies_between_neighbouring_whole_numbers_or_days():
    assert cover(table([("&lt;= 4", "-"), ("&gt;= 5", "-")])).gap_count == 0
    days = [('&lt;= date("2026-01-01")', "-"), ('&gt;= date("2026-01-02")', "-")]
    assert cover(table(days, kinds=("date", "string"))).gap_count == 0
    assert cover(table([("&lt;= 4.5", "-"), ("&gt;= 5", "-")])).gap_count == 1


def test_a_row_below_others_that_take_all_its_cases_is_never_reached():
    rows = [("&gt; 1", "-"), ("-", "-"), ("5", '"a"'), ("null", "-")]
    assert cover(table(rows, 'hitPolicy="FIRST"')).unreached == (3, 4)
    late = [("null", "-"), ("&gt; 1", "-"), ("-", "-")]
    assert cover(table(late, 'hitPolicy="FIRST"')).unreached == ()


def test_rows_that_answer_alike_may_match_together_under_any():
    rows = [("&gt; 1", "-"), ("&gt; 2", "-"), ("&lt;= 1", "-")]
    assert cover(table(rows, 'hitPolicy="ANY"')).overlap_count == 1


def test_factors_that_add_up_are_looked_at_each_by_itself():
    rows = [("&lt; 5", "-"), ("&gt;= 5", "-"), ("-", '"a"'), ("-", 'not("a")')]
    summed = 'hitPolicy="COLLECT" aggregation="SUM"'
    report = cover(table(rows, summed))
    assert (report.gap_count, report.overlap_count) == (0, 0)
    report = cover(table([*rows, ("[3..6]", "-")], summed))
    assert [each.rows for each in report.overlaps] == [(1, 5), (2, 5)]


def test_only_allowed_values_count():
    rows = [("1", '"a"'), ("1", '"b"'), ("2", '"a","b"')]
    assert cover(table(rows, allowed=[(0, "1,2"), (1, '"a","b"')])).gap_count == 0
    assert cover(table(rows, allowed=[(0, "1,2,3"), (1, '"a","b"')])).gap_count == 1
    assert cover(table(rows, allowed=[(0, "1,2")])).gap_count == 2


def test_cells_only_a_case_can_answer_are_named_and_left_out():
    report = cover(table([("&gt; limit", "-"), ("-", "-")]))
    assert report.unsure == (1,)
    assert report.overlaps == ()


def test_a_table_too_large_is_looked_at_in_part_and_says_so():
    rows = [(str(number), "-") for number in range(200)]
    report = cover(table(rows), most_states=20)
    assert not report.whole
    assert report.unreached == ()


NUMBERS = st.sampled_from(["-", "&lt; 3", "[2..6]", "&gt;= 6", "4", "not(4)", "1,9", "null"])
WORDS = st.sampled_from(["-", '"a"', '"b","c"', 'not("a")', "null"])


@given(st.lists(st.tuples(NUMBERS, WORDS), min_size=1, max_size=5))
def test_what_is_reported_is_what_trying_every_combination_finds(rows):
    made = table(rows, 'hitPolicy="COLLECT" aggregation="COUNT"')
    unique = table(rows)
    columns = [[each.example for each in regions_of(made, place)] for place in (0, 1)]
    empty, several = set(), set()
    for values in product(*columns):
        hit = tuple(
            row.number for row in made.decide(dict(zip(("x0", "x1"), values, strict=True))).rows
        )
        if not hit and None not in values:
            empty.add(values)
        if len(hit) > 1:
            several.add(hit)
    report = cover(unique)
    assert {each.rows for each in report.overlaps} == several
    assert bool(empty) is bool(report.gap_count)
    for gap in report.gaps:
        assert not made.decide(facts(made, gap)).matched


def test_other_texts_stand_for_all_that_no_cell_mentions():
    (gap,) = cover(table([("-", '"a"')])).gaps
    assert gap.values[1] is OTHER_TEXT
