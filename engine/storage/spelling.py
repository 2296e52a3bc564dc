"""Statements spelled for the driver once, past SQLAlchemy's execution of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Dialect

Values = dict[str, object] | tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Spelling:
    """A statement as the driver takes it.

    ``binds``: each name in it, what turns a value into the driver's, the value if none is given;
    for a driver that counts (SQLite's) in the order of their places, else each once.
    """

    text: str
    binds: tuple[tuple[str, Callable[[Any], Any] | None, object], ...]
    counts: bool

    def values(self, line: Mapping[str, Any]) -> Values:
        """Return the values of *line* as the driver takes them."""
        if self.counts:
            return tuple(
                [
                    turn(line.get(name, fixed)) if turn else line.get(name, fixed)
                    for name, turn, fixed in self.binds
                ]
            )
        return {
            name: turn(line.get(name, fixed)) if turn else line.get(name, fixed)
            for name, turn, fixed in self.binds
        }


@lru_cache(maxsize=1_000)
def spelled(statement: Any, columns: tuple[str, ...], dialect: Dialect) -> Spelling:
    """Return *statement*, one that is made once, in the words SQLAlchemy itself would send.

    Args:
        statement: a Core or ORM statement; kept, hence never one made for the occasion.
        columns: what an INSERT is given; empty for other statements.
        dialect: of the database.

    """
    made: Any = statement.compile(dialect=dialect, column_keys=list(columns) or None)
    defaults = {each.key: each.default.arg for each in getattr(made, "insert_prefetch", ())}
    binds = {
        name: (name, bind.type.dialect_impl(dialect).bind_processor(dialect),
               defaults.get(name, bind.effective_value))
        for bind, name in made.bind_names.items()
    }  # fmt: skip
    places = made.positiontup
    return Spelling(str(made), tuple(binds[name] for name in places or binds), places is not None)
