"""The desk of a command: opened from the environment, closed when the command ends."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import click
from sqlalchemy import select

from engine.desk import Desk, open_desk
from engine.rules.errors import Conflict
from engine.settings import Settings
from engine.storage.database import database_of, read_url
from engine.storage.migrations import revision_of
from engine.storage.models import LawTableRow
from engine.storage.patience import patiently


def settings() -> Settings:
    """Return the settings: those the command was called with, else the environment's.

    Raises:
        Invalid: ``settings.invalid``.

    """
    context = click.get_current_context(silent=True)
    given = context.find_object(Settings) if context else None
    return given or Settings.from_env(os.environ)


@contextmanager
def desk(*, patient: bool = False) -> Iterator[Desk]:
    """Open the desk of this installation; if *patient*, wait ``start_seconds`` for its database.

    Raises:
        Conflict: ``schema.missing``, also where there is no database at all (none is made),
            ``schema.old``, ``schema.newer``. Locked. Invalid: ``settings.invalid``.

    """
    chosen = settings()
    if not _is_there(chosen):
        raise Conflict("schema.missing")
    opening = partial(open_desk, chosen)
    opened = patiently(opening, chosen.start_seconds) if patient else opening()
    try:
        yield opened
    finally:
        opened.database.dispose()


@contextmanager
def desk_if_any() -> Iterator[Desk | None]:
    """Open the desk if this installation has begun, else None: for what works without one."""
    chosen = settings()
    if not _is_there(chosen) or not _has_begun(chosen):
        yield None
        return
    with desk() as opened:
        yield opened


def _is_there(chosen: Settings) -> bool:
    """Say whether a database can be expected; asking SQLite would make an empty file."""
    url = read_url(chosen.database_url)
    if url.get_backend_name() != "sqlite":
        return True
    path = Path(url.database or "")
    return path.is_file() and path.stat().st_size > 0


def _has_begun(chosen: Settings) -> bool:
    database = database_of(chosen)
    try:
        if revision_of(database) is None:
            return False
        opened = open_desk(chosen)
        try:
            with opened.read() as session:
                return session.scalar(select(LawTableRow.id).limit(1)) is not None
        finally:
            opened.database.dispose()
    finally:
        database.dispose()
