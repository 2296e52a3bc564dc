"""The signs `+ - * / **`: which kinds they join, and within which bounds."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal, DecimalException, DivisionByZero, InvalidOperation
from typing import Final

from engine.feel.errors import FeelError
from engine.feel.limits import MAX_DURATION_DAYS, MAX_POWER, MAX_TEXT
from engine.feel.temporal import distance, length_within, shifted
from engine.feel.values import NUMBERS, bounded, kind_of, label_of, wrong_kind

_MICROSECOND: Final = timedelta(microseconds=1)


def _add(left: object, right: object) -> object:
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return bounded(NUMBERS.add(left, right))
    if isinstance(left, str) and isinstance(right, str):
        if len(left) + len(right) > MAX_TEXT:
            raise FeelError("文本超过 %(limit)s 个字符", code="feel.limit", limit=MAX_TEXT)
        return left + right
    if isinstance(left, date) and isinstance(right, timedelta):
        return shifted(left, right)
    if isinstance(left, timedelta) and isinstance(right, date):
        return shifted(right, left)
    if isinstance(left, timedelta) and isinstance(right, timedelta):
        return length_within(left + right)
    raise _unjoined("+", left, right)


def _subtract(left: object, right: object) -> object:
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return bounded(NUMBERS.subtract(left, right))
    if isinstance(left, date) and isinstance(right, timedelta):
        return shifted(left, -right)
    if isinstance(left, timedelta) and isinstance(right, timedelta):
        return length_within(left - right)
    if isinstance(left, date) and isinstance(right, date) and type(left) is type(right):
        return distance(left, right)
    raise _unjoined("-", left, right)


def _multiply(left: object, right: object) -> object:
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return bounded(NUMBERS.multiply(left, right))
    if isinstance(left, timedelta) and isinstance(right, Decimal):
        return _times(left, right)
    if isinstance(left, Decimal) and isinstance(right, timedelta):
        return _times(right, left)
    raise _unjoined("*", left, right)


def _times(length: timedelta, factor: Decimal) -> timedelta:
    if factor != factor.to_integral_value():
        raise FeelError("时长只能乘以整数", code="feel.type")
    if abs(factor) > MAX_DURATION_DAYS * 86_400:
        raise FeelError("时长过长", code="feel.limit")
    try:
        return length_within(length * int(factor))
    except OverflowError:
        raise FeelError("时长过长", code="feel.limit") from None


def _divide(left: object, right: object) -> object:
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return bounded(NUMBERS.divide(left, right))
    if isinstance(left, timedelta) and isinstance(right, timedelta):
        return _divide(Decimal(left // _MICROSECOND), Decimal(right // _MICROSECOND))
    raise _unjoined("/", left, right)


def _raise(base: object, exponent: object) -> object:
    if not isinstance(base, Decimal) or not isinstance(exponent, Decimal):
        raise _unjoined("**", base, exponent)
    if exponent != exponent.to_integral_value() or abs(exponent) > MAX_POWER:
        raise FeelError("乘方的指数要是 %(limit)s 以内的整数", code="feel.limit", limit=MAX_POWER)
    if not base and exponent <= 0:
        raise FeelError("零不能做零次或负次乘方", code="feel.arithmetic")
    return bounded(NUMBERS.power(base, exponent))


_SIGNS: Final[Mapping[str, Callable[[object, object], object]]] = {
    "+": _add,
    "-": _subtract,
    "*": _multiply,
    "/": _divide,
    "**": _raise,
}


def combine(sign: str, left: object, right: object) -> object:
    """`left sign right`.

    Raises:
        FeelError: `feel.null`, `feel.type`, `feel.arithmetic` (division by zero), `feel.limit`.
    """
    try:
        return _SIGNS[sign](left, right)
    except (DivisionByZero, InvalidOperation):
        raise FeelError("除数为零", code="feel.arithmetic") from None
    except DecimalException:
        raise FeelError("数字过大或过小", code="feel.limit") from None


def negative(value: object) -> object:
    """`-value`."""
    if isinstance(value, Decimal):
        return NUMBERS.minus(value)
    if isinstance(value, timedelta):
        return -value
    raise wrong_kind("number", value)


def _unjoined(sign: str, left: object, right: object) -> FeelError:
    return FeelError(
        "%(left)s与%(right)s不能用 %(sign)s",
        code="feel.null" if left is None or right is None else "feel.type",
        left=label_of(kind_of(left)),
        right=label_of(kind_of(right)),
        sign=sign,
    )
