"""Who is warned of which colour, how often again, and when the next time falls.

The rows are those of ``workflows/law/ladder.dmn``; ``DEFAULT`` holds where no such table has been
published yet. Source: handler → office leader → supervisor of the parent office → responsible
leader, docs/law.md 「预警阶梯」; the centre's own rule, not law.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from engine.rules.calendar import WorkCalendar
from engine.rules.errors import Invalid
from engine.rules.telling import WARNED, Audience, may_leave_at

MOST_HOURS = 400  # office hours between two repeats
MOST_REPEATS = 20


@dataclass(frozen=True, slots=True)
class Rung:
    """Who hears of a colour, and how it is repeated until somebody acknowledges it.

    ``repeat_hours`` are office hours between two tellings; ``repeat_cap`` is how many follow the
    first one at most, 0: none.
    """

    audiences: tuple[Audience, ...]
    repeat_hours: int = 0
    repeat_cap: int = 0


DEFAULT: Mapping[str, Rung] = {colour: Rung(audiences) for colour, audiences in WARNED.items()}


def rung_from_row(outputs: Mapping[str, object]) -> Rung:
    """Return the rung a row of the ladder gives.

    Raises:
        Invalid: ``ladder.row``, naming the columns that cannot be used.

    """
    faults: dict[str, str] = {}
    words = [word.strip() for word in str(outputs.get("audiences") or "").split(",")]
    unknown = [word for word in words if word not in set(Audience)]
    if unknown:
        faults["audiences"] = "ladder.unknown_audience"
    hours = _whole(outputs.get("repeat_hours"), MOST_HOURS)
    cap = _whole(outputs.get("repeat_cap"), MOST_REPEATS)
    if hours is None:
        faults["repeat_hours"] = "ladder.bad_value"
    if cap is None or (cap and not hours):
        faults["repeat_cap"] = "ladder.bad_value"
    if faults or hours is None or cap is None:
        raise Invalid("ladder.row", fields=faults)
    return Rung(tuple(Audience(word) for word in dict.fromkeys(words)), hours, cap)


def _whole(value: object, most: int) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or value % 1:
        return None
    return int(value) if 0 <= value <= most else None


def after_office_hours(
    start: datetime, hours: int, calendar: WorkCalendar, zone: ZoneInfo
) -> datetime:
    """Return the instant at which *hours* of office time have passed since *start* (aware).

    Time out of office hours does not count; the result lies in office hours.
    """
    left = timedelta(hours=hours)
    at = may_leave_at(start, calendar, zone)
    while True:
        closes = datetime.combine(at.astimezone(zone).date(), calendar.hours.closes, zone)
        if at + left <= closes:
            return at + left
        left -= max(closes - at, timedelta(0))
        at = may_leave_at(closes + timedelta(minutes=1), calendar, zone)
