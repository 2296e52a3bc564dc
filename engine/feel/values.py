"""The values of the language: what enters, what equals what, what leaves.

Inside the room a value is exactly one of `None`, `bool`, `Decimal`, `str`, `date`, aware
`datetime`, `timedelta`, `list`, `dict`.
"""

import math
import operator
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Context, Decimal, DivisionByZero, InvalidOperation, Overflow, Underflow
from typing import Final

from engine.feel.errors import FeelError
from engine.feel.limits import MAX_DIGITS, MAX_LIST, MAX_NUMBER, MAX_TEXT, MAX_VALUE_DEPTH
from engine.feel.temporal import duration_text, length_within

Tick = Callable[[int], None]

NUMBERS: Final = Context(
    prec=MAX_DIGITS,
    Emin=-99,
    Emax=99,
    traps=[DivisionByZero, InvalidOperation, Overflow, Underflow],
)
"""How numbers are worked out: 34 digits, half to even, nothing silent."""

_KINDS: Final[Mapping[type, str]] = {
    type(None): "null",
    bool: "boolean",
    Decimal: "number",
    str: "string",
    date: "date",
    datetime: "date and time",
    timedelta: "duration",
    list: "list",
    dict: "context",
}
_LABELS: Final = {
    "null": "空值",
    "boolean": "是否值",
    "number": "数字",
    "string": "文本",
    "date": "日期",
    "date and time": "日期时间",
    "duration": "时长",
    "list": "列表",
    "context": "记录",
}
ORDERED_KINDS: Final = frozenset({"number", "string", "date", "date and time", "duration"})
"""Kinds that know less and more."""
_ORDER: Final[Mapping[str, Callable[..., bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def kind_of(value: object) -> str:
    """The FEEL name of a value's kind, such as `date and time`."""
    return _KINDS.get(type(value), "unknown")


def label_of(kind: str) -> str:
    """The Chinese name of a kind."""
    return _LABELS.get(kind, "不支持的值")


def wrong_kind(wanted: str, value: object) -> FeelError:
    """The error for a value of another kind than the one wanted."""
    return FeelError(
        "这里要%(wanted)s，得到的是%(found)s",
        code="feel.null" if value is None else "feel.type",
        wanted=label_of(wanted),
        found=label_of(kind_of(value)),
    )


def admit(value: object, tick: Tick, depth: int = 0) -> object:
    """A value from outside as one of ours: numbers exact, a float by the digits it is shown with.

    Raises:
        FeelError: `feel.type` for what has no kind here (a naive `datetime` too), `feel.limit`.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return text_within(str.__str__(value))
    if isinstance(value, int | float | Decimal):
        return _number(value)
    if isinstance(value, date | timedelta):
        return _moment(value)
    if isinstance(value, list | tuple | Mapping):
        return _container(value, tick, depth)
    raise FeelError("不支持的值类型 %(found)s", code="feel.type", found=type(value).__name__)


def _number(value: float | Decimal) -> Decimal:
    if isinstance(value, int) and -MAX_NUMBER <= value <= MAX_NUMBER:
        return Decimal(int(value))
    if isinstance(value, float) and math.isfinite(value):
        # 0.1 from a form means one tenth, not the binary fraction next to it.
        return bounded(Decimal(float.__repr__(value)))
    if isinstance(value, Decimal) and value.is_finite():
        if len(value.as_tuple().digits) > MAX_DIGITS:
            raise FeelError("数字超过 %(limit)s 位", code="feel.limit", limit=MAX_DIGITS)
        return bounded(Decimal(value))
    raise FeelError("数字过大", code="feel.limit")


def _moment(value: date | timedelta) -> object:
    if isinstance(value, datetime) and value.utcoffset() is None:
        raise FeelError("日期时间缺少时区", code="feel.type")
    if type(value) not in _KINDS:
        raise FeelError("不支持的值类型 %(found)s", code="feel.type", found=type(value).__name__)
    return length_within(value) if isinstance(value, timedelta) else value


def _container(
    value: list[object] | tuple[object, ...] | Mapping[object, object], tick: Tick, depth: int
) -> object:
    list_within(len(value))
    if depth >= MAX_VALUE_DEPTH:
        raise FeelError("值的嵌套超过 %(limit)s 层", code="feel.limit", limit=MAX_VALUE_DEPTH)
    tick(len(value))
    if isinstance(value, list | tuple):
        return [admit(item, tick, depth + 1) for item in value]
    if not all(isinstance(key, str) for key in value):
        raise FeelError("记录的名字要是文本", code="feel.type")
    return {str(key): admit(item, tick, depth + 1) for key, item in value.items()}


def bounded(number: Decimal) -> Decimal:
    """The same number, if it is not too large."""
    if -MAX_NUMBER <= number <= MAX_NUMBER:
        return number
    raise FeelError("数字过大", code="feel.limit")


def text_within(text: str) -> str:
    """The same text, if it is not too long."""
    if len(text) > MAX_TEXT:
        raise FeelError("文本超过 %(limit)s 个字符", code="feel.limit", limit=MAX_TEXT)
    return text


def list_within(length: int) -> None:
    """Insist that a list of this length is allowed."""
    if length > MAX_LIST:
        raise FeelError("列表超过 %(limit)s 项", code="feel.limit", limit=MAX_LIST)


def same(left: object, right: object) -> bool:
    """Whether two values are one; values of different kinds simply are not."""
    if type(left) is not type(right):
        return False
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    return left == right


def equal(left: object, right: object) -> bool:
    """`left = right`. Anything may be asked whether it is null; else the kinds must agree.

    Raises:
        FeelError: `feel.type`: text is never silently unequal to a number.
    """
    if left is None or right is None or type(left) is type(right):
        return same(left, right)
    raise _incomparable(left, right)


def order(sign: str, left: object, right: object) -> bool | None:
    """`left < right` and its kin; null when either side is null, as FEEL has it."""
    if left is None or right is None:
        return None
    if type(left) is not type(right) or _KINDS.get(type(left)) not in ORDERED_KINDS:
        raise _incomparable(left, right)
    return _ORDER[sign](left, right)


def compare(sign: str, left: object, right: object) -> bool | None:
    """Any of the six comparing signs."""
    if sign == "=":
        return equal(left, right)
    if sign == "!=":
        return not equal(left, right)
    return order(sign, left, right)


def _incomparable(left: object, right: object) -> FeelError:
    return FeelError(
        "%(left)s不能与%(right)s比较",
        code="feel.type",
        left=label_of(kind_of(left)),
        right=label_of(kind_of(right)),
    )


def number_text(number: Decimal) -> str:
    """A number as people write it: no exponent, no trailing zeros."""
    if number == number.to_integral_value():
        return str(int(number))
    return format(number, "f").rstrip("0")


def to_plain(value: object) -> object:
    """A value as plain JSON: numbers as int where whole and else as text, dates as ISO text.

    Returns:
        None, bool, int, str, or lists and dicts of them; never a float.
    """
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else number_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return duration_text(value)
    if isinstance(value, list | tuple):
        return [to_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: to_plain(item) for key, item in value.items()}
    return value
