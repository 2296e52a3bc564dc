"""Numbers of resident identity cards (居民身份证): whether one can be right. Pure.

GB 11643-1999: six digits of a place, eight of a birthday, three in order, and a check character by
ISO 7064 MOD 11-2. Residence permits of people from Hong Kong, Macao and Taiwan and of foreigners
are numbered alike. The place is not looked at: places have been merged and renamed for decades.
Any other number stays what it was typed as, those of the fifteen-digit cards too.
"""

import re
from datetime import date
from unicodedata import normalize

PERSON = "person"
CARD = re.compile(r"\d{17}[\dX]", re.ASCII)
BIRTHDAY = slice(6, 14)
EARLIEST = 1900  # the oldest people alive were born after it
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"


def check_character(digits: str) -> str:
    """Return the eighteenth character of a number by the seventeen digits before it."""
    total = sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=True))
    return CHECKS[total % len(CHECKS)]


def identity_fault(kind: str, number: str | None, today: date) -> str | None:
    """Return the code of what is wrong with a party's number; None if nothing is, or it is other.

    *kind* is the party's: an organisation has no identity card, and its credit code may be all
    digits. Blanks, full-width digits and a small x are read as meant. *today* is the office's day.
    """
    plain = re.sub(r"\s", "", normalize("NFKC", number or "")).upper()
    if kind != PERSON or not CARD.fullmatch(plain):
        return None
    born = _born(plain[BIRTHDAY])
    if born is None or born.year < EARLIEST or born > today:
        return "identity.birthday"
    return None if check_character(plain[:-1]) == plain[-1] else "identity.check"


def _born(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
