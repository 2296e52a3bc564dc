"""Paging by key: a page begins after the last row seen, so no database counts an OFFSET.

A cursor is opaque text: which way to go and the key of the row to go on from. Rows that come in
or go out between two pages neither repeat nor hide others.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

import orjson
from sqlalchemy import ColumnElement, FromClause, Row, Select, and_, or_, select, union
from sqlalchemy.orm import InstrumentedAttribute, Session

from engine.rules.errors import Invalid

T = TypeVar("T")
Query = Select[*tuple[Any, ...]]
Found = Row[*tuple[Any, ...]]
PAGE = 30  # two screens of 1366×768; each line is drawn for desk and telephone
LONGEST = 200
AFTER, BEFORE = "a", "b"


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows of a list. A cursor is None where the list ends on that side."""

    rows: tuple[T, ...]
    next_cursor: str | None = None
    previous_cursor: str | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """Which page of a list is wanted, and how long it may be."""

    cursor: str | None = None
    size: int = PAGE


FIRST = Turn()


@dataclass(frozen=True, slots=True)
class Newest:
    """Order by a unique id, the newest first."""

    id: InstrumentedAttribute[int] | ColumnElement[int]

    def of(self, keys: FromClause) -> "Newest":
        """Return this order over a subquery that selects ``key``."""
        return Newest(keys.c.key_id)

    def key(self) -> list[ColumnElement[Any]]:
        """Return the columns a cursor is made of."""
        return [self.id.label("key_id")]

    def order(self, *, backwards: bool) -> list[ColumnElement[Any]]:
        """Return the ORDER BY."""
        return [self.id.asc() if backwards else self.id.desc()]

    def beyond(self, key: Sequence[Any], *, backwards: bool) -> ColumnElement[bool]:
        """Return the condition of the rows that follow *key*."""
        (last,) = key
        further: ColumnElement[bool] = self.id > last if backwards else self.id < last
        return further


@dataclass(frozen=True, slots=True)
class Soonest:
    """Order by an instant that may be missing (those come last), then by a unique id."""

    at: InstrumentedAttribute[datetime | None] | ColumnElement[datetime | None]
    id: InstrumentedAttribute[int] | ColumnElement[int]

    def of(self, keys: FromClause) -> "Soonest":
        """Return this order over a subquery that selects ``key``."""
        return Soonest(keys.c.key_at, keys.c.key_id)

    def key(self) -> list[ColumnElement[Any]]:
        """Return the columns a cursor is made of."""
        return [self.at.label("key_at"), self.id.label("key_id")]

    def order(self, *, backwards: bool) -> list[ColumnElement[Any]]:
        """Return the ORDER BY; PostgreSQL's own order of nulls, so that an index serves."""
        if backwards:
            return [self.at.desc().nulls_first(), self.id.desc()]
        return [self.at.asc().nulls_last(), self.id.asc()]

    def beyond(self, key: Sequence[Any], *, backwards: bool) -> ColumnElement[bool]:
        """Return the condition of the rows that follow *key*."""
        at, last = key
        if at is None:
            none = self.at.is_(None)
            return or_(~none, self.id < last) if backwards else and_(none, self.id > last)
        if backwards:
            return or_(self.at < at, and_(self.at == at, self.id < last))
        return or_(self.at > at, self.at.is_(None), and_(self.at == at, self.id > last))


Order = Newest | Soonest


@dataclass(frozen=True, slots=True)
class Parts:
    """Conditions of which the rows of a list fulfil one or more; none at all: it has no parts.

    Of each that is ``walked`` no more than a page is looked at: an index must have its rows in
    the order of the list, or the database may walk the whole table in that order. ``gathered``
    are those of few rows.
    """

    walked: tuple[ColumnElement[bool], ...] = ()
    gathered: tuple[ColumnElement[bool], ...] = ()


WHOLE = Parts()


def fetch(session: Session, query: Query, order: Order, turn: Turn = FIRST) -> Page[Found]:
    """Return one page of *query*'s rows in *order*.

    Raises:
        Invalid: ``page.cursor``: the cursor is not one of this list.

    """
    return fetch_paged(session, paged(query, order, turn), order, turn)


def fetch_paged(session: Session, wanted: Query, order: Order, turn: Turn = FIRST) -> Page[Found]:
    """Return the page that *wanted* reads, made by ``paged`` for the same order and turn."""
    backwards, key = _from(order, turn)
    found = list(session.execute(wanted))
    size = _size(turn)
    more, rows = len(found) > size, found[:size]
    if backwards:
        rows.reverse()
    return _page(rows, order, key, (backwards, more))


def paged(query: Query, order: Order, turn: Turn = FIRST, parts: Parts = WHOLE) -> Query:
    """Return what reads one page of *query*'s rows in *order*, and one row more.

    With *parts*, the page is picked by its keys, and only its own rows are read whole.

    Raises:
        Invalid: ``page.cursor``: the cursor is not one of this list.

    """
    if parts == WHOLE:
        return _cut(query, order, turn)
    backwards, key = _from(order, turn)
    further = () if key is None else (order.beyond(key, backwards=backwards),)
    firsts = (_cut(select().where(part), order, turn).subquery() for part in parts.walked)
    found = [select(first) for first in firsts]
    found += [select(*order.key()).where(part, *further) for part in parts.gathered]
    among = order.of(union(*found).subquery())
    picked = select(among.id).order_by(*among.order(backwards=backwards)).limit(_size(turn) + 1)
    return _cut(query.where(order.id.in_(picked)), order, turn)


def _cut(query: Query, order: Order, turn: Turn) -> Query:
    backwards, key = _from(order, turn)
    wanted = query.add_columns(*order.key()).order_by(*order.order(backwards=backwards))
    if key is not None:
        wanted = wanted.where(order.beyond(key, backwards=backwards))
    return wanted.limit(_size(turn) + 1)


def _size(turn: Turn) -> int:
    return min(max(turn.size, 1), LONGEST)


def _from(order: Order, turn: Turn) -> tuple[bool, list[Any] | None]:
    """Return whether the page lies before a key, and the key; None at the beginning."""
    way, key = _read(turn.cursor, order) if turn.cursor else (AFTER, None)
    return way == BEFORE, key


def _page(rows: list[Found], order: Order, key: Any, ends: tuple[bool, bool]) -> Page[Found]:
    backwards, more = ends
    width = len(order.key())
    has_next = backwards or more
    has_previous = more if backwards else key is not None
    if not rows:
        return Page((), None, _write(BEFORE, key) if key is not None and not backwards else None)
    return Page(
        tuple(rows),
        _write(AFTER, rows[-1][-width:]) if has_next else None,
        _write(BEFORE, rows[0][-width:]) if has_previous else None,
    )


def refine(page: Page[Any], read: Callable[[Sequence[Any]], Sequence[T]]) -> Page[T]:
    """Return *page* with its rows turned into values, all of them at once."""
    return Page(tuple(read(page.rows)), page.next_cursor, page.previous_cursor)


def _write(way: str, key: Sequence[Any]) -> str:
    parts = [each.isoformat() if isinstance(each, datetime) else each for each in key]
    return urlsafe_b64encode(orjson.dumps([way, *parts])).decode().rstrip("=")


def _read(cursor: str, order: Order) -> tuple[str, list[Any]]:
    try:
        way, *parts = orjson.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if way not in {AFTER, BEFORE} or len(parts) != len(order.key()):
            raise ValueError
        if not isinstance(parts[-1], int) or abs(parts[-1]) > 2**62:
            raise ValueError
        if len(parts) == 2 and parts[0] is not None:
            parts[0] = datetime.fromisoformat(parts[0])
            if parts[0].tzinfo is None:
                raise ValueError
    except (ValueError, TypeError, NotBase64) as error:
        raise Invalid("page.cursor") from error
    return way, parts
