"""Cells: what they accept."""

from datetime import date

import pytest

from engine.feel import FeelError, compile_unary

CASE = {"amount": 5200, "limit": 10, "allowed": ["a", "b"]}
ROWS = [
    ("> 5", 6, True),
    ("> 5", 5, False),
    ("<= 10", 10, True),
    ("= 5", 5, True),
    ('!= "x"', "y", True),
    ('!= "x"', None, True),
    ("[1..10]", 10, True),
    ("[1..10)", 10, False),
    ("]1..10]", 1, False),
    ("(1..10)", 5, True),
    ("[1..10[", 10, False),
    ("[5..5]", 5, True),
    ('"a","b"', "b", True),
    ('"a","b"', "c", False),
    ('"a", null', None, True),
    ('not("a","b")', "c", True),
    ('not("a","b")', "a", False),
    ('not("a")', None, True),
    ("not(]1..3[)", 1, True),
    ("not([1..3))", 2, False),
    ("not(? > 3) and ? > 1", 2, True),
    ("not(null)", None, False),
    ("not(null)", "a", True),
    ("not([1..5])", 6, True),
    ("not([1..5])", 3, False),
    ("not(> 5)", None, False),
    ("not(> 5)", 5, True),
    ("-", "anything", True),
    ("-", None, True),
    ("", 1, True),
    ("  ", 1, True),
    (" - ", 1, True),
    ("-5", -5, True),
    ('"县"', "县", True),
    ("true", True, True),
    ("false", True, False),
    ("null", None, True),
    ("null", "a", False),
    ("> 5", None, False),
    ('"a"', None, False),
    ("? > 3 and ? < 9", 5, True),
    ("? > 3 and ? < 9", 9, False),
    ("not(? > 3)", 2, True),
    ('contains(?, "土地")', "土地纠纷", True),
    ("? in [1..limit]", 10, True),
    ("10 in [1..?]", 9, False),
    ("< amount", 100, True),
    ("[1..limit]", 11, False),
    ("limit", 10, True),
    ("limit + 1", 11, True),
    ("allowed", "b", True),
    ("allowed", ["a", "b"], True),
    ('["a","b"]', "b", True),
    ("1,2,[5..7]", 6, True),
    ("1,2,[5..7]", 3, False),
    ("< 1, > 5", 6, True),
    ('[date("2026-01-01")..date("2026-12-31")]', date(2026, 5, 1), True),
    ('>= date("2026-01-01")', date(2025, 12, 31), False),
    ('date("2026-01-01")', date(2026, 1, 1), True),
    ('[@"P1D"..@"P3D"]', None, False),
]


@pytest.mark.parametrize(("text", "value", "wanted"), ROWS)
def test_a_cell_accepts(text: str, value: object, wanted: bool) -> None:
    assert compile_unary(text).test(value, CASE) is wanted


@pytest.mark.parametrize(
    ("text", "value"), [('"a"', 1), ("> 5", "x"), ("true", "true"), ("[1..2]", True), ("?", 5)]
)
def test_a_value_of_another_kind_is_an_error_not_a_miss(text: str, value: object) -> None:
    with pytest.raises(FeelError) as caught:
        compile_unary(text).test(value, CASE)
    assert caught.value.code == "feel.type"


def test_no_cell_at_all_is_an_empty_cell() -> None:
    assert compile_unary(None).test(1)


def test_a_cell_tells_the_names_it_needs_besides_the_value() -> None:
    assert compile_unary("[1..limit], > ? + amount").names == {"limit", "amount"}


def test_only_a_constant_cell_has_a_coverage() -> None:
    assert compile_unary('not("a")').coverage is not None
    assert compile_unary("> limit").coverage is None
    assert compile_unary("? > 1").coverage is None
    assert compile_unary("> today()").coverage is None
