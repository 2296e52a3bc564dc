"""The rows every act writes, past the unit of work of the object layer, which asks too much.

A case, its parties, processes, steps and clocks refer to each other only forwards, have no
relationships, and mostly know their keys. What the general flush does to find out (which row has
to wait for which, what belongs together) is not needed. All else is flushed as ever.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, bindparam, insert, inspect, update
from sqlalchemy.orm import Mapper, Session
from sqlalchemy.orm.state import InstanceState

from engine.storage.models import (
    Base,
    CaseRow,
    ClockRow,
    DocketRow,
    PartyRow,
    ProcessRow,
    WorkItemRow,
)
from engine.storage.reading import connection_of
from engine.storage.trips import post, post_change

# In the order of their foreign keys: whoever is referred to comes first.
ORDER: tuple[type[Base], ...] = (CaseRow, PartyRow, DocketRow, ProcessRow, ClockRow, WorkItemRow)
RANK = {table: rank for rank, table in enumerate(ORDER)}
State = InstanceState[Any]


@dataclass(frozen=True, slots=True)
class Plan:
    """How rows of one class are written: its table, and a default for each attribute."""

    mapper: Mapper[Any]
    table: Any
    addition: Any  # spelled once: putting a statement together costs more than running it
    columns: dict[str, str]  # attribute → column
    defaults: dict[str, object]

    @property
    def versioned(self) -> bool:
        """Whether a change by somebody else is noticed."""
        return self.mapper.version_id_col is not None


@lru_cache(maxsize=len(ORDER))
def _plan(kind: Any) -> Plan:
    mapper: Mapper[Any] = inspect(kind)
    table: Any = kind.__table__
    columns = {each.key: each.columns[0] for each in mapper.column_attrs}
    defaults = {
        key: getattr(column.default, "arg", None) if column.default is not None else None
        for key, column in columns.items()
    }
    named = {key: str(column.key) for key, column in columns.items()}
    return Plan(mapper, table, insert(table), named, defaults)


class WriteSession(Session):
    """A session that writes the rows of ``ORDER`` in a few statements, posted on PostgreSQL."""

    def flush(self, objects: Sequence[Any] | None = None) -> None:
        """Write what is new and changed, in the order of the foreign keys.

        Offices, people and bundles that rows of ``ORDER`` refer to have been written before
        (``Work.add``).

        Raises:
            StaleDataError: another transaction changed a row first (SQLite; PostgreSQL says so
                when what was posted is sent).

        """
        if objects is None and not self._deleted and self._plainly():
            return
        super().flush(objects)

    def _plainly(self) -> bool:
        """Write the rows of ``ORDER``; say whether that was everything."""
        new, dirty = list(self._new.values()), list(self.identity_map._dirty_states())
        if not new and not dirty:
            return True
        rows = sorted((row for row in new if type(row) in RANK), key=_rank)
        touched = [state for state in dirty if state.class_ in RANK and _changes(state)]
        if rows or touched:
            connection = connection_of(self)
            # The case first, as everywhere; the rest may refer to rows that are only now made.
            _update(connection, [state for state in touched if state.class_ is CaseRow])
            _insert(self, connection, rows)
            _update(connection, [state for state in touched if state.class_ is not CaseRow])
        others = [state for state in dirty if state.class_ not in RANK and _changes(state)]
        for state in dirty:
            if state not in others:
                state._commit_all(state.dict, self.identity_map)
        return len(rows) == len(new) and not others


def _rank(row: Any) -> int:
    return RANK[type(row)]


def _changes(state: State) -> dict[str, object]:
    """Return the attributes that differ from what the database has, with their new values."""
    now = state.dict
    return {
        key: now[key]
        for key, before in state.committed_state.items()
        if key in now and now[key] != before
    }


def _update(connection: Connection, states: Iterable[State]) -> None:
    for state in sorted(states, key=lambda each: RANK[each.class_]):
        kind: Any = state.class_
        plan, changed = _plan(kind), _changes(state)
        values: dict[str, object] = {plan.columns[key]: value for key, value in changed.items()}
        values["_key"] = state.dict["id"]
        if plan.versioned:
            values["_version"] = state.dict["version"]
        post_change(connection, _change(kind, tuple(sorted(changed))), values)
        plan.mapper.dispatch.after_update(plan.mapper, connection, state)
        if plan.versioned:
            state.dict["version"] += 1


@lru_cache(maxsize=1_000)
def _change(kind: Any, attributes: tuple[str, ...]) -> Any:
    plan = _plan(kind)
    columns = plan.table.c
    values: dict[Any, Any] = {
        columns[plan.columns[key]]: bindparam(plan.columns[key]) for key in attributes
    }
    changed = update(plan.table).where(columns.id == bindparam("_key"))
    if plan.versioned:
        changed = changed.where(columns.version == bindparam("_version"))
        values[columns.version] = bindparam("_version") + 1
    return changed.values(values)


def _insert(session: Session, connection: Connection, rows: Sequence[Any]) -> None:
    for kind in ORDER:
        lot = [row for row in rows if type(row) is kind]
        if not lot:
            continue
        plan = _plan(kind)
        states = [inspect(row) for row in lot]
        for state in states:
            plan.mapper.dispatch.before_insert(plan.mapper, connection, state)
        lines = [_line(plan, state) for state in states]
        _write(connection, plan, states, lines)
        for state in states:
            plan.mapper.dispatch.after_insert(plan.mapper, connection, state)
        session._register_persistent(set(states))  # as rows that have been read


def _line(plan: Plan, state: State) -> dict[str, object]:
    """Return the columns of a new row; what was left out gets its default, in the row as well."""
    now = state.dict
    for key, default in plan.defaults.items():
        if key != "id":
            now.setdefault(key, default)
    return {
        column: now[key]
        for key, column in plan.columns.items()
        if key != "id" or now.get(key) is not None
    }


def _write(
    connection: Connection, plan: Plan, states: Sequence[State], lines: list[dict[str, object]]
) -> None:
    if all("id" in line for line in lines):
        post(connection, plan.addition, lines)
        return
    for state, line in zip(states, lines, strict=True):
        sent = connection.execute(plan.addition, line)
        state.dict["id"] = sent.inserted_primary_key[0]  # type: ignore[index]  # a row was written
