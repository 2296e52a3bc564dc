"""The values a process carries to choose its way: plain JSON scalars and flat lists of them.

Inside a running process lists are tuples: SpiffWorkflow copies task data one level deep and
merges lists in place, so a list changed late would change history with it. What cannot be
changed cannot be aliased.
"""

import math
import re
from collections.abc import Mapping

from engine.rules.errors import Invalid

Scalar = None | bool | int | float | str
Value = Scalar | tuple[Scalar, ...]

MAX_KEYS = 200
MAX_TEXT = 2_000
MAX_ITEMS = 500
_KEY = re.compile(r"[a-z][a-z0-9_]{0,63}")


def freeze(routing: Mapping[str, object]) -> dict[str, Value]:
    """Return *routing* as immutable plain values.

    Raises:
        Invalid: ``routing.not_plain``, with the code of what is wrong for each key.

    """
    if len(routing) > MAX_KEYS:
        raise Invalid("routing.too_many", count=len(routing))
    wrong = {
        str(key)[:64]: code for key, value in routing.items() if (code := _refusal(key, value))
    }
    if wrong:
        raise Invalid("routing.not_plain", fields=wrong)
    return {key: _frozen(value) for key, value in routing.items()}


def _frozen(value: object) -> Value:
    if isinstance(value, (list, tuple)):
        return tuple(map(_scalar, value))
    return _scalar(value)


def _scalar(value: object) -> Scalar:
    # a word of an enumeration is stored as the text it is
    return str.__str__(value) if isinstance(value, str) else value  # type: ignore[return-value]


def thaw(values: Mapping[str, Value]) -> dict[str, object]:
    """Return *values* as a caller may keep and change them: lists again instead of tuples."""
    return {
        key: list(value) if type(value) is tuple else value  # a copy, so nobody shares ours
        for key, value in values.items()
    }


def same(one: object, other: object) -> bool:
    """Say whether two values are equal and of one type: ``1``, ``True`` and ``1.0`` differ."""
    if type(one) is not type(other):
        return False
    if type(one) is tuple and type(other) is tuple:
        return len(one) == len(other) and all(map(same, one, other))
    return one == other


def _refusal(key: object, value: object) -> str | None:
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        return "bad_key"
    if isinstance(value, (list, tuple)):
        if len(value) > MAX_ITEMS:
            return "too_many_items"
        return next((code for item in value if (code := _scalar_refusal(item))), None)
    return _scalar_refusal(value)


def _scalar_refusal(value: object) -> str | None:
    # bool, int and float exactly: another class would come back as something else
    if value is None or type(value) is bool:
        return None
    if type(value) is int:
        return None if -(2**63) <= value < 2**63 else "too_large"
    if type(value) is float:
        return None if math.isfinite(value) else "not_finite"
    if not isinstance(value, str):
        return "not_plain"
    if len(value) > MAX_TEXT:
        return "too_long"
    return None if value.isprintable() or _encodable(value) else "bad_text"


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:  # a lone surrogate cannot be stored
        return False
    return True
