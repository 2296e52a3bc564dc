"""Anchors: the head of the chain on a day, in a file of its own, to be kept elsewhere.

Whoever cuts the newest events off leaves a chain that is whole in itself; an anchor names a place
that is no longer there.
"""

import hmac
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from engine.rules.chain import SealedEvent
from engine.rules.errors import Invalid
from engine.settings import Settings
from engine.storage.keyring import Keyring

FOLDER = "anchors"


@dataclass(frozen=True, slots=True)
class Anchor:
    """The end of the chain on an office day. ``seal`` is hex, instants ISO in UTC.

    ``mark`` proves with the audit key that this installation wrote it.
    """

    day: str
    position: int
    event_id: int
    sealed_at: str
    key_id: str
    seal: str
    mark: str = ""


def folder_of(settings: Settings) -> Path:
    """Return where anchors are written: ``var_dir/anchors``."""
    return Path(settings.var_dir) / FOLDER


def anchor_at(ring: Keyring, day: str, head: SealedEvent) -> Anchor:
    """Return the anchor of *day* (ISO) at the end *head* of the chain."""
    bare = Anchor(
        day=day,
        position=head.position,
        event_id=head.event_id,
        sealed_at=head.sealed_at.isoformat(),
        key_id=ring.current,
        seal=head.hash.hex(),
    )
    return Anchor(**{**asdict(bare), "mark": _mark(ring.key, bare)})


def is_ours(ring: Keyring, anchor: Anchor) -> bool:
    """Say whether *anchor* was written with a key of the ring."""
    key = ring.keys.get(anchor.key_id)
    return key is not None and hmac.compare_digest(_mark(key, anchor), anchor.mark)


def write_anchor(folder: Path, anchor: Anchor) -> Path:
    """Write *anchor* into *folder* under its day; one that is there for that day is replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{anchor.day}.json"
    beside = path.with_suffix(".part")
    beside.write_text(json.dumps(asdict(anchor), indent=1) + "\n", "ascii")
    beside.replace(path)
    return path


def read_anchors(folder: Path) -> dict[str, Anchor]:
    """Return the anchors of a folder by file name, the oldest first.

    Raises:
        Invalid: ``anchor.unreadable``.

    """
    found: dict[str, Anchor] = {}
    for path in sorted(folder.glob("*.json")):
        try:
            anchor = Anchor(**json.loads(path.read_text("ascii")))
            bytes.fromhex(anchor.seal + anchor.mark)
            found[path.name] = Anchor(**{**asdict(anchor), "position": int(anchor.position)})
        except (ValueError, TypeError, OSError) as error:
            raise Invalid("anchor.unreadable", file=str(path)) from error
    return found


def _mark(key: bytes, anchor: Anchor) -> str:
    parts = {name: value for name, value in asdict(anchor).items() if name != "mark"}
    spelled = json.dumps(parts, sort_keys=True, separators=(",", ":"))
    return hmac.digest(key, b"anchor\0" + spelled.encode(), "sha256").hex()
