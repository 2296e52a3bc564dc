"""Keys known before their rows are written, and events written without the object layer.

A row whose key is known can be spoken of by other rows at once, so that a piece of work writes
everything in one go at its end instead of once per row.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import insert
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from engine.storage.models import (
    Base,
    CaseRow,
    ClockRow,
    CounterRow,
    EventRow,
    MessageRow,
    ProcessRow,
    WorkItemRow,
)

EVENTS: Any = EventRow.__table__
WRITE_EVENTS = insert(EVENTS)
WRITE_AND_NUMBER = WRITE_EVENTS.returning(EVENTS.c.id, sort_by_parameter_order=True)
COLUMNS = ("case_id", "at", "recorded_at", "actor_id", "kind", "facts")
ALLOTTED = "keys allotted"
# tables whose keys are known
KEYED: tuple[type[Base], ...] = (CaseRow, ClockRow, EventRow, ProcessRow, WorkItemRow)
TOGETHER: tuple[type[Base], ...] = (ClockRow, WorkItemRow)
LAST_KEYS = " UNION ALL ".join(
    f"SELECT '{each.__tablename__}', coalesce(max(id), 0) FROM \"{each.__tablename__}\""  # noqa: S608  # names of ours
    for each in KEYED
)


def next_key(session: Session, table: type[Base]) -> int:
    """Return the key the next row of *table*, one of ``KEYED``, is to have.

    A writer is alone on SQLite and so knows the next keys; on PostgreSQL the table's own
    sequence gives them out. All new rows of such a table in one transaction take their keys here.
    """
    name = table.__tablename__
    connection = session.connection()
    if connection.dialect.name != "sqlite":
        return _from_sequence(session, table)
    allotted: dict[str, int] | None = session.info.get(ALLOTTED)
    if allotted is None:
        allotted = session.info[ALLOTTED] = dict(connection.exec_driver_sql(LAST_KEYS).all())
    allotted[name] += 1
    return allotted[name]


def _from_sequence(session: Session, table: type[Base]) -> int:
    """Take a key from the table's sequence; of steps and clocks one each: they open together."""
    kept: dict[type[Base], int] = session.info.setdefault(ALLOTTED, {})
    if table not in kept:
        asked = TOGETHER if table in TOGETHER else (table,)
        keys = ", ".join(
            f"nextval(pg_get_serial_sequence('{each.__tablename__}', 'id'))" for each in asked
        )
        row = session.connection().exec_driver_sql(f"SELECT {keys}").one()
        kept.update(zip(asked, row, strict=True))
    return kept.pop(table)


def write_events(session: Session, rows: Sequence[EventRow]) -> None:
    """Write *rows*, which are in no session, in order and in one go, and give them their keys."""
    if not rows:
        return
    lines = [{name: getattr(row, name) for name in COLUMNS} for row in rows]
    connection = session.connection()
    if connection.dialect.name != "sqlite":
        keys = connection.execute(WRITE_AND_NUMBER, lines).scalars().all()
        for row, key in zip(rows, keys, strict=True):
            row.id = key
        return
    for row, line in zip(rows, lines, strict=True):
        row.id = line["id"] = next_key(session, EventRow)
    connection.execute(WRITE_EVENTS, lines)


@lru_cache(maxsize=2)
def next_number(sqlite: bool) -> Any:  # noqa: FBT001  # the dialects' inserts have no common type
    """Return the statement that takes the next number of a counter, spelled once."""
    counter: Any = CounterRow.__table__
    taken: Any = (sqlite_insert if sqlite else pg_insert)(counter)
    taken = taken.on_conflict_do_update(
        index_elements=["kind", "office_id", "year"], set_={"last": counter.c.last + 1}
    )
    return taken.returning(counter.c.last)


@lru_cache(maxsize=2)
def into_outbox(sqlite: bool) -> Any:  # noqa: FBT001  # as above
    """Return the statement that puts messages into the outbox whose keys are new."""
    table: Any = MessageRow.__table__
    outbox: Any = (sqlite_insert if sqlite else pg_insert)(table)
    return outbox.on_conflict_do_nothing(index_elements=["key"])
