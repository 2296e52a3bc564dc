"""Second names of tables that many threads may use at once.

SQLAlchemy finds out which column of an alias stands for which of the table when it is first asked,
and fills a list for it that other threads see half full: a column not in it yet stays the
table's own for as long as the program runs, and every query with it fails ("no such column").
So that list is filled here, before anybody else can ask.
"""

from typing import TypeVar

from sqlalchemy import FromClause, inspect
from sqlalchemy.orm import aliased  # noqa: TID251  # this is the one place
from sqlalchemy.sql import visitors

from engine.storage.models import Base

Kind = TypeVar("Kind", bound=Base)
Made = TypeVar("Made")


def alias(table: type[Kind]) -> type[Kind]:
    """Return a second name of *table*, to be used as the table itself; safe among threads."""
    made = aliased(table)
    _fill(inspect(made).selectable)
    return made


def shared(statement: Made) -> Made:
    """Return *statement* so that many threads may run it: the lists of its subqueries are full.

    What is not a statement is given back as it is.
    """
    if isinstance(statement, visitors.ExternallyTraversible):
        for part in visitors.iterate(statement):
            if isinstance(part, FromClause):
                _fill(part)
    return statement


def _fill(source: FromClause) -> None:
    for column in source.c:
        for origin in column.base_columns - {column}:
            # for one, the list of all is made
            source.corresponding_column(origin)  # type: ignore[arg-type]  # columns have keys
            return
