"""Functions of numbers."""

from collections.abc import Mapping
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
    InvalidOperation,
)
from typing import Final

from engine.feel.arithmetic import combine
from engine.feel.errors import FeelError
from engine.feel.functions.signature import MANY, Function, all_of, number_of, whole_of
from engine.feel.limits import MAX_DIGITS
from engine.feel.run import Run
from engine.feel.values import NUMBERS, bounded

_MOST_DECIMALS: Final = 15


def _rounding(mode: str) -> Function:
    def apply(run: Run, number: object, digits: object = Decimal(0)) -> object:
        decimals = whole_of(digits)
        if abs(decimals) > _MOST_DECIMALS:
            raise FeelError("小数位数应在 %(limit)s 以内", code="feel.limit", limit=_MOST_DECIMALS)
        exact = number_of(number)
        if exact.adjusted() + decimals + 1 > MAX_DIGITS:
            return exact
        step = Decimal(1).scaleb(-decimals)
        return bounded(exact.quantize(step, rounding=mode, context=NUMBERS))

    return Function(1, 2, apply)


def _two_argument(function: Function) -> Function:
    return Function(2, 2, function.apply)


def _abs(run: Run, number: object) -> object:
    return abs(number_of(number))


def _modulo(run: Run, number: object, divisor: object) -> object:
    # The result has the divisor's sign: n - d * floor(n / d), as FEEL has it.
    dividend, by = number_of(number), number_of(divisor)
    if not by:
        raise FeelError("除数为零", code="feel.arithmetic")
    try:
        rest = NUMBERS.remainder(dividend, by)
    except InvalidOperation:
        raise FeelError("两数相差过大，不能取余", code="feel.limit") from None
    return rest + by if rest and (rest < 0) != (by < 0) else rest


def _even(run: Run, number: object) -> object:
    return whole_of(number) % 2 == 0


def _odd(run: Run, number: object) -> object:
    return whole_of(number) % 2 == 1


def _sum(run: Run, *numbers: object) -> object:
    total: object = Decimal(0)
    for number in all_of(run, numbers):
        total = combine("+", total, number_of(number))
    return total


def _mean(run: Run, *numbers: object) -> object:
    items = all_of(run, numbers)
    if not items:
        raise FeelError("空列表没有平均数", code="feel.index")
    return combine("/", _sum(run, items), Decimal(len(items)))


NUMBER_FUNCTIONS: Final[Mapping[str, Function]] = {
    "abs": Function(1, 1, _abs),
    "floor": _rounding(ROUND_FLOOR),
    "ceiling": _rounding(ROUND_CEILING),
    "decimal": _two_argument(_rounding(ROUND_HALF_EVEN)),
    "round half up": _two_argument(_rounding(ROUND_HALF_UP)),
    "round up": _two_argument(_rounding(ROUND_UP)),
    "round down": _two_argument(_rounding(ROUND_DOWN)),
    "modulo": Function(2, 2, _modulo),
    "even": Function(1, 1, _even),
    "odd": Function(1, 1, _odd),
    "sum": Function(1, MANY, _sum),
    "mean": Function(1, MANY, _mean),
}
"""Functions of numbers by name."""
