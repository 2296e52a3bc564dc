"""What a function of the language is, and how it insists on the kinds of its arguments."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from engine.feel.errors import FeelError
from engine.feel.limits import MAX_ARGUMENTS
from engine.feel.run import Run
from engine.feel.values import wrong_kind

MANY: Final = MAX_ARGUMENTS


@dataclass(frozen=True, slots=True)
class Function:
    """A function: how many arguments it takes at least and at most, and what it does.

    `apply` is given the run and then the arguments; it raises FeelError without a position.
    """

    least: int
    most: int
    apply: Callable[..., object]


def text_of(value: object) -> str:
    """The argument as text."""
    if isinstance(value, str):
        return value
    raise wrong_kind("string", value)


def number_of(value: object) -> Decimal:
    """The argument as a number."""
    if isinstance(value, Decimal):
        return value
    raise wrong_kind("number", value)


def whole_of(value: object) -> int:
    """The argument as a whole number."""
    number = number_of(value)
    if number != number.to_integral_value():
        raise FeelError("这里要整数", code="feel.type")
    return int(number)


def list_of(run: Run, value: object) -> list[object]:
    """The argument as a list; reading it counts as work."""
    if isinstance(value, list):
        run.tick(len(value))
        return value
    raise wrong_kind("list", value)


def all_of(run: Run, values: tuple[object, ...]) -> list[object]:
    """The items of `f([a, b])` or of `f(a, b)`."""
    if len(values) == 1 and isinstance(values[0], list):
        return list_of(run, values[0])
    return list(values)


def day_of(value: object) -> date:
    """The argument as a day: a date, or the day of an instant in its own time zone."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    raise wrong_kind("date", value)


def truth_of(value: object) -> bool | None:
    """The argument as yes, no or null."""
    if value is None or isinstance(value, bool):
        return value
    raise wrong_kind("boolean", value)
