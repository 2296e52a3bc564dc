"""Run by Alembic for each command; the connection comes from ``migrate``, never from a file."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from engine.storage.models import Base, UtcDateTime


def _spelled(kind: str, thing: Any, _: AutogenContext) -> str | Literal[False]:
    # Revisions must not import today's models: they outlive them.
    if kind == "type" and isinstance(thing, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and type(thing).__name__ == "JSON":
        return "sa.JSON()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    render_item=_spelled,
    transactional_ddl=False,  # ``migrate`` holds the one transaction around all revisions
)
context.run_migrations()
