"""Keys: they lie in files of their own or in settings, never in the database.

A ring holds keys by id. New values take the current key; old ones name the key they were made
with, so that a ring can be turned (rotated) while everything stays readable.
"""

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from engine.rules.errors import Conflict, Invalid
from engine.settings import Settings

KEY_BYTES = 32
FILE_MODE, FOLDER_MODE = 0o600, 0o700
FIELDS_FILE, AUDIT_FILE = "keys.json", "audit-keys.json"


@dataclass(frozen=True, slots=True)
class Keyring:
    """Keys by id, the one new values take, and one that never turns: of the blind indexes."""

    current: str
    keys: Mapping[str, bytes] = field(repr=False)
    index: bytes = field(repr=False)

    @property
    def key(self) -> bytes:
        """The current key."""
        return self.keys[self.current]

    def turned(self) -> "Keyring":
        """Return the ring with one more key, which is the current one from now on."""
        name = _name()
        return Keyring(name, {**self.keys, name: secrets.token_bytes(KEY_BYTES)}, self.index)


def new_ring() -> Keyring:
    """Return a ring with one key."""
    name = _name()
    keys = {name: secrets.token_bytes(KEY_BYTES)}
    return Keyring(name, keys, secrets.token_bytes(KEY_BYTES))


def _name() -> str:
    return f"k{secrets.token_hex(4)}"


def spell(ring: Keyring) -> str:
    """Return *ring* as the JSON text of a key file."""
    keys = {name: key.hex() for name, key in ring.keys.items()}
    return json.dumps({"current": ring.current, "index": ring.index.hex(), "keys": keys}, indent=1)


def read_ring(text: str) -> Keyring:
    """Return the ring a key file or setting spells.

    Raises:
        Invalid: ``keys.unreadable``.

    """
    try:
        read: dict[str, Any] = json.loads(text)
        keys = {str(name): bytes.fromhex(key) for name, key in read["keys"].items()}
        ring = Keyring(str(read["current"]), keys, bytes.fromhex(read["index"]))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Invalid("keys.unreadable") from error
    if ring.current not in keys or any(len(k) != KEY_BYTES for k in (*keys.values(), ring.index)):
        raise Invalid("keys.unreadable")
    return ring


class Keys(Protocol):
    """Where a ring is kept."""

    def ring(self, *, fresh: bool = False) -> Keyring:
        """Return the ring; *fresh*: look whether it has been turned meanwhile."""

    def there(self) -> bool:
        """Say whether there is a ring already."""

    def turn(self) -> Keyring:
        """Make and keep a new current key; return the ring."""


class HeldKeys:
    """A ring in memory: of the settings, or of a database that does not outlive the program."""

    def __init__(self, ring: Keyring, *, fixed: bool = False) -> None:
        self._ring, self._fixed = ring, fixed

    def ring(self, *, fresh: bool = False) -> Keyring:  # nothing to look at
        """Return the ring."""
        return self._ring

    def there(self) -> bool:
        """Say yes."""
        return True

    def turn(self) -> Keyring:
        """Turn the ring.

        Raises:
            Conflict: ``keys.in_settings``: only who wrote the setting can.

        """
        if self._fixed:
            raise Conflict("keys.in_settings")
        self._ring = self._ring.turned()
        return self._ring


class KeyFile:
    """A ring in a file only its owner can read; made when a key is first needed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._ring: Keyring | None = None
        self._seen: tuple[int, int] | None = None

    def there(self) -> bool:
        """Say whether the file is there."""
        return self.path.is_file()

    def ring(self, *, fresh: bool = False) -> Keyring:
        """Return the ring, read once; *fresh*: again if the file has changed.

        Raises:
            Invalid: ``keys.unreadable``.

        """
        if self._ring is None or (fresh and self._stamp() != self._seen):
            if not self.there():
                self._write(new_ring(), new=True)
            self._seen = self._stamp()
            self._ring = self._read()
        return self._ring

    def turn(self) -> Keyring:
        """Turn the ring in the file; the old keys stay in it."""
        ring = self.ring(fresh=True).turned()
        self._write(ring, new=False)
        return self.ring(fresh=True)

    def _read(self) -> Keyring:
        try:
            return read_ring(self.path.read_text("ascii"))
        except (OSError, ValueError, Invalid) as error:
            raise Invalid("keys.unreadable", file=str(self.path)) from error

    def _stamp(self) -> tuple[int, int] | None:
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return None
        return found.st_mtime_ns, found.st_ino

    def _write(self, ring: Keyring, *, new: bool) -> None:
        """Write beside and move into place: nobody ever reads half a file, or makes it twice."""
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
        beside = self.path.with_name(f".{self.path.name}.{os.getpid()}-{secrets.token_hex(4)}")
        opened = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
        try:
            with os.fdopen(opened, "w", encoding="ascii") as file:
                file.write(spell(ring))
                file.flush()
                os.fsync(file.fileno())
            if new:
                _place(beside, self.path)
            else:
                beside.replace(self.path)
        finally:
            beside.unlink(missing_ok=True)


def _place(made: Path, path: Path) -> None:
    try:
        os.link(made, path)
    except FileExistsError:
        return  # another process was first: its ring is the ring
    except OSError:  # a file system without links
        made.replace(path)


@dataclass(frozen=True, slots=True)
class KeyChest:
    """The two rings of an installation: of encrypted fields, and of the chain over the events."""

    fields: Keys
    audit: Keys


def chest_of(settings: Settings) -> KeyChest:
    """Return the rings of an installation: from its settings, else from files in ``var_dir``.

    Raises:
        Invalid: ``keys.unreadable``: the fact ``file`` names the setting.

    """
    folder = Path(settings.var_dir)
    return KeyChest(
        _kept("HESHI_DATA_KEYS", settings.data_keys, folder / FIELDS_FILE),
        _kept("HESHI_AUDIT_KEYS", settings.audit_keys, folder / AUDIT_FILE),
    )


def _kept(name: str, setting: str, path: Path) -> Keys:
    if not setting:
        return KeyFile(path)
    try:
        return HeldKeys(read_ring(setting), fixed=True)
    except Invalid as error:
        raise Invalid("keys.unreadable", file=name) from error


_passing: list[KeyChest] = []


def passing_chest() -> KeyChest:
    """Return rings that end with this program: for databases of tests and measurements."""
    if not _passing:
        _passing.append(KeyChest(HeldKeys(new_ring()), HeldKeys(new_ring())))
    return _passing[0]
