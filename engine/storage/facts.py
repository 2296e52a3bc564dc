"""Facts as they lie in JSON columns."""

import json
from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from typing import Any

import orjson


def plain(facts: Mapping[str, object]) -> dict[str, Any]:
    """Return *facts* as JSON would bring them back: what is read equals what was written."""
    text = orjson.dumps(dict(facts), default=_plain_value, option=orjson.OPT_NON_STR_KEYS)
    spelled: dict[str, Any] = orjson.loads(text)
    return spelled


def json_text(value: object) -> str:
    """Return *value* as it is written into a JSON column."""
    try:
        return orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS).decode()
    except TypeError:  # a number above 64 bits, half a character: seldom, and JSON all the same
        return json.dumps(value)


def told(event: object) -> dict[str, Any]:
    """Return what *event* (a dataclass instance) says, as columns of its row: kind and facts."""
    kind: Any = type(event)
    facts = {name: getattr(event, name) for name in _names(kind)}
    return {"kind": kind.__name__, "facts": plain(facts)}


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind))


def _plain_value(value: object) -> object:
    if isinstance(value, set | frozenset):
        return sorted(value)
    return dict(value) if isinstance(value, Mapping) else str(value)
