"""How numbers of people are shown: enough to tell two apart, never enough to use them. Pure.

Source: 个人信息保护法 art. 6 (only what the purpose needs), art. 51 no. 3 (de-identification);
the lengths are the centre's own.
"""

import re

ID_SHOWN = (4, 4)
PHONE_SHOWN = (3, 4)
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
