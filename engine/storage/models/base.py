"""What all tables share: naming, column types, the mark of an aware instant."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Annotated, Any, ClassVar

from sqlalchemy import JSON, BigInteger, Date, DateTime, Dialect, Integer, LargeBinary, MetaData
from sqlalchemy.dialects.postgresql import JSON as PG_JSON
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

CONSTRAINT_NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "pk": "pk_%(table_name)s",
}

# ``json``, not ``jsonb``: order and spelling of what was recorded stay as they were written.
Json = JSON().with_variant(PG_JSON(), "postgresql")


# Numbers of rows that are written in every step: a nation's events pass 32 bits in three years.
# SQLite's integers are that wide as they are, and only INTEGER gives out numbers by itself.
Wide = Annotated[int, "64 bits"]
WIDE = BigInteger().with_variant(Integer(), "sqlite")


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC datetime in Python, whatever the database keeps."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any] | None:
        """Spell it for SQLite at once; other drivers know instants."""
        return _spelled if dialect.name == "sqlite" else super().bind_processor(dialect)

    def result_processor(
        self, dialect: Dialect, coltype: object
    ) -> Callable[[Any], datetime | None] | None:
        """Read what SQLite keeps at once: a text without a zone."""
        return _read if dialect.name == "sqlite" else super().result_processor(dialect, coltype)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive datetimes, and store UTC."""
        if value is not None and value.tzinfo is None:
            raise ValueError("naive datetime")
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back what SQLite forgot: the zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _spelled(value: datetime | None) -> str | None:
    """Return an aware instant as SQLAlchemy spells UTC for SQLite: ``2026-03-02 01:00:00.000000``.

    Raises:
        ValueError: it is naive.

    """
    if value is None:
        return None
    if value.tzinfo is None:
        raise ValueError("naive datetime")
    return _in_words(value.astimezone(UTC))


@lru_cache(maxsize=1_000)  # one act writes one instant many times
def _in_words(value: datetime) -> str:
    return value.replace(tzinfo=None).isoformat(" ", "microseconds")


@lru_cache(maxsize=10_000)  # the same rows are read again and again
def _read(value: str | None) -> datetime | None:
    if value is None:
        return None
    read = datetime.fromisoformat(value)  # by hand somebody may have written a zone
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


class Base(DeclarativeBase):
    """Common ground of all tables."""

    metadata = MetaData(naming_convention=CONSTRAINT_NAMES)
    type_annotation_map: ClassVar = {
        datetime: UtcDateTime,
        date: Date,
        bytes: LargeBinary,
        Wide: WIDE,
        dict[str, Any]: Json,
        list[Any]: Json,
    }

    def __init__(self, **values: object) -> None:
        """Take the columns of a new row as they are: all of them are written with it anyway.

        Raises:
            TypeError: there is no such column or property.

        """
        columns = _columns(type(self))
        for name, value in values.items():
            if name in columns:
                self.__dict__[name] = value  # nothing to compare with later, no listener
            elif hasattr(type(self), name):
                setattr(self, name, value)
            else:
                raise TypeError(f"{name!r} is no part of {type(self).__name__}")


@lru_cache(maxsize=200)
def _columns(table: type[Base]) -> frozenset[str]:
    return frozenset(each.key for each in table.__mapper__.column_attrs)
