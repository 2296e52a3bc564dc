"""What is refused before any view looks at it: bodies and addresses no record could ever hold."""

import json
from typing import NoReturn

from flask import request
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from engine.rules.errors import NotFound
from webui.api.limits import BODY_LIMIT, DEPTH_LIMIT, LARGEST_ID, readable


def guard() -> None:
    """Refuse what cannot be read, before it reaches a parser or a database that would stumble.

    Raises:
        NotFound: an address with a number or a character that stands in no record.
        BadRequest, UnsupportedMediaType, RequestEntityTooLarge: a body that is no usable JSON.

    """
    for value in (request.view_args or {}).values():
        if isinstance(value, int) and value > LARGEST_ID:
            raise NotFound("page.unknown")
        if isinstance(value, str) and not readable(value):
            raise NotFound("page.unknown")
    request.max_content_length = BODY_LIMIT
    if request.method == "POST" and (body := request.get_data()):
        _check_body(body)


def _check_body(body: bytes) -> None:
    if not request.is_json:
        raise UnsupportedMediaType
    try:
        value = json.loads(body, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise BadRequest from error
    if depth(value) > DEPTH_LIMIT:
        raise BadRequest


def _no_number(_: str) -> NoReturn:
    """Refuse NaN and the infinities, which are no JSON."""
    raise ValueError


def depth(value: object) -> int:
    """Return how deep a JSON value is nested; a plain value is 0."""
    deepest, level = 0, [value]
    while level := [inner for each in level for inner in _inside(each)]:
        deepest += 1
    return deepest


def _inside(value: object) -> list[object]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []
