"""Decision tables: what they decide, and that every hit policy is truly kept."""

import itertools
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from engine.feel import FeelError, read_dmn, sample_values, to_plain

Write = Callable[..., bytes]
LEVEL = [("level", "string"), ("people", "number")]
POINTS = [("points", "number")]


def test_a_unique_table_answers_with_its_row_and_the_article_it_carries(dmn: Write) -> None:
    table = read_dmn(
        dmn(
            LEVEL,
            [("office", "string"), ("days", "number")],
            [
                ['"village"', "< 10", '"committee"', "30", "《人民调解法》第二十一条"],
                ['not("village", null)', "-", '"centre"', "people * 2", ""],
            ],
        ),
        "route.dmn",
    )
    decision = table.decide({"level": "village", "people": 3})
    assert decision.matched
    assert decision.outputs == {"office": "committee", "days": Decimal(30)}
    assert decision["office"] == "committee"
    assert decision.rows[0].number == 1
    assert decision.rows[0].element == "r1"
    assert decision.rows[0].annotations == {"依据": "《人民调解法》第二十一条"}
    assert table.decide({"level": "town", "people": 7})["days"] == 14


def test_a_table_declares_what_it_asks_and_answers(dmn: Write) -> None:
    table = read_dmn(dmn(LEVEL, POINTS, [['"a"', "> limit", "1 + extra", "note"]]), "score.dmn")
    assert (table.file, table.key, table.name) == ("score.dmn", "sample", "样表")
    assert (table.hit_policy, table.aggregation) == ("UNIQUE", None)
    assert [(column.expression.text, column.type_ref) for column in table.inputs] == LEVEL
    assert [column.kind for column in table.inputs] == ["string", "number"]
    assert [column.name for column in table.outputs] == ["points"]
    assert table.annotations == ("依据",)
    assert table.names == {"level", "people", "limit", "extra"}
    assert len(table.rules) == 1


def test_no_row_leaves_every_output_empty_and_says_so(dmn: Write) -> None:
    table = read_dmn(dmn(LEVEL, POINTS, [['"a"', "-", "1"]]), "t.dmn")
    decision = table.decide({"level": "b", "people": 1})
    assert not decision.matched
    assert decision.outputs == {"points": None}
    assert decision.rows == ()
    assert table.decide({"level": "a", "people": 1})["points"] == 1


def test_two_rows_in_a_unique_table_are_an_error_naming_both(dmn: Write) -> None:
    table = read_dmn(
        dmn(LEVEL, POINTS, [['"a"', "-", "1"], ['"b"', "-", "1"], ["-", "> 5", "1"]]), "t.dmn"
    )
    assert table.decide({"level": "a", "people": 5})["points"] == 1
    with pytest.raises(FeelError) as caught:
        table.decide({"level": "a", "people": 6})
    assert caught.value.code == "dmn.two_rows"
    assert caught.value.facts["numbers"] == (1, 3)
    assert caught.value.facts["elements"] == ("r1", "r3")
    assert "1、3" in str(caught.value)


def test_the_first_of_several_rows_answers_and_later_cells_are_not_asked(dmn: Write) -> None:
    rows = [['"a"', "-", "1"], ['"a"', "> missing", "2"], ["-", "-", "3"]]
    table = read_dmn(dmn(LEVEL, POINTS, rows, 'hitPolicy="FIRST"'), "t.dmn")
    decision = table.decide({"level": "a", "people": 5})
    assert decision["points"] == 1
    assert [row.number for row in decision.rows] == [1]
    with pytest.raises(FeelError) as caught:
        read_dmn(dmn(LEVEL, POINTS, rows), "t.dmn").decide({"level": "a", "people": 5})
    assert caught.value.code == "dmn.cell"


def test_any_allows_several_rows_that_agree_and_no_others(dmn: Write) -> None:
    rows = [['"a"', "-", "1"], ["-", "> 5", "2 - 1"], ["-", "> 50", "2"]]
    table = read_dmn(dmn(LEVEL, POINTS, rows, 'hitPolicy="ANY"'), "t.dmn")
    decision = table.decide({"level": "a", "people": 6})
    assert decision["points"] == 1
    assert [row.number for row in decision.rows] == [1, 2]
    with pytest.raises(FeelError) as caught:
        table.decide({"level": "a", "people": 60})
    assert caught.value.code == "dmn.rows_differ"
    assert caught.value.facts["numbers"] == (1, 3)


def test_collect_returns_every_row_in_the_order_of_the_table(dmn: Write) -> None:
    rows = [["-", "> 1", "3"], ['"a"', "-", "1"], ['"b"', "-", "9"]]
    table = read_dmn(dmn(LEVEL, POINTS, rows, 'hitPolicy="COLLECT"'), "t.dmn")
    assert table.decide({"level": "a", "people": 2}).outputs == [{"points": 3}, {"points": 1}]
    nothing = table.decide({"level": "c", "people": 0})
    assert nothing.outputs == []
    assert not nothing.matched


@pytest.mark.parametrize(
    ("aggregation", "wanted", "empty"),
    [("SUM", 7, None), ("MIN", 3, None), ("MAX", 4, None), ("COUNT", 2, 0)],
)
def test_collect_adds_up(dmn: Write, aggregation: str, wanted: int, empty: int | None) -> None:
    rows = [["-", "> 1", "3"], ['"a"', "-", "people * 2"], ['"b"', "-", "9"]]
    policy = f'hitPolicy="COLLECT" aggregation="{aggregation}"'
    table = read_dmn(dmn(LEVEL, POINTS, rows, policy), "t.dmn")
    decision = table.decide({"level": "a", "people": 2})
    assert decision["points"] == wanted
    assert [row.number for row in decision.rows] == [1, 2]
    assert table.decide({"level": "c", "people": 0})["points"] == empty


def test_an_empty_output_cannot_be_added_up(dmn: Write) -> None:
    rows = [["-", "-", "3"], ["-", "-", ""]]
    table = read_dmn(dmn(LEVEL, POINTS, rows, 'hitPolicy="COLLECT" aggregation="SUM"'), "t.dmn")
    with pytest.raises(FeelError) as caught:
        table.decide({"level": "a", "people": 1})
    assert caught.value.code == "dmn.output"


def test_law_rows_are_chosen_by_their_dates(dmn: Write) -> None:
    rows = [
        ['"mediation"', '< date("2027-01-01")', "30", "旧法"],
        ['"mediation"', '[date("2027-01-01")..date("9999-12-31")]', "20", "新法"],
    ]
    inputs = [("rule", "string"), ("on", "date")]
    table = read_dmn(dmn(inputs, [("length", "number")], rows), "deadlines.dmn")
    old = table.decide({"rule": "mediation", "on": date(2026, 12, 31)})
    new = table.decide({"rule": "mediation", "on": date(2027, 1, 1)})
    assert (old["length"], old.rows[0].annotations["依据"]) == (30, "旧法")
    assert (new["length"], new.rows[0].annotations["依据"]) == (20, "新法")


def test_null_meets_only_cells_that_speak_of_it(dmn: Write) -> None:
    rows = [["null", "-", "1"], ['"a"', "-", "2"], ['not("a", null)', "-", "3"]]
    table = read_dmn(dmn(LEVEL, POINTS, rows), "t.dmn")
    answers = [table.decide({"level": v, "people": None})["points"] for v in (None, "a", "z")]
    assert answers == [1, 2, 3]


@pytest.mark.parametrize(
    ("facts", "code", "cause", "element", "row"),
    [
        ({"people": 1, "limit": 1}, "dmn.input", "feel.unknown_name", "in1", None),
        ({"level": 1, "people": 1, "limit": 1}, "dmn.input", "feel.type", "in1", None),
        ({"level": "a", "people": 1}, "dmn.cell", "feel.unknown_name", "c1_2", 1),
        ({"level": "a", "people": 1, "limit": "x"}, "dmn.cell", "feel.type", "c1_2", 1),
        ({"level": "a", "people": 2, "limit": 0}, "dmn.output", "feel.arithmetic", "c1_3", 1),
        ({"level": "a", "people": 9, "limit": 1}, "dmn.output", "feel.type", "c1_3", 1),
    ],
)
def test_an_error_while_deciding_names_its_cell(
    dmn: Write, facts: dict[str, object], code: str, cause: str, element: str, row: int | None
) -> None:
    cell = 'if people = 9 then "x" else people / limit'
    table = read_dmn(dmn(LEVEL, POINTS, [['"a"', "> limit", cell]]), "t.dmn")
    with pytest.raises(FeelError) as caught:
        table.decide(facts)
    error = caught.value
    assert error.code == code
    assert error.facts["file"] == "t.dmn"
    assert error.facts["decision"] == "sample"
    assert error.facts["cause"] == cause
    assert error.facts["element"] == element
    assert error.facts.get("row") == row
    assert str(error).startswith("t.dmn sample")


def test_a_list_output_is_made_anew_for_every_decision(dmn: Write) -> None:
    table = read_dmn(dmn([("a", "number")], [("who", "Any")], [["-", '["x"]']]), "t.dmn")
    first = table.decide({"a": 1})["who"]
    assert isinstance(first, list)
    first.append("y")
    assert table.decide({"a": 1})["who"] == ["x"]


def test_a_sweep_of_sample_values_finds_every_gap_and_overlap(dmn: Write) -> None:
    rows = [['"a"', "< 10", "1"], ['"a"', "(10..20]", "2"], ['not("a")', ">= 0", "3"]]
    table = read_dmn(dmn(LEVEL, POINTS, rows), "t.dmn")
    missed = [
        to_plain(list(values))
        for values in itertools.product(sample_values(table, 0), sample_values(table, 1))
        if not table.decide(dict(zip(("level", "people"), values, strict=True))).matched
    ]
    other = sample_values(table, 0)[-1]
    assert missed == [["a", 10], ["a", 21], [other, -1]]


def test_sample_values_of_dates_lie_on_and_beside_every_bound(dmn: Write) -> None:
    rows = [['< date("2027-01-01")', "1"], ['>= date("2027-01-03")', "2"]]
    table = read_dmn(dmn([("on", "date")], POINTS, rows), "t.dmn")
    first = date(2026, 12, 31)
    days = [first, first.replace(2027, 1, 1), first.replace(2027, 1, 2)]
    assert sample_values(table, 0) == (*days, date(2027, 1, 3), date(2027, 1, 4))


def test_a_large_table_is_read_soon_and_decides_fast(dmn: Write) -> None:
    rows = [[f'"k{n % 50}"', f"[{n * 10}..{n * 10 + 10})", str(n)] for n in range(2_000)]
    begun = time.perf_counter()
    table = read_dmn(dmn(LEVEL, POINTS, rows), "t.dmn")
    assert time.perf_counter() - begun < 8
    begun = time.perf_counter()
    for _ in range(200):
        assert table.decide({"level": "k0", "people": 19_505})["points"] == 1950
    assert (time.perf_counter() - begun) / 200 < 0.002
