"""Rows of many ids at once, for a whole page of lines: read past the object layer.

The statement is made once: however many ids there are, they are one value in it.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache, wraps
from typing import Any

from sqlalchemy import ARRAY, JSON, BigInteger, BindParameter, any_, bindparam, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from engine.queries.scope import Condition, present
from engine.storage.leases import is_sqlite
from engine.storage.reading import ask

IDS = JSON().with_variant(ARRAY(BigInteger), "postgresql")
Among = Callable[[InstrumentedAttribute[Any]], Condition]
Line = tuple[Any, ...]


def by_ids(build: Callable[[Among], Any]) -> Callable[[Session, Iterable[int | None]], list[Line]]:
    """Return a reader of the statement *build* makes; without ids it asks nothing.

    *build* is given the condition that a column is one of the ids.
    """

    @lru_cache(maxsize=2)  # each database spells a list its way
    def spelled(sqlite: bool) -> Any:  # noqa: FBT001
        return build(_in_json if sqlite else _in_array)

    @wraps(build)
    def read(session: Session, ids: Iterable[int | None]) -> list[Line]:
        wanted = present(ids)
        return ask(session, spelled(is_sqlite(session)), {"ids": wanted}) if wanted else []

    return read


def _in_json(column: InstrumentedAttribute[Any]) -> Condition:
    return column.in_(select(func.json_each(_ids()).table_valued("value").c.value))


def _in_array(column: InstrumentedAttribute[Any]) -> Condition:
    return column == any_(_ids())


def _ids() -> BindParameter[Any]:
    return bindparam("ids", type_=IDS)
