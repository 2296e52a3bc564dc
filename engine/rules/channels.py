"""The ways out of the house by which a person can be told, and what an address in each looks like.

The inbox is no way out: what is told lies there at once, whatever else is set. Pure.
"""

import re
from enum import StrEnum

from engine.rules.masking import mask_phone

INBOX = "inbox"


class Channel(StrEnum):
    """A way out; the order is the one in which they are offered and served."""

    EMAIL = "email"
    GATEWAY = "gateway"  # any provider of SMS, or whatever else takes a text over HTTP
    WECOM = "wecom"  # 企业微信群机器人
    DINGTALK = "dingtalk"  # 钉钉群机器人
    FEISHU = "feishu"  # 飞书群机器人


_SHAPES = {
    Channel.EMAIL: re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+"),
    Channel.GATEWAY: re.compile(r"\+?[0-9][0-9 -]{4,19}"),
    Channel.WECOM: re.compile(r"[A-Za-z0-9_.@+-]{2,64}"),  # a mobile number or an account
    Channel.DINGTALK: re.compile(r"[A-Za-z0-9_.@+-]{2,64}"),
    Channel.FEISHU: re.compile(r"[A-Za-z0-9_]{2,64}"),  # open_id or user_id
}
LONGEST_ADDRESS = 120
# Where nothing else is given, these are reached by the telephone number on record. A robot of
# Feishu knows no telephone numbers: without an address it speaks to the whole group.
BY_PHONE = frozenset({Channel.GATEWAY, Channel.WECOM, Channel.DINGTALK})


def named(kind: str, number: int) -> str:
    """Return the way out that is one of several of a kind: ``wecom:7``."""
    return f"{kind}:{number}"


def kind_of(channel: str) -> str:
    """Return the code of ``Channel`` a way out is of: ``wecom`` for ``wecom`` and ``wecom:7``."""
    return channel.partition(":")[0]


def shaped(channel: Channel, address: str) -> bool:
    """Say whether *address* can be one of *channel*."""
    return len(address) <= LONGEST_ADDRESS and _SHAPES[channel].fullmatch(address) is not None


def address_of(channel: str, given: str | None, email: str | None, phone: str | None) -> str | None:
    """Return where a person is reached in *channel*, None if nowhere.

    Args:
        channel: a code of ``Channel``, or one robot of it; any other has no address.
        given: the address set for this channel, if one is.
        email: the person's e-mail address on record.
        phone: the person's telephone number on record.

    Returns:
        The address; empty for a robot that then speaks to its whole group.

    """
    if given:
        return given
    channel = kind_of(channel)
    if channel == Channel.EMAIL:
        return email or None
    if channel in BY_PHONE:
        return phone or None
    return "" if channel == Channel.FEISHU else None


def mask_address(address: str | None) -> str:
    """Return an address with its middle hidden: enough to recognise, too little to use."""
    if not address:
        return ""
    name, at, host = address.rpartition("@")
    if at:
        return f"{name[:1]}***@{host}"
    if address.isdecimal() and len(address) > 7:
        return mask_phone(address) or ""
    return f"{address[:2]}***"


def mask_name(name: str) -> str:
    """Return a person's name with all but its first character hidden."""
    return name[:1] + "*" * (len(name) - 1)
