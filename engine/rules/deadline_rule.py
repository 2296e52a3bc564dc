"""What a time limit is: one row of workflows/law/deadlines.dmn as a frozen value.

A rule is a record of configuration, never a constant in the code: instrument, article and the
day it was checked travel with every clock opened under it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from engine.rules.case import Channel
from engine.rules.errors import Invalid
from engine.rules.table_rows import once_per_row


class Unit(StrEnum):
    """What a length is counted in. ``DATE``: the case itself names the day."""

    DAY = "DAY"
    WORKDAY = "WORKDAY"
    MONTH = "MONTH"
    YEAR = "YEAR"
    HOUR = "HOUR"
    DATE = "DATE"


class Roll(StrEnum):
    """Where a last day goes on which the office is closed.

    ``WORKDAY``: to the next working day (our reading of 民法典 203); ``HOLIDAY_ONLY``: only out
    of a statutory holiday, a plain weekend stays; ``NONE``: it stays.
    """

    WORKDAY = "WORKDAY"
    HOLIDAY_ONLY = "HOLIDAY_ONLY"
    NONE = "NONE"


class DayEnd(StrEnum):
    """When the last day is over (民法典 203): at midnight, or when the office closes."""

    MIDNIGHT = "24:00"
    CLOSE = "close of business"


class Extendable(StrEnum):
    """Whose word an extension needs: nobody may, all parties, an approval, or both."""

    NO = "NO"
    PARTIES = "PARTIES"
    APPROVAL = "APPROVAL"
    BOTH = "BOTH"


class OnExpiry(StrEnum):
    """What the end of a clock does to the case.

    ``FAIL``: mediation has failed by law; ``ASK``: a person decides; ``CLIMB``: the duty goes
    one level up; ``REMIND``: people are told; ``WATCH``: somebody else's clock, only shown.
    """

    FAIL = "fail"
    ASK = "ask"
    CLIMB = "climb"
    REMIND = "remind"
    WATCH = "watch"


class Origin(StrEnum):
    """Who set the limit: the law, or the centre for itself."""

    LAW = "LAW"
    CENTRE = "CENTRE"


@dataclass(frozen=True, slots=True)
class DeadlineRule:
    """One time limit and where it stands.

    ``length`` is in ``unit`` (0 for ``DATE``). ``extension_cap`` is the most one extension may
    add, in the same unit, ``extension_count`` how many there may be; None sets no bound.
    ``checked_on`` is the day the text was last read; ``verified`` is False where it was not
    read at all. ``effective_from``/``effective_to`` are inclusive; None is open. ``channel``
    is None for a limit that belongs to every channel.
    """

    key: str
    name_zh: str
    name_en: str
    channel: Channel | None
    instrument: str
    article: str
    checked_on: date | None
    verified: bool
    unit: Unit
    length: int
    start_event: str
    roll: Roll
    day_end: DayEnd
    extendable: Extendable
    extension_cap: int | None
    extension_count: int | None
    pausable: bool
    on_expiry: OnExpiry
    origin: Origin
    effective_from: date | None = None
    effective_to: date | None = None

    def __post_init__(self) -> None:
        """Refuse a row that contradicts itself: Invalid(``rule.row``) naming the columns."""
        faults = {column: code for column, code, wrong in self._faults() if wrong}
        if faults:
            raise Invalid("rule.row", fields=faults, key=self.key)

    def _faults(self) -> tuple[tuple[str, str, bool], ...]:
        dated = self.unit is Unit.DATE
        sealed = self.extendable is Extendable.NO
        bounded = self.extension_cap is not None or self.extension_count is not None
        read = not self.verified or self.origin is Origin.CENTRE or self.checked_on is not None
        span = self.effective_from and self.effective_to
        return (
            ("key", "rule.empty", not self.key),
            ("start_event", "rule.empty", not self.start_event),
            ("length", "rule.length", (self.length != 0) if dated else (self.length < 1)),
            ("roll", "rule.hours_do_not_roll", self.unit is Unit.HOUR and self.roll != Roll.NONE),
            ("extendable", "rule.dates_are_agreed_anew", dated and not sealed),
            ("extension_cap", "rule.not_extendable", sealed and bounded),
            ("checked_on", "rule.not_checked", not read),
            ("effective_to", "rule.span", bool(span) and self.effective_from > self.effective_to),  # type: ignore[operator]
        )


Word = TypeVar("Word", bound=StrEnum)


@once_per_row
def rule_from_row(outputs: Mapping[str, object]) -> DeadlineRule:
    """Return the rule a row of ``deadlines.dmn`` (or a ledger's stored row) describes.

    Numbers may be Decimal or int, dates ``date`` or ISO text. Every column must be there and
    no other; Invalid(``rule.row``) names each column that is missing, unknown or wrong.
    """
    unknown = {column: "rule.unknown_column" for column in outputs if column not in _READERS}
    missing = {column: "rule.missing_column" for column in _READERS if column not in outputs}
    if unknown or missing:
        raise Invalid("rule.row", fields={**unknown, **missing}, key=outputs.get("key"))
    values: dict[str, object] = {}
    faults: dict[str, str] = {}
    for column, read in _READERS.items():
        try:
            values[column] = read(outputs[column])
        except (TypeError, ValueError):
            faults[column] = "rule.bad_value"
    if faults:
        raise Invalid("rule.row", fields=faults, key=outputs.get("key"))
    return DeadlineRule(**values)  # type: ignore[arg-type]


def row_of(rule: DeadlineRule) -> dict[str, str | int | bool | None]:
    """Return *rule* as a plain JSON row; ``rule_from_row`` reads it back unchanged."""
    row: dict[str, str | int | bool | None] = {}
    for column in fields(rule):
        value = getattr(rule, column.name)
        row[column.name] = value.isoformat() if isinstance(value, date) else value
    return {
        column: str(value) if isinstance(value, StrEnum) else value for column, value in row.items()
    }


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return str(value)


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or value != int(value):
        raise TypeError
    return int(value)


def _day(value: object) -> date:
    if isinstance(value, str):
        return date.fromisoformat(value)
    if type(value) is not date:
        raise TypeError
    return value


def _word(words: type[Word]) -> Callable[[object], Word]:
    return lambda value: words(_text(value))


def _or_none(read: Callable[[object], object]) -> Callable[[object], object]:
    return lambda value: None if value is None else read(value)


_READERS: Mapping[str, Callable[[object], object]] = {
    "key": _text,
    "name_zh": _text,
    "name_en": _text,
    "channel": _or_none(_word(Channel)),
    "instrument": _text,
    "article": _text,
    "checked_on": _or_none(_day),
    "verified": _truth,
    "unit": _word(Unit),
    "length": _whole,
    "start_event": _text,
    "roll": _word(Roll),
    "day_end": _word(DayEnd),
    "extendable": _word(Extendable),
    "extension_cap": _or_none(_whole),
    "extension_count": _or_none(_whole),
    "pausable": _truth,
    "on_expiry": _word(OnExpiry),
    "origin": _word(Origin),
    "effective_from": _or_none(_day),
    "effective_to": _or_none(_day),
}
