"""The settings: read once from the environment, checked, frozen.

Every name starts with ``HESHI_``; names starting with ``HESHI_TEST_`` belong to the test suite
and are left alone. A name we do not know stops the start: a misspelt setting must not be silent.
"""

import difflib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Self

from engine import setting_readers as read
from engine.rules.channels import Channel, kind_of
from engine.rules.errors import Invalid

PREFIX = "HESHI_"
TEST_PREFIX = "HESHI_TEST_"

PER_MINUTE = read.whole(0, 100_000)  # 0: as many as there are


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that differs from one installation to the next.

    Environment names are these in capitals after ``HESHI_``. ``metadata["read"]`` turns the text
    into the value and raises ``ValueError`` for anything else.
    """

    database_url: str = field(default="sqlite:///var/heshi.db", metadata={"read": read.database})
    # How long a writer waits for a lock; PostgreSQL also: one statement, an idle transaction.
    lock_seconds: int = field(default=5, metadata={"read": read.whole(1, 300)})
    statement_seconds: int = field(default=30, metadata={"read": read.whole(1, 3600)})
    idle_transaction_seconds: int = field(default=60, metadata={"read": read.whole(1, 3600)})
    # How long a server that starts waits for a database that is busy or not up yet.
    start_seconds: int = field(default=60, metadata={"read": read.whole(0, 3600)})
    # Signs sign-in cookies; ``serve`` wants one, a demo makes its own (``demo_secret``).
    secret_key: str = field(default="", repr=False, metadata={"read": read.secret})
    var_dir: str = field(default="var", metadata={"read": str})  # secret, demo database, backups
    # Key files spelled out (docs/operations.md); without them they lie in ``var_dir``.
    data_keys: str = field(default="", repr=False, metadata={"read": str})
    audit_keys: str = field(default="", repr=False, metadata={"read": str})
    # An event that is not sealed after so many minutes is a finding of ``heshi audit verify``.
    seal_minutes: int = field(default=60, metadata={"read": read.whole(1, 10_080)})
    zone: str = field(default="Asia/Shanghai", metadata={"read": read.zone})  # the office's time
    tick_seconds: int = field(default=30, metadata={"read": read.whole(1, 3600)})
    host: str = field(default="127.0.0.1", metadata={"read": str})
    port: int = field(default=8000, metadata={"read": read.whole(1, 65535)})
    threads: int = field(default=8, metadata={"read": read.whole(1, 256)})
    # On several machines: processes of ``heshi web``, jobs a ``heshi worker`` does at a time.
    web_processes: int = field(default=2, metadata={"read": read.whole(1, 64)})
    worker_hands: int = field(default=4, metadata={"read": read.whole(1, 64)})
    # How the installation is reached from outside; links in e-mail start with it.
    base_url: str = field(default="http://127.0.0.1:8000", metadata={"read": read.address})
    proxy_count: int = field(
        default=0, metadata={"read": read.whole(0, 8)}
    )  # trusted, in front of us
    session_idle_minutes: int = field(default=30, metadata={"read": read.whole(1, 1440)})
    smtp_host: str = field(default="", metadata={"read": str})  # empty: no e-mail is sent
    smtp_port: int = field(default=25, metadata={"read": read.whole(1, 65535)})
    smtp_user: str = field(default="", metadata={"read": str})
    smtp_password: str = field(default="", repr=False, metadata={"read": str})
    smtp_from: str = field(default="heshi@localhost", metadata={"read": str})
    smtp_tls: str = field(default="none", metadata={"read": read.one_of("none", "starttls", "tls")})
    smtp_per_minute: int = field(default=240, metadata={"read": PER_MINUTE})
    # Any provider of SMS: a text is posted to this address; empty: there is none.
    gateway_url: str = field(default="", metadata={"read": read.address})
    gateway_body: str = field(default="", metadata={"read": str})  # Jinja2; empty: plain JSON
    gateway_content_type: str = field(default="application/json", metadata={"read": read.line})
    gateway_header: str = field(default="Authorization", metadata={"read": read.line})
    gateway_secret: str = field(default="", repr=False, metadata={"read": read.line})
    gateway_accepted: str = field(default="", metadata={"read": read.pattern})  # in a good answer
    gateway_per_minute: int = field(default=120, metadata={"read": PER_MINUTE})
    # Robots of a group chat: where they are, and the word that lets us speak through them.
    wecom_url: str = field(default="", metadata={"read": read.address})
    wecom_key: str = field(default="", repr=False, metadata={"read": read.line})
    wecom_per_minute: int = field(default=20, metadata={"read": PER_MINUTE})
    dingtalk_url: str = field(default="", metadata={"read": read.address})
    dingtalk_token: str = field(default="", repr=False, metadata={"read": read.line})
    dingtalk_secret: str = field(default="", repr=False, metadata={"read": read.line})
    dingtalk_per_minute: int = field(default=20, metadata={"read": PER_MINUTE})
    feishu_url: str = field(default="", metadata={"read": read.address})
    feishu_token: str = field(default="", repr=False, metadata={"read": read.line})
    feishu_secret: str = field(default="", repr=False, metadata={"read": read.line})
    feishu_per_minute: int = field(default=60, metadata={"read": PER_MINUTE})
    # Hosts and networks that may be called though they are not public.
    allow_private_addresses: str = field(default="", metadata={"read": read.allowed})
    digest_at: str = field(
        default="09:00", metadata={"read": read.time_of_day}
    )  # what is not urgent leaves
    silence_days: int = field(default=30, metadata={"read": read.whole(1, 365)})  # at most
    # Whether procedures and law tables need a second person's consent to be published.
    two_person_publish: bool = field(default=True, metadata={"read": read.yes_no})
    daily_report_at: str = field(
        default="17:00", metadata={"read": read.time_of_day}
    )  # sensitive periods
    log_level: str = field(
        default="INFO", metadata={"read": read.one_of("DEBUG", "INFO", "WARNING", "ERROR")}
    )
    log_format: str = field(default="text", metadata={"read": read.one_of("text", "json")})
    # Who may read /metrics: networks, separated by commas.
    metrics_networks: str = field(default="127.0.0.0/8,::1/128", metadata={"read": read.networks})

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

    @property
    def channels(self) -> tuple[Channel, ...]:
        """The ways out that are set up here, in the order they are offered."""
        there = {Channel.EMAIL: self.smtp_host}
        return tuple(each for each in Channel if there.get(each, getattr(self, f"{each}_url", "")))

    def per_minute(self, channel: str) -> int:
        """Return how many messages a minute may leave by *channel*; 0: as many as there are.

        Each of several robots of a kind has its own count.
        """
        kind = kind_of(channel)
        name = "smtp" if kind == Channel.EMAIL else kind
        return int(getattr(self, f"{name}_per_minute", 0))

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
    path.write_text(secrets.token_hex(read.SECRET_BYTES), "ascii")
    return path.read_text("ascii").strip()
