"""Amounts in capital numerals, as contracts and receipts want them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules.money_words import DIGITS, MOST_FEN, money_words

SPOKEN = {
    0: "零元整",
    1: "壹分",
    10: "壹角整",
    15: "壹角伍分",
    100: "壹元整",
    105: "壹元零伍分",
    1_000: "壹拾元整",
    1_680_32: "壹仟陆佰捌拾元叁角贰分",  # the regulation's own example
    1_409_50: "壹仟肆佰零玖元伍角整",
    6_007_14: "陆仟零柒元壹角肆分",
    3_860_000: "叁万捌仟陆佰元整",
    10_007_00: "壹万零柒元整",
    100_000_00: "壹拾万元整",
    107_000_53: "壹拾万柒仟元伍角叁分",
    325_04: "叁佰贰拾伍元零肆分",
    16_409_02: "壹万陆仟肆佰零玖元零贰分",
    1_0000_0000_00: "壹亿元整",
    1_0000_0001_00: "壹亿零壹元整",
    1_0010_0000_00: "壹亿零壹拾万元整",
    1_0000_0000_0000_00: "壹万亿元整",
    1_2000_0000_0000_00: "壹万贰仟亿元整",
}


@pytest.mark.parametrize(("fen", "words"), SPOKEN.items())
def test_an_amount_reads_as_on_a_receipt(fen, words):
    assert money_words(fen) == words


VALUES = {"拾": 10, "佰": 100, "仟": 1000}


def _read_back(words: str) -> int:
    """Read the words as a person would; written on its own, by another route."""
    yuan, _, rest = words.rpartition("元") if "元" in words else ("", "", words)
    total = section = digit = high = 0
    for sign in yuan:
        if sign in DIGITS:
            digit = DIGITS.index(sign)
        elif sign in VALUES:
            section, digit = section + digit * VALUES[sign], 0
        elif sign == "万":
            total, section, digit = (total + section + digit) * 10_000, 0, 0
        else:
            high, total, section, digit = (total + section + digit) * 10**8, 0, 0, 0
    fen = (high + total + section + digit) * 100
    digit = 0
    for sign in rest:
        if sign in DIGITS:
            digit = DIGITS.index(sign)
        elif sign in "角分":
            fen += digit * (10 if sign == "角" else 1)
    return fen


@given(st.integers(1, MOST_FEN))
def test_words_read_back_as_the_amount(fen):
    assert _read_back(money_words(fen)) == fen


@given(st.integers(1, MOST_FEN))
def test_zeros_never_stand_in_a_row(fen):
    assert "零零" not in money_words(fen)


@pytest.mark.parametrize("fen", [-1, MOST_FEN + 1])
def test_an_amount_nobody_can_write_is_refused(fen):
    with pytest.raises(ValueError, match="out of range"):
        money_words(fen)
