"""Reading a form into the tree that is compared: members, questions, options, sentences."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

import orjson

from engine.workflow.comparing.markup_tree import DEEPEST, TooDeep
from engine.workflow.comparing.node import Node

THINGS: Mapping[str, str] = MappingProxyType(
    {"fields": "field", "options": "option", "next": "sentence"}
)
_IDENTS = ("key", "value", "when")
_LITERALS = frozenset({"true", "false", "null"})


def read_form_tree(content: bytes) -> Node:
    """Return the root of a JSON document.

    Raises:
        orjson.JSONDecodeError: not JSON. TooDeep.

    """
    read = orjson.loads(content)
    return replace(_node("form", "form", read, 0), thing="form")


def _node(tag: str, key: str, value: object, depth: int) -> Node:
    if depth > DEEPEST:
        raise TooDeep
    if isinstance(value, list):
        return Node(f"{tag}[]", key, children=tuple(_items(tag, value, depth)))
    if not isinstance(value, dict):
        return Node(tag, key, text=encoded(value))
    inner = {name: each for name, each in value.items() if isinstance(each, dict | list)}
    return Node(
        tag=tag,
        key=key,
        attributes={name: encoded(each) for name, each in value.items() if name not in inner},
        children=tuple(
            _node(name, f"{name}{'[]' if isinstance(each, list) else ''}", each, depth + 1)
            for name, each in inner.items()
        ),
        ident=_ident(value),
        name=_label(value, "zh"),
        facts={"name_en": _label(value, "en")},
    )


def _items(tag: str, values: list[object], depth: int) -> Iterator[Node]:
    seen: Counter[str] = Counter()
    thing = THINGS.get(tag, "")
    for number, value in enumerate(values, 1):
        ident = _known_by(value, number)
        seen[ident] += 1
        again = f"\n{seen[ident]}" if seen[ident] > 1 else ""
        node = _node(thing or "item", f"{thing or 'item'}:{ident}{again}", value, depth + 1)
        yield replace(node, thing=thing, number=number)


def _known_by(value: object, number: int) -> str:
    """Return what an item of a list is recognised by: its key, itself, or its place."""
    if isinstance(value, dict):
        return _ident(value)
    return str(number) if isinstance(value, list) else encoded(value)


def _ident(value: Mapping[str, object]) -> str:
    return next((str(value[name]) for name in _IDENTS if isinstance(value.get(name), str)), "")


def _label(value: Mapping[str, object], language: str) -> str:
    for name in ("title", "label", "text"):
        words = value.get(name)
        if isinstance(words, dict):
            return str(words.get(language) or "")
    return ""


def encoded(value: object) -> str:
    """Return a value as text such that different values never look the same.

    A text stays as it is, unless it reads like another kind of value; then it keeps its quotes.
    """
    if not isinstance(value, str):
        return orjson.dumps(value).decode()
    plain = value not in _LITERALS and value[:1] not in tuple('-0123456789"[{')
    return value if plain else orjson.dumps(value).decode()
