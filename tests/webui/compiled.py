"""The counter for tests: a new application each time, what it compiles compiled once per run."""

from collections.abc import Callable
from typing import Any, ClassVar

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

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


class RememberedRule(Rule):
    """A route whose address builders are compiled once per run: three quarters of a new counter.

    They depend on the text of the route alone; converters they ask of the route they are given.
    """

    _known: ClassVar[dict[tuple[object, ...], Callable[..., tuple[str, str]]]] = {}

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        key = (self.rule, self.subdomain, repr(self.defaults), append_unknown)
        if key not in self._known:
            self._known[key] = super()._compile_builder(append_unknown)
        return self._known[key]


Flask.url_rule_class = RememberedRule


def app_of(desk: Desk, **more: Any) -> Flask:
    """Return the application of *desk*, as ``create_app`` makes it."""
    app = create_app(desk, **more)
    app.jinja_env.bytecode_cache = COMPILED
    return app
