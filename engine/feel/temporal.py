"""Dates, instants and durations: reading and writing ISO 8601, and what may be added to what."""

import re
from datetime import date, datetime, timedelta
from typing import Final

from engine.feel.errors import FeelError
from engine.feel.limits import MAX_DURATION_DAYS

_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT: Final = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?)"
    r"(Z|[+-][0-9]{2}:[0-9]{2})?"
)
_DURATION: Final = re.compile(
    r"(-)?P(?=[0-9T])(?:([0-9]{1,6})D)?"
    r"(?:T(?=[0-9])(?:([0-9]{1,7})H)?(?:([0-9]{1,9})M)?(?:([0-9]{1,10})S)?)?"
)
_DAY: Final = timedelta(days=1)


def read_date(text: str) -> date:
    """The day written as `2026-03-01`."""
    try:
        if _DATE.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise FeelError("“%(found)s”不是日期（如 2026-03-01）", code="feel.type", found=text[:40])


def read_instant(text: str) -> datetime:
    """The instant written as `2026-03-01T09:00:00+08:00`; the offset is never assumed."""
    match = _INSTANT.fullmatch(text)
    if match is not None and match[2] is None:
        raise FeelError("日期时间缺少时区，例如 +08:00", code="feel.type")
    try:
        if match is not None:
            return datetime.fromisoformat(match[1] + match[2].replace("Z", "+00:00"))
    except ValueError:
        pass
    raise FeelError(
        "“%(found)s”不是日期时间（如 2026-03-01T09:00:00+08:00）", code="feel.type", found=text[:40]
    )


def read_duration(text: str) -> timedelta:
    """The length written as `P3D`, `PT72H`, `-P1DT2H`; months and years vary: refused."""
    match = _DURATION.fullmatch(text)
    if match is not None and any(match.groups()[1:]):
        days, hours, minutes, seconds = (int(part or 0) for part in match.groups()[1:])
        try:
            length = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        except OverflowError:
            raise _too_long() from None
        return length_within(-length if match[1] else length)
    if re.fullmatch(r"-?P[0-9]+[YMW].*", text[:40]):
        raise FeelError("时长只用天、时、分、秒（年、月长短不一）", code="feel.type")
    raise FeelError("“%(found)s”不是时长（如 P3D、PT72H）", code="feel.type", found=text[:40])


def duration_text(length: timedelta) -> str:
    """A length as ISO 8601: `P3D`, `PT72H` becomes `P3D`, zero is `PT0S`."""
    sign, rest = ("-", -length) if length < timedelta() else ("", length)
    hours, left = divmod(rest.seconds, 3600)
    minutes, seconds = divmod(left, 60)
    fraction = f".{rest.microseconds:06d}".rstrip("0") if rest.microseconds else ""
    parts = [(hours, "H"), (minutes, "M")]
    clock = "".join(f"{count}{unit}" for count, unit in parts if count)
    if seconds or fraction:
        clock += f"{seconds}{fraction}S"
    days = f"{rest.days}D" if rest.days else ""
    if not days and not clock:
        return "PT0S"
    return f"{sign}P{days}" + (f"T{clock}" if clock else "")


def length_within(length: timedelta) -> timedelta:
    """The same length, if it is not longer than the language allows."""
    if abs(length) > timedelta(days=MAX_DURATION_DAYS):
        raise _too_long()
    return length


def shifted(start: date, length: timedelta) -> date:
    """A day or an instant moved by a length; a day only by whole days."""
    if not isinstance(start, datetime) and length % _DAY:
        raise FeelError("日期只能加减整天", code="feel.type")
    try:
        return start + length
    except OverflowError:
        raise FeelError("日期超出范围", code="feel.limit") from None


def distance(later: date, earlier: date) -> timedelta:
    """The length from `earlier` to `later`; both days or both instants."""
    return length_within(later - earlier)


def _too_long() -> FeelError:
    return FeelError("时长过长", code="feel.limit")
