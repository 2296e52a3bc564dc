"""Columns whose text lies encrypted in the database, one value at a time.

AES-256-GCM with a fresh nonce; the stored text names its key. What is authenticated along with it
is the table, the column and the row's own random key: a value moved to another row or column does
not open. Equality is searched for in blind indexes (HMAC). See docs/adr/0010.
"""

import hmac
import secrets
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, Self, overload

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, Dialect, String, TypeDecorator, event, func, select
from sqlalchemy.orm import Mapped, Mapper, QueryContext, Session, mapped_column

from engine.rules.errors import Conflict, Invalid
from engine.storage.keyring import KeyChest, Keyring, passing_chest

MARK = "hs1"  # before every encrypted text; a text without it has not been encrypted yet
NONCE_BYTES = 12
INDEX_BYTES = 16
CHEST = "heshi_keys"  # the attribute of a database's dialect its keys lie in

Normal = Callable[[str], str]


def chest_in(dialect: Dialect) -> KeyChest:
    """Return the keys of the one database this dialect object speaks to."""
    found: KeyChest | None = getattr(dialect, CHEST, None)
    return found or passing_chest()


def keys_of(session: Session) -> KeyChest:
    """Return the keys of the database *session* speaks to."""
    return chest_in(session.get_bind().dialect)


@lru_cache(maxsize=64)
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)


def seal_text(ring: Keyring, text: str, bound: str) -> str:
    """Return *text* encrypted under the ring's current key, bound to *bound*."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    closed = _cipher(ring.key).encrypt(nonce, text.encode(), bound.encode())
    return f"{MARK}:{ring.current}:{b64encode(nonce + closed).decode()}"


def open_text(chest: KeyChest, kept: str, bound: str) -> str:
    """Return the text of a stored value; one that was never encrypted is returned as it is.

    Raises:
        Invalid: ``field.unreadable``: no such key, damaged, or of another row or column.

    """
    mark, _, rest = kept.partition(":")
    if mark != MARK:
        return kept
    key_id, _, spelled = rest.partition(":")
    keys = chest.fields.ring().keys
    if key_id not in keys:
        keys = chest.fields.ring(fresh=True).keys
    try:
        closed = b64decode(spelled, validate=True)
        opened = _cipher(keys[key_id]).decrypt(
            closed[:NONCE_BYTES], closed[NONCE_BYTES:], bound.encode()
        )
        return opened.decode()
    except (KeyError, ValueError, InvalidTag) as error:
        raise Invalid("field.unreadable", field=bound.partition("\0")[0]) from error


def blind(ring: Keyring, column: str, text: str) -> str:
    """Return what stands for *text* in the blind index of *column*."""
    found = hmac.digest(ring.index, f"{column}\0{text}".encode(), "sha256")
    return found[:INDEX_BYTES].hex()


class Blind(TypeDecorator[str]):
    """A blind index: what is compared with it or written into it is text as compared, in clear.

    It turns into the HMAC on its way to the database and comes back as that.
    """

    impl = String
    cache_ok = True

    def __init__(self, column: str) -> None:
        super().__init__()
        self.column = column

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Return what stands for the text."""
        return blind(chest_in(dialect).fields.ring(), self.column, value) if value else None


def plain_number(text: str) -> str:
    """Return an identity or credit number as it is compared: capitals, no spaces."""
    return "".join(text.split()).upper()


def plain_phone(text: str) -> str:
    """Return a phone number as it is compared: digits alone, without the country."""
    digits = "".join(each for each in text if each.isdigit())
    return digits[2:] if len(digits) == 13 and digits.startswith("86") else digits


class Sealing:
    """A row with encrypted columns: its random key, and the id of the key they lie under.

    ``key_id`` None: not encrypted yet (written before there were keys); the tick does it.
    """

    row_key: Mapped[str | None] = mapped_column()
    key_id: Mapped[str | None] = mapped_column(index=True)

    _chest: KeyChest | None = None

    @classmethod
    def sealed(cls) -> "list[Sealed]":
        """Return the encrypted columns."""
        return [each for each in vars(cls).values() if isinstance(each, Sealed)]

    def seal_again(self, chest: KeyChest) -> None:
        """Encrypt every column of this row under the current key.

        Raises:
            Invalid: ``field.unreadable``: one cannot be opened; nothing of the row is changed.

        """
        self._chest = chest
        opened = [(each, each.__get__(self, type(self))) for each in self.sealed()]
        self.key_id = chest.fields.ring().current
        for each, text in opened:
            each.keep(self, text, chest)

    def close(self, chest: KeyChest) -> None:
        """Encrypt what was written to a row that has been in no session yet."""
        self._chest = chest
        waiting: dict[str, str | None] = self.__dict__.pop("_waiting", {})
        columns = {each.name: each for each in self.sealed()}
        self.key_id = chest.fields.ring().current
        for name, text in waiting.items():
            columns[name].keep(self, text, chest)


class Sealed:
    """An attribute that reads and writes clear text over an encrypted column.

    ``kept`` is the mapped attribute that holds the stored text, ``index`` the one that holds the
    blind index, compared as ``normal`` spells it.
    """

    def __init__(self, kept: str, index: str | None = None, normal: Normal = str) -> None:
        self.kept, self.index, self.normal = kept, index, normal
        self.name, self.column = "", ""

    def __set_name__(self, owner: Any, name: str) -> None:
        """Learn which column of which table this is."""
        self.name = name
        self.column = f"{owner.__tablename__}.{name}"

    @overload
    def __get__(self, row: None, owner: type) -> Self: ...

    @overload
    def __get__(self, row: Any, owner: type) -> str | None: ...

    def __get__(self, row: Any, owner: type) -> Self | str | None:
        """Return the clear text.

        Raises:
            Invalid: ``field.unreadable``.

        """
        if row is None:
            return self
        if self.name in (waiting := row.__dict__.get("_waiting", {})):
            found: str | None = waiting[self.name]
            return found
        kept = getattr(row, self.kept)
        return None if kept is None else open_text(row._chest, kept, self._bound(row))

    def __set__(self, row: Any, text: str | None) -> None:
        """Write clear text; a row that is in no session yet keeps it until it is written."""
        if row._chest is None:
            row.__dict__.setdefault("_waiting", {})[self.name] = text
        else:
            self.keep(row, text, row._chest)

    def keep(self, row: Any, text: str | None, chest: KeyChest) -> None:
        """Put *text* into the row's columns, encrypted."""
        ring = chest.fields.ring()
        row.row_key = row.row_key or secrets.token_hex(16)
        stale = row.key_id not in (None, ring.current)
        if stale:  # the column names one key for the row: all of it moves to the current one
            row.seal_again(chest)
        setattr(row, self.kept, None if text is None else seal_text(ring, text, self._bound(row)))
        if self.index is not None:
            setattr(row, self.index, self.normal(text) or None if text else None)

    def _bound(self, row: Any) -> str:
        return f"{self.column}\0{row.row_key}"


@event.listens_for(Sealing, "before_insert", propagate=True)
def _close(_: Mapper[Any], connection: Connection, row: Sealing) -> None:
    row.close(chest_in(connection.dialect))


@event.listens_for(Sealing, "load", propagate=True)
def _give_keys(row: Sealing, context: QueryContext) -> None:
    row._chest = keys_of(context.session)


def require_keys(session: Session, tables: Iterable[Any]) -> None:
    """Return if what lies encrypted in *tables* can be opened with the keys there are.

    Raises:
        Conflict: ``keys.missing``: it was encrypted with a key that is not here.

    """
    keys = keys_of(session).fields
    for table in tables:
        for edge in (func.min, func.max):
            used = session.scalar(select(edge(table.key_id)))
            if used and not (keys.there() and used in keys.ring(fresh=True).keys):
                raise Conflict("keys.missing", key=used)
