"""Reading the chain as it lies in the database, whatever somebody has done to it.

Values come without the types' own reading, so that a row somebody spoiled is found by its place
and does not stop the reader.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, Select, Text, bindparam, cast, func, select, type_coerce
from sqlalchemy.orm import Session
from sqlalchemy.types import NULLTYPE

from engine.rules.chain import SealedEvent
from engine.storage.models import EventRow, SealRow

LOT = 5_000  # rows read at a time
NEVER = datetime(1, 1, 1, tzinfo=UTC)  # stands for an instant that cannot be read

_EVENT: tuple[Any, ...] = (
    EventRow.case_id,
    type_coerce(EventRow.at, NULLTYPE),
    type_coerce(EventRow.recorded_at, NULLTYPE),
    EventRow.actor_id,
    EventRow.kind,
    cast(EventRow.facts, Text),
)
_SEALED: Select[Any] = (
    select(
        SealRow.position,
        type_coerce(SealRow.sealed_at, NULLTYPE),
        SealRow.event_id,
        SealRow.key_id,
        SealRow.hash,
        EventRow.id,
        *_EVENT,
    )
    .outerjoin(EventRow, EventRow.id == SealRow.event_id)
    # a stretch, not a LIMIT: a prepared plan must not read all events for each lot
    .where(SealRow.position > bindparam("after"), SealRow.position <= bindparam("until"))
    .order_by(SealRow.position)
)
_EVENTS: Select[Any] = select(EventRow.id, *_EVENT)
_NOT_SEALED = ~select(SealRow.position).where(SealRow.event_id == EventRow.id).exists()


@dataclass(frozen=True, slots=True)
class Unsealed:
    """Events without a seal: how many, the first of them, since when the oldest waits."""

    count: int
    event_id: int | None
    oldest: datetime | None


def sealed_rows(session: Session, after: int = 0, lot: int = LOT) -> Iterator[SealedEvent]:
    """Yield the chain behind position *after*, in order."""
    behind = select(func.min(SealRow.position)).where(SealRow.position > bindparam("after"))
    while (first := session.scalar(behind, {"after": after})) is not None:
        until = first + lot - 1
        yield from map(_sealed, session.execute(_SEALED, {"after": after, "until": until}))
        after = until


def last_seal(session: Session) -> SealedEvent | None:
    """Return the end of the chain, or None before there is one."""
    position = session.scalar(select(func.max(SealRow.position)))
    return None if position is None else next(sealed_rows(session, position - 1, 1), None)


def seal_before(session: Session, position: int) -> bytes | None:
    """Return the seal before *position*, or None where none lies."""
    return session.scalar(select(SealRow.hash).where(SealRow.position == position - 1))


def floor_of(session: Session, sealed_by: datetime) -> int:
    """Return the event id behind which to look for unsealed events.

    All that was sealed up to *sealed_by* (aware) is taken to have no late neighbours any more.
    """
    query = select(SealRow.event_id).where(SealRow.sealed_at <= sealed_by)
    return session.scalar(query.order_by(SealRow.position.desc()).limit(1)) or 0


def unsealed_events(session: Session, after: int, lot: int) -> Sequence[Row[Any]]:
    """Return (id, case id, at, recorded at, actor id, kind, facts) of events without a seal."""
    # said of both: a plan that walks the two in step must not begin at their beginning
    sealed = select(SealRow.position).where(SealRow.event_id == EventRow.id)
    query = _EVENTS.where(EventRow.id > after, ~sealed.where(SealRow.event_id > after).exists())
    return session.execute(query.order_by(EventRow.id).limit(lot)).all()


def count_unsealed(session: Session) -> Unsealed:
    """Return how many events have no seal, whatever their id."""
    query = select(func.count(), func.min(EventRow.id), func.min(EventRow.recorded_at))
    count, event_id, oldest = session.execute(query.where(_NOT_SEALED)).one()
    return Unsealed(count, event_id, oldest)


def positions_of(session: Session, event_ids: Sequence[int]) -> Mapping[int, int]:
    """Return the positions of those events that are sealed, by event id."""
    query = select(SealRow.event_id, SealRow.position).where(SealRow.event_id.in_(event_ids))
    return {event_id: position for event_id, position in session.execute(query)}


def event_of(row: Sequence[Any]) -> tuple[int | None, datetime, datetime, int | None, str, str]:
    """Return (case id, at, recorded at, actor id, kind, facts) with instants aware."""
    case_id, at, recorded_at, actor_id, kind, facts = row
    return case_id, instant(at), instant(recorded_at), actor_id, kind, facts


def instant(value: object) -> datetime:
    """Return an instant as either database brings it; ``NEVER`` for what is none."""
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return NEVER
    if not isinstance(found, datetime):
        return NEVER
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found


def _sealed(row: Row[Any]) -> SealedEvent:
    position, sealed_at, event_id, key_id, seal, found, *event = tuple(row)
    return SealedEvent(
        position,
        instant(sealed_at),
        event_id,
        key_id,
        bytes(seal or b""),
        None if found is None else event_of(event),
    )
