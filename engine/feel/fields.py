"""What stands behind a dot or in brackets: fields of contexts, parts of dates, items of lists."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from engine.feel.errors import FeelError
from engine.feel.values import kind_of, label_of, wrong_kind

_DAY_PARTS: Final[Mapping[str, Callable[[date], int]]] = {
    "year": lambda day: day.year,
    "month": lambda day: day.month,
    "day": lambda day: day.day,
    "weekday": lambda day: day.isoweekday(),
}
_INSTANT_PARTS: Final[Mapping[str, Callable[[datetime], int]]] = {
    "hour": lambda instant: instant.hour,
    "minute": lambda instant: instant.minute,
    "second": lambda instant: instant.second,
}
_LENGTH_PARTS: Final[Mapping[str, Callable[[timedelta], int]]] = {
    "days": lambda length: int(length / timedelta(days=1)),
    "hours": lambda length: abs(length).seconds // 3600,
    "minutes": lambda length: abs(length).seconds // 60 % 60,
    "seconds": lambda length: abs(length).seconds % 60,
}


def field_of(value: object, key: str) -> object:
    """`value.key`. Weekdays count from Monday = 1.

    Raises:
        FeelError: `feel.unknown_name`, `feel.null`, `feel.type`.
    """
    if isinstance(value, dict):
        if key not in value:
            raise unknown_name(key)
        return value[key]
    part = _part(value, key)
    if part is None:
        raise _no_field(value, key)
    return Decimal(part)


def _part(value: object, key: str) -> int | None:
    if isinstance(value, datetime) and key in _INSTANT_PARTS:
        return _INSTANT_PARTS[key](value)
    if isinstance(value, date) and key in _DAY_PARTS:
        return _DAY_PARTS[key](value)
    if isinstance(value, timedelta) and key in _LENGTH_PARTS:
        return _LENGTH_PARTS[key](value)
    return None


def unknown_name(name: str) -> FeelError:
    """The error for a variable or field that does not exist."""
    return FeelError("没有“%(name)s”", code="feel.unknown_name", name=name[:80])


def _no_field(value: object, key: str) -> FeelError:
    return FeelError(
        "%(found)s没有“%(name)s”",
        code="feel.null" if value is None else "feel.type",
        found=label_of(kind_of(value)),
        name=key[:80],
    )


def item_of(value: object, index: object) -> object:
    """`value[index]`: the first item is 1, the last is -1.

    Raises:
        FeelError: `feel.index` outside the list, `feel.null`, `feel.type`.
    """
    if not isinstance(value, list):
        raise wrong_kind("list", value)
    if not isinstance(index, Decimal):
        raise wrong_kind("number", index)
    if index != index.to_integral_value() or not 1 <= abs(index) <= len(value):
        raise FeelError("序号不在列表之内", code="feel.index")
    return value[int(index) - 1 if index > 0 else int(index)]
