"""From the name of a server to the one address that will be called.

A name is resolved once, and what was looked at is what is called: a name server that answers
differently the second time leads nowhere.
"""

import socket
from urllib.parse import SplitResult, urlsplit

from engine.rules.addresses import Allowed
from notifications.channels import ChannelError

PORTS = {"http": 80, "https": 443}


def parts(url: str) -> SplitResult:
    """Return a checked address of a server in its parts.

    Raises:
        ChannelError: ``http.address``: it is none, or it carries a user name.

    """
    try:
        split = urlsplit(url)
        there = split.scheme in PORTS and split.hostname and "@" not in split.netloc
        if not there or split.port == 0:
            raise ValueError(url)
    except ValueError as error:
        raise ChannelError("http.address", permanent=True, down=True) from error
    return split


def port_of(split: SplitResult) -> int:
    """Return the port of an address, the scheme's own where none is named."""
    return split.port or PORTS[split.scheme]


def address_of(split: SplitResult, allowed: Allowed) -> str:
    """Return the first address of a server that may be called.

    Raises:
        ChannelError: ``http.unknown_host``: nobody knows the name (it may come back);
            ``http.private_address``: only addresses inside the house, and they are not allowed.

    """
    host = split.hostname or ""
    try:
        found = socket.getaddrinfo(host, port_of(split), type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise ChannelError("http.unknown_host", down=True) from error
    addresses = [str(each[4][0]).partition("%")[0] for each in found]
    for address in addresses:
        if allowed.permits(host, address):
            return address
    raise ChannelError("http.private_address", permanent=True, down=True)
