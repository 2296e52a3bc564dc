"""Turning the keys: what lies under an old key is encrypted anew, little by little.

What was written before there were keys is encrypted the same way.
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select

from engine.desk import Desk
from engine.rules.errors import Invalid
from engine.rules.events import KeyTurned
from engine.storage.keyring import Keys
from engine.storage.models import SEALED_TABLES, ComplaintRow, PartyRow, RobotRow, SealRow

log = logging.getLogger(__name__)

Table = type[PartyRow] | type[ComplaintRow] | type[RobotRow]
LOT = 200  # rows of one transaction
LOTS = 50  # transactions of one run, for each kind of stale rows
FIELDS, AUDIT = "fields", "audit"


def encrypt(desk: Desk) -> int:
    """Bring rows that lie under another key, or none, under the current one; return how many.

    A row that cannot be opened stays as it is, is told to the log, and hinders no other.
    """
    current = desk.database.keys.fields.ring(fresh=True).current
    done = 0
    for table in SEALED_TABLES:
        column = table.key_id
        # each of them one stretch of the index; «is not» would read the whole table
        for stale in (column.is_(None), column < current, column > current):
            done += _encrypt_where(desk, table, stale)
    return done


def _encrypt_where(desk: Desk, table: Table, stale: ColumnElement[bool]) -> int:
    done, stuck = 0, set[int]()
    for _ in range(LOTS):
        with desk.read() as session:
            query = select(table.id).where(stale, table.id.not_in(stuck))
            ids = session.scalars(query.limit(LOT)).all()
        if not ids:
            break
        bad = _encrypt_rows(desk, table, ids)
        stuck |= bad
        done += len(ids) - len(bad)
    if stuck:
        log.error("%d rows of %s cannot be opened", len(stuck), table.__tablename__)
    return done


def _encrypt_rows(desk: Desk, table: Table, ids: Sequence[int]) -> set[int]:
    bad = set()
    with desk.work(None) as work:
        query = select(table).where(table.id.in_(ids)).order_by(table.id)
        rows: list[PartyRow | ComplaintRow | RobotRow] = list(
            work.session.scalars(query.with_for_update())
        )
        for row in rows:
            try:
                row.seal_again(desk.database.keys)
            except Invalid:
                bad.add(row.id)
    return bad


def turn_keys(desk: Desk, ring: str) -> str:
    """Turn a ring (``FIELDS`` or ``AUDIT``); return the new key's id.

    Raises:
        Conflict: ``keys.in_settings``.

    """
    keys = desk.database.keys.audit if ring == AUDIT else desk.database.keys.fields
    key_id = keys.turn().current
    with desk.work(None) as work:
        work.record(KeyTurned(ring, key_id))
    return key_id


@dataclass(frozen=True, slots=True)
class KeyUse:
    """A key: of which ring, whether it is here and current, and how many rows lie under it.

    ``key_id`` None: rows that are not encrypted yet.
    """

    ring: str
    key_id: str | None
    here: bool
    current: bool
    rows: int


def keys_in_use(desk: Desk) -> list[KeyUse]:
    """Return every key there is and every key some row wants, those of the fields first."""
    fields: dict[str | None, int] = {}
    with desk.read() as session:
        for table in SEALED_TABLES:
            counted = select(table.key_id, func.count()).group_by(table.key_id)
            for key_id, count in session.execute(counted):
                fields[key_id] = fields.get(key_id, 0) + count
        sealed = select(SealRow.key_id, func.count()).group_by(SealRow.key_id)
        seals: dict[str | None, int] = {key_id: count for key_id, count in session.execute(sealed)}
    chest = desk.database.keys
    return [*_uses(FIELDS, chest.fields, fields), *_uses(AUDIT, chest.audit, seals)]


def _uses(name: str, keys: Keys, used: dict[str | None, int]) -> Iterator[KeyUse]:
    ring = keys.ring(fresh=True) if keys.there() else None
    known: list[str | None] = list(ring.keys) if ring else []
    for key_id in [*known, *(each for each in used if each not in known)]:
        is_current = ring is not None and key_id == ring.current
        yield KeyUse(name, key_id, key_id in known, is_current, used.get(key_id, 0))
