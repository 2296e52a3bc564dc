"""The counter for tests: a new application each time, what it compiles compiled once per run."""

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
    """A route compiled once per run: nine tenths of a new counter.

    What comes of it depends on the text of the route and on the kinds of its converters alone.
    """

    _known: ClassVar[dict[tuple[object, ...], Rule]] = {}

    def compile(self) -> None:
        key = (self.rule, self.subdomain, repr(self.defaults), *self.map.converters.values())
        known = self._known.setdefault(key, self)
        if known is self:
            super().compile()
            return
        self.arguments |= known.arguments
        self._parts, self._trace = known._parts, known._trace
        self._converters = known._converters
        self._build, self._build_unknown = known._build, known._build_unknown


Flask.url_rule_class = RememberedRule


def app_of(desk: Desk, **more: Any) -> Flask:
    """Return the application of *desk*, as ``create_app`` makes it."""
    app = create_app(desk, **more)
    app.jinja_env.bytecode_cache = COMPILED
    return app
