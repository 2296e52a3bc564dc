"""The address of a robot, looked at when it is set: its shape, its word, where it leads."""

from ipaddress import ip_address
from urllib.parse import parse_qs, urlsplit

from engine.rules.addresses import Allowed
from engine.rules.channels import Channel
from engine.rules.robots import FEISHU_PATH

_WORDS = {Channel.WECOM: "key", Channel.DINGTALK: "access_token"}  # the word that opens the group


def webhook_fault(kind: str, webhook: str, allowed: Allowed) -> str | None:
    """Return what is wrong with the address of a robot as a code, None if nothing is.

    A host given as a number is looked at here already; a name when it is called.
    """
    try:
        split = urlsplit(webhook)
        port = split.port
    except ValueError:
        return "robot.webhook"
    host = split.hostname
    if split.scheme not in {"http", "https"} or not host or "@" in split.netloc or port == 0:
        return "robot.webhook"
    if not webhook.isprintable() or " " in webhook or split.fragment:
        return "robot.webhook"
    if not _opens(kind, split.path, split.query):
        return "robot.webhook_word"
    return None if _public(host, allowed) else "robot.webhook_inside"


def _opens(kind: str, path: str, query: str) -> bool:
    """Say whether the word that opens the group stands in the address."""
    if kind == Channel.FEISHU:
        before, _, word = path.partition(FEISHU_PATH)
        return bool(word) and not before.strip("/")
    return bool(parse_qs(query).get(_WORDS[Channel(kind)]))


def _public(host: str, allowed: Allowed) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return True
    return allowed.permits(host, host)
