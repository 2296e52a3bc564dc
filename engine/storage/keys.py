"""Keys known before their rows are written, and events written without the object layer.

A row whose key is known can be spoken of by other rows at once, so that a piece of work writes
everything in one go at its end instead of once per row.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any

from sqlalchemy import Integer, String, bindparam, case, func, insert, literal_column, select
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
    OfficeRow,
    ProcessRow,
    WorkItemRow,
)
from engine.storage.reading import ask, connection_of
from engine.storage.trips import ask_driver, post

EVENTS: Any = EventRow.__table__
WRITE_EVENTS = insert(EVENTS)
COLUMNS = ("id", "case_id", "at", "recorded_at", "actor_id", "kind", "facts")
ALLOTTED = "keys allotted"
# tables whose keys are known
KEYED: tuple[type[Base], ...] = (CaseRow, ClockRow, EventRow, ProcessRow, WorkItemRow)
LAST_KEYS = " UNION ALL ".join(
    f"SELECT '{each.__tablename__}', coalesce(max(id), 0) FROM \"{each.__tablename__}\""  # noqa: S608  # names of ours
    for each in KEYED
)
# What a step or a due clock takes as a rule, taken at once; what is left over is never used.
USUAL: Mapping[type[Base], int] = {ClockRow: 1, WorkItemRow: 1, EventRow: 6}


def next_key(session: Session, table: type[Base]) -> int:
    """Return the key the next row of *table*, one of ``KEYED``, is to have.

    A writer is alone on SQLite and so knows the next keys; on PostgreSQL the table's own
    sequence gives them out. All new rows of such a table in one transaction take their keys here.
    """
    if session.get_bind().dialect.name == "sqlite":
        return next_keys(session, table, 1)[0]
    kept = _kept(session)
    if table in USUAL and not kept[table]:
        keep_keys(session, ask(session, TAKE_USUAL)[0])
    return next_keys(session, table, 1)[0]


def next_keys(session: Session, table: type[Base], count: int) -> list[int]:
    """Return the keys the next *count* rows of *table* are to have, in ascending order."""
    connection = connection_of(session)
    if connection.dialect.name == "sqlite":
        name = table.__tablename__
        allotted: dict[str, int] | None = session.info.get(ALLOTTED)
        if allotted is None:
            allotted = session.info[ALLOTTED] = dict(ask_driver(connection, [(LAST_KEYS, ())])[0])
        allotted[name] += count
        return list(range(allotted[name] - count + 1, allotted[name] + 1))
    kept = _kept(session)[table]
    if len(kept) < count:
        missing = {"count": count - len(kept), "name": table.__tablename__}
        kept.extend(key for (key,) in ask(session, TAKE, missing))
    taken, kept[:count] = kept[:count], []
    return taken


def keep_keys(session: Session, row: Sequence[int]) -> None:
    """Keep what ``TAKE_USUAL`` answered for the rows to come."""
    keys, kept = iter(row), _kept(session)
    for table, count in USUAL.items():
        kept[table].extend(islice(keys, count))


def _kept(session: Session) -> defaultdict[type[Base], list[int]]:
    kept: defaultdict[type[Base], list[int]] = session.info.setdefault(ALLOTTED, defaultdict(list))
    return kept


def _sequence(name: Any) -> Any:
    return func.nextval(func.pg_get_serial_sequence(name, literal_column("'id'")))


TAKE = select(_sequence(bindparam("name", type_=String()))).select_from(
    func.generate_series(1, bindparam("count", type_=Integer()))
)
TAKE_USUAL = select(
    *(
        _sequence(literal_column(f"'{each.__tablename__}'")).label(f"{each.__tablename__}_{number}")
        for each, count in USUAL.items()
        for number in range(count)
    )
)


def write_events(session: Session, rows: Sequence[EventRow]) -> None:
    """Write *rows*, which are in no session, in order and in one go, and give them their keys."""
    if not rows:
        return
    keys = next_keys(session, EventRow, len(rows))
    lines = []
    for row, key in zip(rows, keys, strict=True):
        row.id = key
        values = vars(row)
        lines.append({name: values[name] for name in COLUMNS})
    post(connection_of(session), WRITE_EVENTS, lines)


@lru_cache(maxsize=2)
def next_number(sqlite: bool) -> Any:  # noqa: FBT001  # the dialects' inserts have no common type
    """Return the statement that takes the next number of a counter, spelled once.

    Offices that print the same word (a county and its centre, two towns of one character) share
    one counter, the one of the oldest; it goes on from the highest any of them has reached, for
    two documents of one number cannot be told apart.
    """
    counter: Any = CounterRow.__table__
    asked_for: list[Any] = [bindparam(name) for name in ("kind", "office_id", "year")]
    kind, office, year = asked_for
    asked = select(_printed(OfficeRow)).where(OfficeRow.id == office).scalar_subquery()
    sharing = select(OfficeRow.id).where(_printed(OfficeRow) == asked)
    reached = (
        select(func.max(CounterRow.last))
        .where(CounterRow.kind == kind, CounterRow.year == year)
        .where((CounterRow.office_id == office) | CounterRow.office_id.in_(sharing))
    )
    eldest = select(func.min(OfficeRow.id)).where(_printed(OfficeRow) == asked)
    taken: Any = (sqlite_insert if sqlite else pg_insert)(counter)
    taken = taken.values(
        kind=kind,
        office_id=func.coalesce(eldest.scalar_subquery(), office),
        year=year,
        last=1 + func.coalesce(reached.scalar_subquery(), 0),
    )
    onward = counter.c.last + 1  # of the row as it stands now, not as it stood when we looked
    highest = case((taken.excluded.last > onward, taken.excluded.last), else_=onward)
    taken = taken.on_conflict_do_update(
        index_elements=["kind", "office_id", "year"], set_={"last": highest}
    )
    return taken.returning(counter.c.last)


def _printed(office: type[OfficeRow]) -> Any:
    """Return what an office's documents are numbered under: its word, else its name."""
    return func.coalesce(func.nullif(office.docket_word, ""), office.name)


@lru_cache(maxsize=2)
def into_outbox(sqlite: bool) -> Any:  # noqa: FBT001  # as above
    """Return the statement that puts messages into the outbox whose keys are new."""
    table: Any = MessageRow.__table__
    outbox: Any = (sqlite_insert if sqlite else pg_insert)(table)
    return outbox.on_conflict_do_nothing(index_elements=["key"])
