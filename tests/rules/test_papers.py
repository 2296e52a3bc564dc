"""What stands on papers, worked out from what people wrote."""

import pytest

from engine.rules.papers import items_of


@pytest.mark.parametrize(
    "written", ["一、乙付甲100元", "（一）乙付甲100元", "1. 乙付甲100元", "1、乙付甲100元"]
)
def test_a_number_written_by_hand_is_not_printed_twice(written):
    assert items_of(f"{written}\n\n") == ("乙付甲100元",)


@pytest.mark.parametrize(
    "written", ["一次付清100元", "100元当场付清", "3.5万元分两次付", "2026.12.1前付清"]
)
def test_a_number_that_says_something_stays(written):
    assert items_of(written) == (written,)
