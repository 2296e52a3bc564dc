"""Rows read past the object layer's own reading, which finds everything out anew each time.

For statements that are made once and asked in every act: how a line of the answer becomes objects
is found out once per statement. What the session holds already stays as it is, unless the
statement says ``populate_existing``. Nothing that waits to be written is written first.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect, bindparam, func, inspect, select
from sqlalchemy.orm import Mapper, Session
from sqlalchemy.orm.attributes import instance_state

from engine.storage.models.base import Json
from engine.storage.spelling import Spelling, spelled
from engine.storage.trips import ask_driver

Line = Sequence[Any]
Turn = Callable[[Any], Any]
Part = Callable[[Session, Line], object]
Question = tuple[Any, Mapping[str, object]]
LINK = "connection"  # in a session's ``info``: the one it has from beginning to end
NOTHING: Mapping[str, object] = {}


@dataclass(frozen=True, slots=True)
class Reading:
    """A statement as the driver takes it, and what becomes of each line of its answer."""

    words: Spelling
    parts: tuple[Part, ...]

    def rows(self, session: Session, lines: Iterable[Line]) -> list[tuple[Any, ...]]:
        """Return the answer: one tuple a line, of objects and values in the order asked for."""
        return [tuple([part(session, line) for part in self.parts]) for line in lines]


@dataclass(frozen=True, slots=True)
class _Value:
    """One column of an answer that is asked for by itself."""

    place: int
    turn: Turn | None

    def __call__(self, _: Session, line: Line) -> object:
        found = line[self.place]
        return self.turn(found) if self.turn else found


@dataclass(frozen=True, slots=True)
class _Entity:
    """The columns of an answer that make up one object.

    ``plain``: attributes whose column comes from the driver as it is wanted.
    """

    mapper: Mapper[Any]
    keys: tuple[int, ...]
    plain: tuple[tuple[str, int], ...]
    turned: tuple[tuple[str, int, Turn], ...]
    anew: bool

    def __call__(self, session: Session, line: Line) -> object:
        identity = (self.mapper.class_, tuple([line[place] for place in self.keys]), None)
        known = session.identity_map.get(identity)
        if known is not None and not self.anew:
            return known
        row = known or self.mapper.class_manager.new_instance()
        state = instance_state(row)
        values = state.dict
        for name, place in self.plain:
            values[name] = line[place]
        for name, place, turn in self.turned:
            values[name] = turn(line[place])
        if known is not None:  # read anew: what was changed in it is forgotten, as ever
            state._commit_all(values, session.identity_map)
            return known
        state.key, state.session_id = identity, session.hash_key
        session.identity_map.add(state)
        return row


def ask(
    session: Session, statement: Any, values: Mapping[str, object] = NOTHING
) -> list[tuple[Any, ...]]:
    """Return the answer to *statement*, one that is made once, asked with *values*."""
    return ask_all(session, ((statement, values),))[0]


def ask_all(session: Session, questions: Sequence[Question]) -> list[list[tuple[Any, ...]]]:
    """Return the answers to *questions*, asked in this order; PostgreSQL: in one round trip."""
    connection = connection_of(session)
    readings = [_reading(statement, connection.dialect) for statement, _ in questions]
    told = ask_driver(
        connection,
        [
            (reading.words.text, reading.words.values(values))
            for reading, (_, values) in zip(readings, questions, strict=True)
        ],
    )
    return [reading.rows(session, lines) for reading, lines in zip(readings, told, strict=True)]


def connection_of(session: Session) -> Connection:
    """Return the connection *session* works on: the one noted when it began, if it was noted."""
    noted: Connection | None = session.info.get(LINK)
    return noted or session.connection()


def in_one(*statements: Any) -> Any:
    """Return one statement that answers all of *statements* (PostgreSQL only), in one line.

    Each answer is a list of lists of what JSON knows: nothing with days, instants or objects. On
    the server a statement costs about as much as what these small ones find.
    """
    return select(*(_as_json(each.subquery()) for each in statements))


def _as_json(asked: Any) -> Any:
    line = func.json_build_array(*asked.c)
    found = func.coalesce(func.json_agg(line), func.json_build_array(), type_=Json)
    return select(found).select_from(asked).scalar_subquery()


def find(session: Session, table: Any, key: object) -> Any:
    """Return the row of *table* with primary key *key* (a tuple if it has several parts), or None.

    The database is asked only if the session does not hold it.
    """
    parts = key if isinstance(key, tuple) else (key,)
    known = session.identity_map.get((table, parts, None))
    if known is not None:
        return known
    if inspect(table).class_manager.dispatch.load:  # somebody wants to hear of every such object
        return session.get(table, key)
    found = ask(session, _by_key(table), {f"key_{at}": part for at, part in enumerate(parts)})
    return found[0][0] if found else None


@lru_cache(maxsize=200)
def _by_key(table: Any) -> Any:
    keys = inspect(table).primary_key
    return select(table).where(*(each == bindparam(f"key_{at}") for at, each in enumerate(keys)))


@lru_cache(maxsize=1_000)
def _reading(statement: Any, dialect: Dialect) -> Reading:
    made: Any = statement.compile(dialect=dialect)
    columns = [
        (getattr(each.objects[0], "element", each.objects[0]), _turn(each.type, dialect))
        for each in made._result_columns
    ]
    anew = bool(statement.get_execution_options().get("populate_existing"))
    parts: list[Part] = []
    place = 0
    asked = getattr(statement, "column_descriptions", None) or [None] * len(columns)
    for each in asked:
        if each is None or each["expr"] is not each.get("entity"):
            parts.append(_Value(place, columns[place][1]))
            place += 1
        else:
            count = len(inspect(each["entity"]).column_attrs)
            parts.append(_entity(each["entity"], (place, columns[place : place + count]), anew))
            place += count
    return Reading(spelled(statement, (), dialect), tuple(parts))


def _turn(kind: Any, dialect: Dialect) -> Turn | None:
    turn: Turn | None = kind._cached_result_processor(dialect, None)
    return turn


def _entity(kind: Any, found: tuple[int, list[tuple[Any, Turn | None]]], anew: bool) -> _Entity:  # noqa: FBT001  # as the statement says
    first, columns = found
    mapper = inspect(kind)
    table = mapper.local_table
    names = [mapper.get_property_by_column(table.c[column.key]).key for column, _ in columns]
    places = {name: first + at for at, name in enumerate(names)}
    turns = {name: turn for name, (_, turn) in zip(names, columns, strict=True)}
    keys = (mapper.get_property_by_column(each).key for each in mapper.primary_key)
    return _Entity(
        mapper,
        tuple(places[name] for name in keys),
        tuple((name, places[name]) for name in names if turns[name] is None),
        tuple((name, places[name], turn) for name, turn in turns.items() if turn is not None),
        anew,
    )
