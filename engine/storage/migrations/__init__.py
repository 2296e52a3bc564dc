"""The history of the tables. ``heshi migrate`` brings a database to its end."""

from engine.storage.migrations.migrate import (
    draft,
    head,
    is_current,
    migrate,
    require_current,
    revision_of,
)

__all__ = ["draft", "head", "is_current", "migrate", "require_current", "revision_of"]
