"""Functions of dates. The present comes from the caller, never from a clock."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from engine.feel.errors import FeelError
from engine.feel.functions.signature import Function, day_of, text_of, whole_of
from engine.feel.run import Run
from engine.feel.temporal import read_date, read_duration, read_instant


def _date(run: Run, value: object, month: object = None, day: object = None) -> object:
    if month is not None or day is not None:
        return _calendar_day(whole_of(value), whole_of(month), whole_of(day))
    return read_date(value) if isinstance(value, str) else day_of(value)


def _calendar_day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        raise FeelError("没有这一天", code="feel.type") from None


def _date_and_time(run: Run, value: object) -> object:
    return value if isinstance(value, datetime) else read_instant(text_of(value))


def _duration(run: Run, value: object) -> object:
    return value if isinstance(value, timedelta) else read_duration(text_of(value))


def _today(run: Run) -> object:
    return run.now.date()


def _now(run: Run) -> object:
    return run.now


def _days_between(run: Run, earlier: object, later: object) -> object:
    return Decimal((day_of(later) - day_of(earlier)).days)


def _at(run: Run, value: object) -> object:
    """`@"2026-03-01"`: a date, an instant or a duration, told apart by how it is written."""
    text = text_of(value)
    if text.startswith(("P", "-P")):
        return read_duration(text)
    return read_instant(text) if "T" in text else read_date(text)


DATE_FUNCTIONS: Final[Mapping[str, Function]] = {
    "date": Function(1, 3, _date),
    "date and time": Function(1, 1, _date_and_time),
    "duration": Function(1, 1, _duration),
    "today": Function(0, 0, _today),
    "now": Function(0, 0, _now),
    "days between": Function(2, 2, _days_between),
    "@": Function(1, 1, _at),
}
"""Functions of dates by name; `@` is the literal's."""
