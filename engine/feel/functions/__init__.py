"""The closed set of functions. There is no way to add one from a file or a case."""

from collections.abc import Mapping
from typing import Final

from engine.feel.functions.dates import DATE_FUNCTIONS
from engine.feel.functions.lists import LIST_FUNCTIONS
from engine.feel.functions.numbers import NUMBER_FUNCTIONS
from engine.feel.functions.signature import Function
from engine.feel.functions.texts import TEXT_FUNCTIONS


def _never(*_: object) -> object:
    raise AssertionError("`is defined` is read as syntax: its argument may be missing")


FUNCTIONS: Final[Mapping[str, Function]] = {
    **TEXT_FUNCTIONS,
    **NUMBER_FUNCTIONS,
    **LIST_FUNCTIONS,
    **DATE_FUNCTIONS,
    "is defined": Function(1, 1, _never),
}
"""Every function by its FEEL name."""

PRESENT: Final = frozenset({"today", "now"})
"""Functions that ask for the present instant."""

__all__ = ["FUNCTIONS", "PRESENT", "Function"]
