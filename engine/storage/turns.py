"""Taking turns: of several transactions that ask under one key, one goes on and the others wait.

The turn ends with the transaction, so that whoever waited sees what the one before has written.
"""

from hashlib import sha256

from sqlalchemy import text
from sqlalchemy.orm import Session

from engine.storage.leases import is_sqlite

SPACE = 4_837_203  # keeps these keys apart from other advisory locks (migrate, cluster.tables)
ASK = text("SELECT pg_advisory_xact_lock(:space, :key)")


def take_turn(session: Session, key: str) -> None:
    """Return when no other open transaction has asked under *key*; on SQLite none ever has.

    Keys are folded to 32 bits: two that fold alike wait for one another, no more.

    Raises:
        Locked: it took longer than a lock may.

    """
    if is_sqlite(session):
        return
    folded = int.from_bytes(sha256(key.encode()).digest()[:4], signed=True)
    session.execute(ASK, {"space": SPACE, "key": folded})
