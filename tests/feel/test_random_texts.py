"""Whatever is typed, only FeelError ever escapes; and the index agrees with asking each cell."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.feel import FeelError, compile_expression, compile_unary, to_plain
from engine.feel.index import index_column

WORDS = [
    *"abx019.,()[]{}\"'+-*/%<>=!?:;_@ \n",
    *("and ", "or ", "not(", "in ", "if ", " then ", " else ", "some ", "every ", "for "),
    *(" satisfies ", " return ", "..", "**", "between ", "case", "xs", "item", "null", "true"),
    *("date(", "count(", "date and time(", "is defined(", "duration(", '"a"', '"P1D"', "sum("),
    *("case.days", "xs[", "today()", "modulo(", "substring(", "10", "1.5", "999999999999999"),
]
CASE = {"a": 1, "b": "文", "x": None, "case": {"days": 12}, "xs": [1, 2, {"a": True}]}


@settings(max_examples=1_200, deadline=2_000)
@given(st.lists(st.sampled_from(WORDS), max_size=30).map("".join))
def test_only_our_error_ever_escapes(text: str) -> None:
    for attempt in (
        lambda: to_plain(compile_expression(text).evaluate(CASE)),
        lambda: compile_unary(text).test(5, CASE),
        lambda: compile_unary(text).test("文", CASE),
    ):
        _only_our_error(attempt, text)


@settings(max_examples=300, deadline=2_000)
@given(st.text(max_size=60))
def test_only_our_error_escapes_from_any_text_at_all(text: str) -> None:
    _only_our_error(lambda: compile_expression(text).evaluate(CASE), text)
    _only_our_error(lambda: compile_unary(text).test(None, CASE), text)


def _only_our_error(attempt: Callable[[], object], text: str) -> None:
    try:
        attempt()
    except FeelError as refused:
        error = refused
    else:
        return
    assert error.position is None or 0 <= error.position <= len(text)
    assert str(error)


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.decimals()
    | st.text(max_size=8)
    | st.dates()
    | st.datetimes()
    | st.timedeltas(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)
SIGNS = ["+", "-", "*", "/", "**", "=", "!=", "<", "<=", ">", ">=", "and", "or", "in"]


@settings(max_examples=800, deadline=2_000)
@given(VALUES, VALUES, st.sampled_from(SIGNS))
def test_no_pair_of_values_breaks_a_sign(left: object, right: object, sign: str) -> None:
    text = f"l {sign} r"
    _only_our_error(
        lambda: to_plain(compile_expression(text).evaluate({"l": left, "r": right})), text
    )


NUMBER = st.integers(-3, 3).map(str)
SPAN = st.one_of(
    NUMBER,
    st.just("null"),
    st.builds("{} {}".format, st.sampled_from(["<", "<=", ">", ">=", "=", "!="]), NUMBER),
    st.builds("{}{}..{}{}".format, st.sampled_from("[(]"), NUMBER, NUMBER, st.sampled_from("])[")),
)
CELL = st.one_of(
    st.just("-"),
    st.just("> limit"),
    st.lists(SPAN, min_size=1, max_size=3).map(", ".join),
    st.lists(SPAN, min_size=1, max_size=3).map(lambda tests: f"not({', '.join(tests)})"),
)


@settings(max_examples=500, deadline=2_000)
@given(st.lists(CELL, min_size=1, max_size=6))
def test_the_index_finds_exactly_the_rows_whose_cells_accept(texts: list[str]) -> None:
    try:
        cells = [compile_unary(text) for text in texts]
    except FeelError as error:
        assert error.code == "feel.range"  # noqa: PT017
        return
    index = index_column([cell.coverage for cell in cells])
    admitted = compile_expression("v")
    for value in (None, -4, -3, -2.5, 0, 0.5, 1, 2, 3, 3.5):
        mask = index.rows(admitted.evaluate({"v": value}))
        for row, cell in enumerate(cells):
            if cell.coverage is not None:
                assert bool(mask >> row & 1) == cell.test(value), (cell.text, value)
            else:
                assert mask >> row & 1


@pytest.mark.parametrize("text", ["x in (" * 12, "(" * 24, "[[[[[[[[[[", "not(not(not("])
def test_an_unfinished_nest_is_refused(text: str) -> None:
    with pytest.raises(FeelError):
        compile_expression(text)
