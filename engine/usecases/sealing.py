"""Sealing: every event gets its place in the chain, after the fact and by one sealer at a time.

Writers know nothing of it. On PostgreSQL an event may become visible after one with a higher id;
places are given when an event is sealed, so a late one simply comes later in the chain. What is
searched each time is what may still be late; once an hour everything is.
"""

import os
import socket
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from engine.desk import Desk
from engine.rules.chain import BEGINNING, SealedEvent, holds, seal_of
from engine.rules.errors import Conflict
from engine.storage.anchors import Anchor, anchor_at, folder_of, write_anchor
from engine.storage.chain import (
    event_of,
    floor_of,
    last_seal,
    positions_of,
    seal_before,
    unsealed_events,
)
from engine.storage.keyring import Keyring
from engine.storage.models import SealRow
from engine.storage.work import Work

LEASE = "seal"
LEASE_LENGTH = timedelta(seconds=60)
BEFORE_ALL = -(2**31)  # no id is lower, whoever wrote it
LOT = 1_000  # events sealed in one transaction
LOTS = 100  # transactions of one run; the next run goes on
SETTLED = timedelta(minutes=15)  # no transaction of ours stays open so long


def seal(desk: Desk) -> int:
    """Seal what has been written lately; return how many events.

    Raises:
        Conflict: ``chain.broken``: the end of the chain does not hold; ``keys.audit_missing``.

    """
    with desk.read() as session:
        floor = floor_of(session, desk.now() - SETTLED)
    return _seal_behind(desk, floor)


def seal_everything(desk: Desk) -> int:
    """Seal what has no seal, however old; return how many events.

    Raises:
        Conflict: as ``seal``.

    """
    return _seal_behind(desk, BEFORE_ALL)


def _seal_behind(desk: Desk, after: int) -> int:
    done = 0
    for number in range(LOTS):
        with desk.read() as session:
            found = unsealed_events(session, after, LOT)
        if not found:
            break
        sealed = _seal_lot(desk, found, first=number == 0)
        if sealed is None:  # somebody else is at it
            break
        done, after = done + sealed, found[-1][0]
    if done:
        with desk.work(None) as work:
            work.release_lease(LEASE, _holder())
    return done


def _holder() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"


def _seal_lot(desk: Desk, found: Sequence[Any], *, first: bool) -> int | None:
    with desk.work(None) as work:
        if not work.take_lease(LEASE, _holder(), LEASE_LENGTH):
            return None
        head = last_seal(work.session)
        ring = audit_ring(desk, head)
        if first and head is not None:
            _require_sound(work.session, ring, head)
        known = positions_of(work.session, [row[0] for row in found])
        lines = _lines(ring, head, [row for row in found if row[0] not in known], work)
        if lines:
            work.session.execute(insert(SealRow.__table__), lines)  # type: ignore[arg-type]
        return len(lines)


def audit_ring(desk: Desk, head: SealedEvent | None) -> Keyring:
    """Return the keys of the chain; none are made where a chain is there already.

    Raises:
        Conflict: ``keys.audit_missing``.

    """
    keys = desk.database.keys.audit
    if head is not None and (not keys.there() or head.key_id not in keys.ring(fresh=True).keys):
        raise Conflict("keys.audit_missing", key=head.key_id)
    return keys.ring(fresh=True)


def _require_sound(session: Session, ring: Keyring, head: SealedEvent) -> None:
    """Refuse to go on from an end that does not hold: it would hide what happened."""
    before = BEGINNING if head.position == 1 else seal_before(session, head.position)
    if before is None or not holds(ring.keys[head.key_id], before, head):
        raise Conflict("chain.broken", position=head.position)


def _lines(
    ring: Keyring, head: SealedEvent | None, found: Sequence[Any], work: Work
) -> list[dict[str, object]]:
    position, previous = (head.position, head.hash) if head else (0, BEGINNING)
    lines = []
    for event_id, *event in found:
        position += 1
        row = SealedEvent(position, work.recorded_at, event_id, ring.current, b"", event_of(event))
        previous = seal_of(ring.key, previous, row)
        lines.append(
            {
                "position": position,
                "event_id": event_id,
                "sealed_at": work.recorded_at,
                "key_id": ring.current,
                "hash": previous,
            }
        )
    return lines


def anchor(desk: Desk) -> int:
    """Write the day's anchor unless it is there; return whether one was written (0 or 1)."""
    path = folder_of(desk.settings) / f"{desk.local_day(desk.now())}.json"
    if path.exists() or make_anchor(desk) is None:
        return 0
    return 1


def make_anchor(desk: Desk) -> Anchor | None:
    """Write the anchor of today at the present end of the chain; None while there is no chain.

    Raises:
        Conflict: ``keys.audit_missing``.

    """
    with desk.read() as session:
        head = last_seal(session)
    if head is None:
        return None
    made = anchor_at(audit_ring(desk, head), desk.local_day(desk.now()).isoformat(), head)
    write_anchor(folder_of(desk.settings), made)
    return made


def oldest_unsealed(desk: Desk) -> datetime | None:
    """Return since when the oldest event of late waits for its seal (aware), or None."""
    with desk.read() as session:
        found = unsealed_events(session, floor_of(session, desk.now() - SETTLED), 1)
    return event_of(found[0][1:])[2] if found else None
