"""The settings: read once from the environment, checked, frozen.

Every name starts with ``HESHI_``; names starting with ``HESHI_TEST_`` belong to the test suite
and are left alone. A name we do not know stops the start: a misspelt setting must not be silent.
"""

import difflib
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from engine.rules.errors import Invalid

PREFIX = "HESHI_"
TEST_PREFIX = "HESHI_TEST_"
SECRET_BYTES = 32

Reader = Callable[[str], object]


def _whole(low: int, high: int) -> Reader:
    def read(text: str) -> int:
        number = int(text)
        if not low <= number <= high:
            raise ValueError(text)
        return number

    return read


def _one_of(*words: str) -> Reader:
    def read(text: str) -> str:
        if text not in words:
            raise ValueError(text)
        return text

    return read


def _zone(text: str) -> str:
    if text not in ("UTC", "") and "/" not in text:
        raise ValueError(text)
    return ZoneInfo(text).key


def _address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(text)
    return text.rstrip("/")


def _database(text: str) -> str:
    scheme = text.partition(":")[0].partition("+")[0]
    if scheme not in ("sqlite", "postgresql"):
        raise ValueError(text)
    return text


def _secret(text: str) -> str:
    if len(text) < SECRET_BYTES:
        raise ValueError("too short")
    return text


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that differs from one installation to the next.

    Environment names are these in capitals after ``HESHI_``. ``metadata["read"]`` turns the text
    into the value and raises ``ValueError`` for anything else.
    """

    database_url: str = field(default="sqlite:///var/heshi.db", metadata={"read": _database})
    # How long a writer waits for a lock; PostgreSQL also: one statement, an idle transaction.
    lock_seconds: int = field(default=5, metadata={"read": _whole(1, 300)})
    statement_seconds: int = field(default=30, metadata={"read": _whole(1, 3600)})
    idle_transaction_seconds: int = field(default=60, metadata={"read": _whole(1, 3600)})
    # Signs sign-in cookies; ``serve`` wants one, a demo makes its own (``demo_secret``).
    secret_key: str = field(default="", repr=False, metadata={"read": _secret})
    var_dir: str = field(default="var", metadata={"read": str})  # secret, demo database, backups
    zone: str = field(default="Asia/Shanghai", metadata={"read": _zone})  # the office's time
    tick_seconds: int = field(default=30, metadata={"read": _whole(1, 3600)})
    host: str = field(default="127.0.0.1", metadata={"read": str})
    port: int = field(default=8000, metadata={"read": _whole(1, 65535)})
    threads: int = field(default=8, metadata={"read": _whole(1, 256)})
    # How the installation is reached from outside; links in e-mail start with it.
    base_url: str = field(default="http://127.0.0.1:8000", metadata={"read": _address})
    proxy_count: int = field(default=0, metadata={"read": _whole(0, 8)})  # trusted, in front of us
    session_idle_minutes: int = field(default=30, metadata={"read": _whole(1, 1440)})
    smtp_host: str = field(default="", metadata={"read": str})  # empty: no e-mail is sent
    smtp_port: int = field(default=25, metadata={"read": _whole(1, 65535)})
    smtp_user: str = field(default="", metadata={"read": str})
    smtp_password: str = field(default="", repr=False, metadata={"read": str})
    smtp_from: str = field(default="heshi@localhost", metadata={"read": str})
    smtp_tls: str = field(default="none", metadata={"read": _one_of("none", "starttls", "tls")})
    log_level: str = field(
        default="INFO", metadata={"read": _one_of("DEBUG", "INFO", "WARNING", "ERROR")}
    )

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Self:
        """Read the settings out of *env*.

        Raises:
            Invalid: ``settings.invalid``; ``fields`` maps each environment name to
                ``settings.unknown`` or ``settings.unreadable``; the fact ``meant`` maps an
                unknown name to the one that was probably meant.

        """
        known = {PREFIX + each.name.upper(): each for each in fields(cls)}
        given = {
            name: text
            for name, text in env.items()
            if name.startswith(PREFIX) and not name.startswith(TEST_PREFIX)
        }
        wrong = {name: "settings.unknown" for name in given.keys() - known.keys()}
        meant = {
            name: close[0]
            for name in wrong
            if (close := difflib.get_close_matches(name, list(known), 1))
        }
        values: dict[str, object] = {}
        for name in given.keys() & known.keys():
            try:
                values[known[name].name] = known[name].metadata["read"](given[name])
            except (ValueError, KeyError, OSError):
                wrong[name] = "settings.unreadable"
        if wrong:
            raise Invalid("settings.invalid", fields=dict(sorted(wrong.items())), meant=meant)
        return cls(**values)  # type: ignore[arg-type]  # each reader returns its field's type

    def require_secret(self) -> str:
        """Return the secret key of a real installation.

        Raises:
            Invalid: ``settings.secret_missing`` when none is set.

        """
        if not self.secret_key:
            raise Invalid(
                "settings.secret_missing", fields={"HESHI_SECRET_KEY": "settings.secret_missing"}
            )
        return self.secret_key


def demo_secret(settings: Settings) -> str:
    """Return the secret of a demo: the one set, else one kept in ``var_dir/secret_key``.

    The file is made on first use, readable by its owner alone (0600).
    """
    if settings.secret_key:
        return settings.secret_key
    path = Path(settings.var_dir) / "secret_key"
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        path.touch(mode=0o600, exist_ok=False)
    except FileExistsError:
        kept = path.read_text("ascii").strip()
        if kept:
            return kept
    path.write_text(secrets.token_hex(SECRET_BYTES), "ascii")
    return path.read_text("ascii").strip()
