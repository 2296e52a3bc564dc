"""The counter for tests: a new application each time, its templates compiled once per run."""

from typing import Any

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from engine.desk import Desk
from webui.app import create_app


class Compiled(BytecodeCache):
    """Compiled templates by name and content; every application of a run shares them."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._known.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._known[bucket.key, bucket.checksum] = bucket.code


COMPILED = Compiled()


def app_of(desk: Desk, **more: Any) -> Flask:
    """Return the application of *desk*, as ``create_app`` makes it."""
    app = create_app(desk, **more)
    app.jinja_env.bytecode_cache = COMPILED
    return app
