"""One answer: from what a browser or a program sends to the value we keep.

Full-width digits and marks are read like half-width ones, because that is what a Chinese
keyboard gives; thousands may be separated by commas.
"""

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from unicodedata import normalize

from engine.workflow.forms.fields import Field

MAX_NUMBER = Decimal(10) ** 15
MAX_ID = 2**31 - 1  # the widest key a table has
MAX_WHOLE = 10**18  # more digits than any answer has
YEARS = range(1900, 2201)
_NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d{1,16})(\.\d{1,6})?", re.ASCII)
# DEL and the C1 controls; marks that turn the reading direction of what follows, so that a paper
# shows another text than is stored; half characters, which no database keeps
UNSEEN = frozenset(
    map(chr, (*range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF))
) | frozenset(map(chr, range(0xD800, 0xE000)))
_YES_NO = {
    "yes": True,
    "true": True,
    "1": True,
    "on": True,
    "no": False,
    "false": False,
    "0": False,
}


class Refused(Exception):
    """An answer that cannot be accepted; ``code`` says why."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def read_value(field: Field, sent: object) -> object:
    """Return the value of *sent* for *field*; None where it is left empty.

    Raises:
        Refused: with one of the codes ``required``, ``not_text``, ``bad_text``, ``too_long``,
            ``not_integer``, ``not_number``, ``not_money``, ``too_small``, ``too_large``,
            ``not_date``, ``not_datetime``, ``not_yes_no``, ``not_an_option``, ``repeated``,
            ``not_an_id``.

    """
    if isinstance(sent, str):
        sent = sent.strip()
    if sent is None or sent in ("", []):
        if field.required:
            raise Refused("required")
        return [] if field.type == "choices" else None
    return READERS[field.type](field, sent)


def _text(field: Field, sent: object) -> str:
    if not isinstance(sent, str):
        raise Refused("not_text")
    text = sent.replace("\r\n", "\n")
    allowed = "\n\t" if field.type == "long_text" else ""
    if any((char < " " and char not in allowed) or char in UNSEEN for char in text):
        raise Refused("bad_text")
    if len(text) > field.max_length:
        raise Refused("too_long")
    return text


def _number(sent: object, code: str) -> Decimal:
    if isinstance(sent, int) and not isinstance(sent, bool) and abs(sent) > MAX_WHOLE:
        raise Refused(code)  # Python refuses to write a number of thousands of digits
    if isinstance(sent, (int, float, Decimal)) and not isinstance(sent, bool):
        sent = str(sent)
    if not isinstance(sent, str) or not _NUMBER.fullmatch(written := normalize("NFKC", sent)):
        raise Refused(code)
    try:
        return Decimal(written.replace(",", ""))
    except InvalidOperation:
        raise Refused(code) from None


def _bounded(field: Field, value: Any) -> Any:
    if field.least is not None and value < field.least:
        raise Refused("too_small")
    if field.most is not None and value > field.most:
        raise Refused("too_large")
    return value


def _integer(field: Field, sent: object) -> int:
    number = _number(sent, "not_integer")
    if number != number.to_integral_value():
        raise Refused("not_integer")
    return int(_bounded(field, _reasonable(number)))


def _decimal(field: Field, sent: object) -> int | float:
    number = _bounded(field, _reasonable(_number(sent, "not_number")))
    # a float shows up to 15 digits exactly as written, and FEEL reads it by what it shows
    return int(number) if number == number.to_integral_value() else float(number)


def _money(field: Field, sent: object) -> int:
    """Return 分 for 元 with at most two decimals."""
    if isinstance(sent, str):
        sent = normalize("NFKC", sent).removeprefix("¥").removesuffix("元").strip()
    yuan = _number(sent, "not_money")
    cents = yuan * 100
    if cents != cents.to_integral_value():
        raise Refused("not_money")
    _bounded(field, _reasonable(yuan))
    return int(cents)


def _reasonable(number: Decimal) -> Decimal:
    if abs(number) > MAX_NUMBER:
        raise Refused("too_large" if number > 0 else "too_small")
    return number


def _date(field: Field, sent: object) -> str:
    """Return ``2026-03-31``."""
    try:
        day = date.fromisoformat(sent if isinstance(sent, str) and len(sent) == 10 else "")
    except ValueError:
        raise Refused("not_date") from None
    if day.year not in YEARS:
        raise Refused("not_date")
    return str(_bounded(field, day).isoformat())


def _datetime(field: Field, sent: object) -> str:
    """Return ISO text to the minute; without an offset it is meant in the office's time."""
    try:
        moment = datetime.fromisoformat(sent if isinstance(sent, str) and "T" in sent else "")
    except ValueError:
        raise Refused("not_datetime") from None
    if moment.year not in YEARS:
        raise Refused("not_datetime")
    _bounded(field, moment.replace(tzinfo=None))
    return moment.isoformat(timespec="minutes")


def _yes_no(field: Field, sent: object) -> bool:
    if isinstance(sent, bool):
        return sent
    if not isinstance(sent, str) or sent.lower() not in _YES_NO:
        raise Refused("not_yes_no")
    return _YES_NO[sent.lower()]


def _choice(field: Field, sent: object) -> str:
    if not isinstance(sent, str) or sent not in {option.value for option in field.options}:
        raise Refused("not_an_option")
    return sent


def _choices(field: Field, sent: object) -> list[str]:
    picked = [_choice(field, one) for one in (sent if isinstance(sent, list) else [sent])]
    if len(set(picked)) < len(picked):
        raise Refused("repeated")
    return picked


def _id(field: Field, sent: object) -> int:
    """Return a record's number; whether it exists and may be chosen, the use case asks."""
    try:
        number = _number(sent, "not_an_id")
    except Refused:
        raise Refused("not_an_id") from None
    if number != number.to_integral_value() or not 0 < number <= MAX_ID:
        raise Refused("not_an_id")
    return int(number)


READERS: dict[str, Callable[["Field", object], object]] = {
    "text": _text,
    "long_text": _text,
    "integer": _integer,
    "decimal": _decimal,
    "money": _money,
    "date": _date,
    "datetime": _datetime,
    "yes_no": _yes_no,
    "choice": _choice,
    "choices": _choices,
    "user": _id,
    "office": _id,
}
