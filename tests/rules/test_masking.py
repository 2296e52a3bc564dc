"""Numbers are hidden enough, wherever they stand."""

import pytest

from engine.rules.masking import mask_id_number, mask_phone, mask_text


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("331002198001011234", "3310**********1234"),
        ("331002800101123", "3310*******1123"),
        ("91330100MA2XXXXX8L", "9133**********XX8L"),
        ("12345678", "********"),
        ("1", "*"),
        ("", ""),
        (None, None),
    ],
)
def test_an_identity_number_keeps_its_ends(number, shown):
    assert mask_id_number(number) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("13812341234", "138****1234"),
        (" 13812341234 ", "138****1234"),
        ("0571-88001234", "057******1234"),
        ("110", "***"),
        (None, None),
    ],
)
def test_a_phone_number_keeps_its_ends(number, shown):
    assert mask_phone(number) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("电话13812341234，证件33100219800101123X。", "电话138****1234，证件3310**********123X。"),
        ("座机0571-88001234", "座机057******1234"),
        ("赔偿 38600 元，2026-03-02 前付清", "赔偿 38600 元，2026-03-02 前付清"),
        ("（2026）枫城人调字第37号", "（2026）枫城人调字第37号"),
    ],
)
def test_numbers_typed_into_a_text_are_hidden_and_the_rest_stays(text, shown):
    assert mask_text(text) == shown
