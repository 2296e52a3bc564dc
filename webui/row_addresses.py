"""Addresses of many rows of a page: werkzeug is asked once for each kind, not for each row."""

from typing import Any
from urllib.parse import quote

from flask import Flask, url_for

from webui.once import once

STAND_IN = 987_654_321  # stands where the row's own word comes


@once
def _around(asked: tuple[str, str, tuple[tuple[str, str], ...]]) -> tuple[str, str]:
    endpoint, key, rest = asked
    words: dict[str, Any] = {key: STAND_IN, **dict(rest)}
    before, _, after = url_for(endpoint, **words).partition(str(STAND_IN))
    return before, after


def row_url(endpoint: str, key: str, value: int | str, **rest: str) -> str:
    """Return ``url_for(endpoint, **{key: value}, **rest)``, where *rest* is the same for each row.

    *key* names a part of the path, not of the query.
    """
    before, after = _around((endpoint, key, tuple(rest.items())))
    return before + quote(str(value), safe="") + after


def init_app(app: Flask) -> None:
    """Give templates ``row_url``."""
    app.jinja_env.globals["row_url"] = row_url
