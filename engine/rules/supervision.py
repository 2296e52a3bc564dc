"""Supervision orders and complaints: their cards, states and numbers.

Source: 催办 → 普通督办 → 黄牌督办 → 红牌督办, a lower card is not set while a higher one is active,
an order may be cancelled, the office signs for it and replies (Sichuan's platform); 挂牌督办 by
national practice. Time limits are rows of ``workflows/law/deadlines.dmn``.
"""

from enum import StrEnum


class Card(StrEnum):
    """How grave an order is, the mildest first."""

    ORDINARY = "ordinary"
    YELLOW = "yellow"
    RED = "red"
    LISTED = "listed"

    @property
    def rank(self) -> int:
        """The higher the graver."""
        return list(Card).index(self)

    @property
    def reply_rule(self) -> str:
        """The time limit for the reply."""
        return REPLY_RULES[self]


REPLY_RULES = {
    Card.ORDINARY: "C-ORDER",
    Card.YELLOW: "C-ORDER-YELLOW",
    Card.RED: "C-ORDER-RED",
    Card.LISTED: "C-ORDER-LISTED",
}

ACTIVE = ("issued", "signed", "replied", "returned")  # states of an order under way
ORIGINS = frozenset({"hand", "clock", "complaint", "spot_check"})
SOURCES = frozenset({"visit", "phone", "letter", "hotline", "online", "upper"})

# Processes that belong to supervision: they run beside a case and may outlive its closing.
OUTLIVING = frozenset({"supervision", "rectification", "urge", "complaint"})
ONLY_WHILE_OPEN = frozenset({"urge"})  # of these, what closing the case makes pointless

NUMBERED = {
    "order": "督",
    "order_batch": "督批",
    "complaint": "投诉",
    "spot_check": "查",
    "finding": "改",
}


def supervision_number(kind: str, year: int, word: str, serial: int) -> str:
    """Return a paper's number, e.g. ``（2026）枫城督字第3号``; *kind* is a key of ``NUMBERED``."""
    return f"（{year}）{word}{NUMBERED[kind]}字第{serial}号"
