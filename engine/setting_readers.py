"""The readers of the settings: each turns the text of one environment name into its value.

All raise ``ValueError`` (or ``KeyError``, ``OSError``) for a text that cannot be meant; which of
them reads what stands in ``engine.settings``.
"""

import re
from collections.abc import Callable
from ipaddress import ip_network
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from engine.rules.addresses import Allowed
from engine.rules.quiet import read_time

SECRET_BYTES = 32

Reader = Callable[[str], object]


def whole(low: int, high: int) -> Reader:
    """Make a reader of whole numbers from *low* to *high*."""

    def read(text: str) -> int:
        number = int(text)
        if not low <= number <= high:
            raise ValueError(text)
        return number

    return read


def one_of(*words: str) -> Reader:
    """Make a reader that takes one of *words* and nothing else."""

    def read(text: str) -> str:
        if text not in words:
            raise ValueError(text)
        return text

    return read


def yes_no(text: str) -> bool:
    """Read ``true`` or ``false``, however it is written."""
    return {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}[
        text.strip().lower()
    ]


def zone(text: str) -> str:
    """Read a time zone by its IANA name."""
    if text not in ("UTC", "") and "/" not in text:
        raise ValueError(text)
    return ZoneInfo(text).key


def address(text: str) -> str:
    """Read an http(s) address; a last slash falls away."""
    parts = urlsplit(text)  # ``port`` raises where it is no number of a port
    meant = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    if not meant or any(each.isspace() for each in text):
        raise ValueError(text)
    return text.rstrip("/")


def networks(text: str) -> str:
    """Read networks in CIDR form, separated by commas."""
    for word in text.split(","):
        ip_network(word.strip())
    return text


def database(text: str) -> str:
    """Read the address of an SQLite or PostgreSQL database."""
    scheme = text.partition(":")[0].partition("+")[0]
    if scheme not in ("sqlite", "postgresql"):
        raise ValueError(text)
    return text


def time_of_day(text: str) -> str:
    """Read a time of day; return it as ``HH:MM``."""
    return read_time(text).strftime("%H:%M")


def pattern(text: str) -> str:
    """Read a regular expression."""
    try:
        return re.compile(text).pattern
    except re.error as error:
        raise ValueError(text) from error


def allowed(text: str) -> str:
    """Read hosts and networks that may be called though they are not public."""
    Allowed.read(text)
    return text


def secret(text: str) -> str:
    """Read a secret of at least ``SECRET_BYTES`` characters."""
    if len(text) < SECRET_BYTES:
        raise ValueError("too short")
    return text


def line(text: str) -> str:
    """Read one printable line without blanks around it."""
    if text != text.strip() or not text.isprintable():
        raise ValueError("a line without blanks around it")
    return text
