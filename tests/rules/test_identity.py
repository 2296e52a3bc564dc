"""Numbers of identity cards: the standard's own examples, slips of the hand, other documents."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules.identity import check_character, identity_fault

TODAY = date(2026, 3, 2)
BIRTHDAYS = st.dates(date(1900, 1, 1), TODAY).map(lambda day: f"{day:%Y%m%d}")


def numbered(place: int, born: str, order: int) -> str:
    digits = f"{place:06d}{born}{order:03d}"
    return digits + check_character(digits)


NUMBERS = st.builds(numbered, st.integers(0, 999_999), BIRTHDAYS, st.integers(0, 999))


@pytest.mark.parametrize("number", ["11010519491231002X", "440524188001010014"])
def test_the_examples_of_the_standard_have_their_check_character(number):
    assert check_character(number[:-1]) == number[-1]


@pytest.mark.parametrize(
    "number",
    [
        "11010519491231002X",
        "11010519491231002x",
        "110105 19491231 002X",
        "１１０１０５１９４９１２３１００２Ｘ",
        "810000199408230021",  # a residence permit of somebody from Hong Kong
    ],
)
def test_a_right_number_is_right_however_it_is_typed(number):
    assert identity_fault("person", number, TODAY) is None


@pytest.mark.parametrize(
    "number",
    ["110105194902300023", "110105202603030001", "110105189912310027", "999999999999999999"],
)
def test_a_birthday_that_cannot_be_is_told(number):
    assert identity_fault("person", number, TODAY) == "identity.birthday"


def test_somebody_born_today_may_be_a_party():
    assert identity_fault("person", numbered(110105, "20260302", 2), TODAY) is None


@pytest.mark.parametrize(
    "number",
    [None, "", "E12345678", "H1234567890", "110105491231002", "91330681MA2JXYZ12K", "同上"],
)
def test_other_documents_stay_as_they_are(number):
    assert identity_fault("person", number, TODAY) is None


def test_a_credit_code_of_digits_is_no_identity_card():
    assert identity_fault("organisation", "110105194912310021", TODAY) is None


@given(NUMBERS, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(number, place, by):
    assert identity_fault("person", number, TODAY) is None
    digit = str((int(number[place]) + by) % 10)
    assert identity_fault("person", number[:place] + digit + number[place + 1 :], TODAY)


@given(NUMBERS, st.integers(0, 15))
def test_two_neighbours_exchanged_are_always_found(number, place):
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    if swapped != number:
        assert identity_fault("person", swapped, TODAY)
