"""Facts as they lie in JSON columns."""

from collections.abc import Mapping
from typing import Any

import orjson


def plain(facts: Mapping[str, object]) -> dict[str, Any]:
    """Return *facts* as JSON would bring them back: what is read equals what was written."""
    text = orjson.dumps(dict(facts), default=_plain_value, option=orjson.OPT_NON_STR_KEYS)
    spelled: dict[str, Any] = orjson.loads(text)
    return spelled


def _plain_value(value: object) -> object:
    if isinstance(value, set | frozenset):
        return sorted(value)
    return dict(value) if isinstance(value, Mapping) else str(value)
