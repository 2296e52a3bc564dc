"""The pages. A module here that has a ``bp`` is hung by itself: no list to forget."""

import importlib
import pkgutil
from collections.abc import Iterator

from flask import Blueprint


def blueprints() -> Iterator[Blueprint]:
    """Yield the blueprint ``bp`` of every module in this folder, by name."""
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda each: each.name):
        found = getattr(importlib.import_module(f"{__name__}.{module.name}"), "bp", None)
        if isinstance(found, Blueprint):
            yield found
