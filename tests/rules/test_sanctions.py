"""What figures propose: at the edge of every threshold, and never without figures."""

from datetime import date
from decimal import Decimal

import pytest

from engine.rules.errors import Invalid
from engine.rules.sanctions import Figures, last_day, month_bounds, proposals
from tests.rules.law_tables import table

SANCTIONS = table("sanctions")
DAY = date(2026, 11, 22)


def rules(**figures: int) -> set[str]:
    return {each.rule for each in proposals(SANCTIONS, Figures(**figures), DAY)}


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        ({}, set()),
        ({"closed": 20, "late": 1}, set()),  # 95 %
        ({"closed": 100, "late": 6}, {"S-RATE-95"}),
        ({"closed": 20, "late": 3}, {"S-RATE-95"}),  # 85 %
        ({"closed": 100, "late": 16}, {"S-RATE-95", "S-RATE-85"}),
        ({"red_cases": 2}, set()),
        ({"red_cases": 3}, {"S-RED-3"}),
        ({"cautions_6_months": 1}, set()),
        ({"cautions_6_months": 2}, {"S-CAUTION-2"}),
        ({"yellow_cards_12_months": 2}, {"S-YELLOW-2"}),
        ({"red_cases": 1, "extreme_red_cases": 1}, {"S-EXTREME"}),
        ({"red_cases": 1, "death_red_cases": 1}, {"S-DEATH"}),
    ],
)
def test_each_threshold_at_its_edge(figures, expected):
    assert rules(**figures) == expected


def test_a_rate_is_never_rounded_over_a_threshold():
    assert Figures(closed=100_000, late=5_001).on_time_percent == Decimal("94.99")
    assert rules(closed=100_000, late=5_001) == {"S-RATE-95"}


def test_the_gravest_comes_first_and_nothing_before_the_table_is_in_force():
    figures = Figures(closed=10, late=5, yellow_cards_12_months=2)
    assert [each.kind for each in proposals(SANCTIONS, figures, DAY)] == [
        "veto", "yellow_card", "caution",
    ]  # fmt: skip
    assert proposals(SANCTIONS, figures, date(2025, 12, 31)) == ()


def test_months_end_where_months_end():
    assert last_day(date(2026, 8, 31), 6) == date(2027, 2, 27)
    assert month_bounds("2026-12") == (date(2026, 12, 1), date(2027, 1, 1))
    with pytest.raises(Invalid):
        month_bounds("2026-13")
