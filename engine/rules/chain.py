"""The chain over the events: one seal for each, made from the event and the seal before it. Pure.

The form an event is sealed in is written down in docs/adr/0007 and never changes; whoever changes
what stands here breaks every chain there is.
"""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import orjson

BEGINNING = bytes(32)  # what the first seal takes for the one before it
_FORM = orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z


@dataclass(frozen=True, slots=True)
class SealedEvent:
    """A row of the chain with the event it seals, as the database brings them back.

    ``facts`` is the JSON text as stored; instants are aware. ``event_id`` is what the seal names,
    ``event`` is (case id, at, recorded at, actor id, kind, facts), None where there is no such
    event. ``hash`` is the seal itself.
    """

    position: int
    sealed_at: datetime
    event_id: int
    key_id: str
    hash: bytes
    event: tuple[int | None, datetime, datetime, int | None, str, str] | None


@dataclass(frozen=True, slots=True)
class Break:
    """Where the chain does not hold, and why.

    ``why`` is one of missing (a row of the chain is not there), deleted (the event is not there),
    altered, reordered, inserted, unknown_key, truncated (an anchor names a later row), anchor
    (an anchor names another seal), anchor_forged.
    """

    why: str
    position: int
    event_id: int | None = None
    anchor: str | None = None


def canonical(row: SealedEvent) -> bytes:
    """Return *row* as it is sealed: a JSON array, keys sorted, UTF-8, no spaces, instants UTC.

    Raises:
        ValueError: the facts are no JSON, or the event is not there.
        TypeError: a value JSON cannot spell.

    """
    if row.event is None:
        raise ValueError("no event")
    case_id, at, recorded_at, actor_id, kind, facts = row.event
    return orjson.dumps(
        [
            *(row.position, row.sealed_at.astimezone(UTC), row.event_id, case_id),
            *(at.astimezone(UTC), recorded_at.astimezone(UTC), actor_id, kind),
            orjson.loads(facts),
        ],
        option=_FORM,
    )


def seal_of(key: bytes, previous: bytes, row: SealedEvent) -> bytes:
    """Return the seal (HMAC-SHA256) of *row* after the seal *previous*.

    Raises:
        ValueError, TypeError: as ``canonical``.

    """
    return hmac.digest(key, previous + canonical(row), "sha256")


def holds(key: bytes, previous: bytes, row: SealedEvent) -> bool:
    """Say whether the seal of *row* is the right one after *previous*."""
    try:
        return hmac.compare_digest(seal_of(key, previous, row), row.hash)
    except (ValueError, TypeError):
        return False


def why_broken(key: bytes, previous: bytes, rows: Sequence[SealedEvent]) -> str:
    """Return why the first of *rows* does not hold, judged by those that follow it."""
    first, others = rows[0], rows[1:]
    if first.event is None:
        return "deleted"
    for other in others:  # its seal may be right for another row's event, or another row stand here
        swapped = _placed(other, first.position, first.sealed_at, first.key_id, first.hash)
        if holds(key, previous, swapped):
            return "reordered"
        moved = _placed(other, first.position, other.sealed_at, other.key_id, other.hash)
        if holds(key, previous, moved):
            return "inserted"
    return "altered"


def _placed(
    row: SealedEvent, position: int, sealed_at: datetime, key_id: str, seal: bytes
) -> SealedEvent:
    return SealedEvent(position, sealed_at, row.event_id, key_id, seal, row.event)
