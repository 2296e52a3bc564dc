"""Numbers in addresses: as large as an id may be. A larger one names nothing, so it is a 404."""

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

LARGEST_ID = 2**31 - 1  # ids are 32-bit integers in both databases


class Number(IntegerConverter):
    """``<int:…>`` within bounds, else the database would be asked for what it cannot hold."""

    def __init__(self, of: Map, *args: Any, **bounds: Any) -> None:
        super().__init__(of, *args, **{"max": LARGEST_ID, **bounds})


def init_app(app: Flask) -> None:
    """Let every address of *app* count that far; before any of them is registered."""
    app.url_map.converters["int"] = Number
