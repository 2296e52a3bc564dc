"""Which addresses of a network our own messages may go to. Pure.

A gateway's name must not lead into our own house: whoever controls a name server could otherwise
have us call any machine behind the firewall. Addresses that are not public need to be allowed by
name. Source: OWASP, Server-Side Request Forgery Prevention; RFC 6890.
"""

import re
from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import Self

Address = IPv4Address | IPv6Address
_HOST = re.compile(r"[a-z0-9_]([a-z0-9_.-]{0,250}[a-z0-9_])?")
_NAT64 = IPv6Network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Allowed:
    """What may be called though it is not public: host names and networks."""

    hosts: frozenset[str] = frozenset()
    networks: tuple[IPv4Network | IPv6Network, ...] = ()

    @classmethod
    def read(cls, text: str) -> Self:
        """Read names, addresses and networks (``10.8.0.0/16``) separated by commas.

        Raises:
            ValueError: one of them is none of these.

        """
        hosts, networks = set[str](), list[IPv4Network | IPv6Network]()
        for part in (each.strip().lower() for each in text.split(",")):
            if not part:
                continue
            if part[0].isdigit() or ":" in part:
                networks.append(ip_network(part))
            elif _HOST.fullmatch(part):
                hosts.add(part)
            else:
                raise ValueError(part)
        return cls(frozenset(hosts), tuple(networks))

    def permits(self, host: str, address: str) -> bool:
        """Say whether *address*, to which *host* was resolved, may be called."""
        meant = _meant(ip_address(address))
        if host.lower() in self.hosts or any(meant in network for network in self.networks):
            return True
        return meant.is_global and not meant.is_multicast


def _meant(address: Address) -> Address:
    """Return the address in the end: IPv6 can wrap one of IPv4 in several ways."""
    if isinstance(address, IPv4Address):
        return address
    inner = address.ipv4_mapped or address.sixtofour
    if inner is None and address.teredo:
        inner = address.teredo[1]
    if inner is None and address in _NAT64:
        inner = IPv4Address(int(address) & 0xFFFFFFFF)
    return inner or address
