"""Keys known before their rows are written, and events written without the object layer.

A row whose key is known can be spoken of by other rows at once, so that a piece of work writes
everything in one go at its end instead of once per row.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from engine.storage.models import Base, ClockRow, EventRow, WorkItemRow

EVENTS: Any = EventRow.__table__
WRITE_EVENTS = insert(EVENTS)
WRITE_AND_NUMBER = WRITE_EVENTS.returning(EVENTS.c.id, sort_by_parameter_order=True)
COLUMNS = ("case_id", "at", "recorded_at", "actor_id", "kind", "facts")
ALLOTTED = "keys allotted"
KEYED: tuple[type[Base], ...] = (ClockRow, EventRow, WorkItemRow)  # tables whose keys are known
LAST_KEYS = " UNION ALL ".join(
    f"SELECT '{each.__tablename__}', coalesce(max(id), 0) FROM {each.__tablename__}"  # noqa: S608  # names of ours
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
        asked = f"SELECT nextval(pg_get_serial_sequence('{name}', 'id'))"
        return int(connection.exec_driver_sql(asked).scalar_one())
    allotted: dict[str, int] | None = session.info.get(ALLOTTED)
    if allotted is None:
        allotted = session.info[ALLOTTED] = dict(connection.exec_driver_sql(LAST_KEYS).all())
    allotted[name] += 1
    return allotted[name]


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
