"""Does the chain over the events hold? The first place where it does not, and why."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.rules.chain import BEGINNING, Break, SealedEvent, holds, why_broken
from engine.storage.anchors import Anchor, is_ours
from engine.storage.chain import (
    Unsealed,
    count_unsealed,
    last_seal,
    positions_of,
    seal_before,
    sealed_rows,
)
from engine.storage.keyring import Keyring
from engine.storage.models import SealRow

__all__ = ["Tail", "Verified", "positions_of", "verify_chain", "verify_tail"]

AROUND = 200  # rows looked at to say whether a row was moved or put in between
BACKDATED = timedelta(hours=1)  # so much older than its forerunner, a record is worth a look
TOLD_EVERY = 2_000

Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found. ``broken`` None: every seal holds, and every anchor.

    ``backdated`` are events written down, by their own account, long before the one sealed before
    them: a clock that was set back, or somebody who wrote past the program. ``late`` says that
    an event waits for its seal for longer than it should.
    """

    sealed: int
    head: SealedEvent | None
    broken: Break | None
    unsealed: Unsealed
    late: bool
    anchors: int
    backdated: tuple[int, ...]

    @property
    def sound(self) -> bool:
        """Whether there is nothing to find fault with."""
        return self.broken is None and not self.late


@dataclass(frozen=True, slots=True)
class Tail:
    """What was found in the last rows of the chain; ``sealed`` is how long it is as a whole."""

    sealed: int
    sealed_at: datetime | None
    checked: int
    broken: Break | None
    unsealed: Unsealed


@dataclass
class _Walk:
    """How far the chain has been followed."""

    ring: Keyring
    anchors: Mapping[int, list[tuple[str, Anchor]]]
    position: int = 0
    seal: bytes = BEGINNING
    recorded_at: datetime | None = None
    head: SealedEvent | None = None
    backdated: list[int] = field(default_factory=list)

    def step(self, row: SealedEvent) -> Break | None:
        """Follow the chain by one row; return what is wrong with it."""
        if row.position != self.position + 1:
            return Break("missing", self.position + 1)
        key = self.ring.keys.get(row.key_id)
        if key is None:
            return Break("unknown_key", row.position, row.event_id)
        if not holds(key, self.seal, row):
            return Break("altered", row.position, row.event_id)
        for name, anchor in self.anchors.get(row.position, ()):
            if anchor.seal != row.hash.hex():
                return Break("anchor", row.position, row.event_id, name)
        self._note_time(row)
        self.position, self.seal, self.head = row.position, row.hash, row
        return None

    def _note_time(self, row: SealedEvent) -> None:
        recorded_at = row.event[2] if row.event else None
        if recorded_at is None:
            return
        if self.recorded_at is not None and recorded_at < self.recorded_at - BACKDATED:
            self.backdated.append(row.event_id)
        else:
            self.recorded_at = recorded_at


def verify_chain(
    session: Session,
    ring: Keyring,
    anchors: Mapping[str, Anchor],
    late_before: datetime,
    told: Told = lambda done, of: None,
) -> Verified:
    """Follow the whole chain and compare it with *anchors* (by file name).

    An event written before *late_before* (aware) should have its seal by now. *told* hears how
    many rows were read and of how many.
    """
    of = session.scalar(select(func.count()).select_from(SealRow)) or 0
    walk = _Walk(ring, _by_position(anchors))
    broken = _forged(ring, anchors) or _follow(session, walk, of, told)
    if broken is None:
        cut = [(name, each) for name, each in anchors.items() if each.position > walk.position]
        if cut:
            broken = Break("truncated", walk.position + 1, None, cut[0][0])
    waiting = count_unsealed(session)
    late = waiting.oldest is not None and waiting.oldest < late_before
    return Verified(
        sealed=walk.position,
        head=walk.head,
        broken=broken,
        unsealed=waiting,
        late=late,
        anchors=len(anchors),
        backdated=tuple(walk.backdated),
    )


def verify_tail(session: Session, ring: Keyring, rows: int) -> Tail:
    """Follow the last *rows* of the chain, from the seal that lies before them."""
    head = last_seal(session)
    if head is None:
        return Tail(0, None, 0, None, count_unsealed(session))
    before = max(head.position - rows, 0)
    walk = _Walk(ring, {}, before)
    if before:
        walk.seal = seal_before(session, before + 1) or BEGINNING
    broken = None
    for row in sealed_rows(session, before):
        broken = walk.step(row)
        if broken is not None:
            broken = _judged(session, walk, broken)
            break
    checked = walk.position - before
    return Tail(head.position, head.sealed_at, checked, broken, count_unsealed(session))


def _follow(session: Session, walk: _Walk, of: int, told: Told) -> Break | None:
    for count, row in enumerate(sealed_rows(session), 1):
        broken = walk.step(row)
        if broken is not None:
            return _judged(session, walk, broken)
        if count % TOLD_EVERY == 0:
            told(count, of)
    told(of, of)
    return None


def _judged(session: Session, walk: _Walk, broken: Break) -> Break:
    """Say more exactly why, by the rows that follow."""
    if broken.why != "altered":
        return broken
    rows = list(islice(sealed_rows(session, broken.position - 1), AROUND))
    why = why_broken(walk.ring.keys[rows[0].key_id], walk.seal, rows)
    return Break(why, broken.position, broken.event_id)


def _by_position(anchors: Mapping[str, Anchor]) -> dict[int, list[tuple[str, Anchor]]]:
    found: dict[int, list[tuple[str, Anchor]]] = {}
    for name, anchor in anchors.items():
        found.setdefault(anchor.position, []).append((name, anchor))
    return found


def _forged(ring: Keyring, anchors: Mapping[str, Anchor]) -> Break | None:
    for name, anchor in anchors.items():
        if not is_ours(ring, anchor):
            return Break("anchor_forged", anchor.position, None, name)
    return None
