"""Code tables an office looks after: which codes come with the program, which may be added. Pure.

Categories and sources only sort cases, so an office may add its own. Results drive procedures: a
diagram compares their codes, so they are renamed and retired, never added. Nothing is deleted.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from engine.rules.case import CATEGORIES, Outcome, Source

CATEGORY, SOURCE, OUTCOME = "category", "source", "outcome"
SHIPPED: Mapping[str, tuple[str, ...]] = {
    CATEGORY: CATEGORIES,
    SOURCE: tuple(str(each) for each in Source),
    OUTCOME: tuple(str(each) for each in Outcome),
}
KINDS = tuple(SHIPPED)
GROWING = frozenset({CATEGORY, SOURCE})  # an office may add codes of its own
LONGEST_WORDS = 40
MOST = 200  # codes of one table
CODE = re.compile(r"[A-Z0-9][A-Z0-9_]{0,19}")


@dataclass(frozen=True, slots=True)
class Code:
    """One code of a table. ``zh`` and ``en`` are empty while it is called as the program does."""

    kind: str
    code: str
    zh: str
    en: str
    position: int
    shipped: bool
    retired: bool


def shipped(kind: str) -> tuple[Code, ...]:
    """Return the codes of a table that come with the program, in their order."""
    return tuple(
        Code(kind, code, "", "", place, shipped=True, retired=False)
        for place, code in enumerate(SHIPPED[kind], 1)
    )
