"""How numbers of people are shown: enough to tell two apart, never enough to use them. Pure.

Source: 个人信息保护法 art. 6 (only what the purpose needs), art. 51 no. 3 (de-identification);
the lengths are the centre's own. ``MATRIX`` says who sees what where; docs/privacy.md prints it,
and a test crawls every surface for planted values and compares.
"""

import re
from collections.abc import Mapping
from enum import StrEnum

from engine.rules.permissions import Role


class Surface(StrEnum):
    """Where a party's facts could come to light."""

    LIST = "list"  # queues, search results, boards, tables to download
    CASE = "case"  # the pages of a case
    API = "api"
    REVEAL = "reveal"  # a case's page, once, after a reason was given
    PRINT = "print"  # papers of the case
    MESSAGE = "message"  # inbox, mail, gateways
    EVENT = "event"  # the log of a case
    ERROR = "error"  # error pages and errors of the API
    LOG = "log"  # what the programs write about themselves


class Shown(StrEnum):
    """How much of a number is shown."""

    NOTHING = "nothing"
    MASKED = "masked"
    FULL = "full"


_STAFF = (Role.REGISTRAR, Role.MEDIATOR, Role.OFFICE_LEADER, Role.LIAISON, Role.DISPATCHER,
          Role.SUPERVISOR)  # fmt: skip
# identity and credit numbers, phones and addresses alike; what is not in the table shows nothing
MATRIX: Mapping[tuple[Role, Surface], Shown] = {
    **{(role, Surface.CASE): Shown.MASKED for role in (*_STAFF, Role.LEADER)},
    **{(role, Surface.API): Shown.MASKED for role in (*_STAFF, Role.LEADER)},
    **{(role, Surface.REVEAL): Shown.FULL for role in _STAFF},
    **{(role, Surface.PRINT): Shown.FULL for role in _STAFF},
}

ID_SHOWN = (4, 4)
PHONE_SHOWN = (3, 4)
REGION = re.compile(r".{2,12}?(?:自治县|县|区|旗|市)(?!区)")  # the first part of an address
# an identity number, a mobile number or a landline with its area code, inside a text
_IN_TEXT = re.compile(
    r"(?<![0-9A-Za-z])(?:\d{17}[0-9Xx]|\d{15}|(?:\+?86[- ]?)?1[3-9]\d{9}|0\d{2,3}-\d{7,8})"
    r"(?![0-9A-Za-z])"
)


def mask_id_number(number: str | None) -> str | None:
    """Return an identity or credit number with its middle hidden, as ``3310**********1234``.

    One too short to hide a middle is hidden wholly; None stays None.
    """
    return _mask(number, *ID_SHOWN)


def mask_phone(number: str | None) -> str | None:
    """Return a phone number with its middle hidden, as ``138****1234``; a short one wholly."""
    return _mask(number, *PHONE_SHOWN)


def mask_address(address: str | None) -> str | None:
    """Return an address down to its county or district, as ``枫溪县****``.

    One that names none shows its first two characters at most; None stays None.
    """
    if address is None:
        return None
    written = address.strip()
    if not written:
        return ""
    county = REGION.match(written)
    shown = county.group() if county and county.end() < len(written) else written[:2]
    return f"{shown}****" if len(written) > len(shown) else "****"


def shown(role: Role, surface: Surface) -> Shown:
    """Return how much of a party's numbers somebody in that role sees there."""
    return MATRIX.get((role, surface), Shown.NOTHING)


def mask_text(text: str) -> str:
    """Return a text with the identity and phone numbers somebody typed into it masked."""
    return _IN_TEXT.sub(_hide, text)


def _hide(found: re.Match[str]) -> str:
    number = found.group()
    long = len(number) in {15, 18} and "-" not in number
    masked = mask_id_number(number) if long else mask_phone(number)
    return masked or ""


def _mask(number: str | None, head: int, tail: int) -> str | None:
    if number is None:
        return None
    written = number.strip()
    hidden = len(written) - head - tail
    if hidden <= 0:
        return "*" * len(written)
    return f"{written[:head]}{'*' * hidden}{written[-tail:]}"
