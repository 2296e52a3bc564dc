"""The REST API, ``/api/v1``: the same use cases and queries as the pages, for programs.

Bearer tokens only, problem details (RFC 9457) for every refusal, a specification at
``/api/v1/openapi.json`` that says all of it. A module here that has a ``bp`` is hung by itself.
"""

import importlib
import pkgutil
from collections.abc import Iterator

from apiflask import APIFlask

from webui.api import specification
from webui.api.section import Section


def sections() -> Iterator[Section]:
    """Yield the ``bp`` of every module in this folder, by name."""
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda each: each.name):
        found = getattr(importlib.import_module(f"{__name__}.{module.name}"), "bp", None)
        if isinstance(found, Section):
            yield found


def init_app(app: APIFlask) -> None:
    """Hang the API and describe it."""
    specification.init_app(app)
    for section in sections():
        app.register_blueprint(section)
    for blueprint in app.blueprints.values():
        # APIFlask asks this of every blueprint with a before_request, also of a plain one.
        vars(blueprint).setdefault("enable_openapi", False)
