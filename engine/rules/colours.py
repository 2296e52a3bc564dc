"""When a clock turns yellow, orange and red.  Pure: no clock, no storage.

Colour is urgency alone; how grave a dispute is, its grade says. Thresholds are rows of
``workflows/law/warnings.dmn``.

Two measures are used, and the later instant wins (whatever is *less* of what remains):
whole working days after today, as the page shows them (剩 3 个工作日), and a share of the
period's working time, counted in office hours. A short clock turns at shares alone.

Source: defaults of the centre, docs/law.md, 「三色预警」; not law.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from engine.rules.calendar import ONE_DAY, WorkCalendar, instant_at
from engine.rules.counting import Pause, is_paused
from engine.rules.deadline_rule import DeadlineRule, Unit
from engine.rules.errors import Invalid
from engine.rules.period import Computed
from engine.rules.table_rows import once_per_row


class Colour(StrEnum):
    """How urgent a clock is, calm first."""

    GREEN = "green"
    YELLOW = "yellow"
    ORANGE = "orange"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """How much must remain for a clock to stay calm.

    Percent are of the whole period, 0-100; the workday bounds are whole working days; a period
    of at most ``short_workdays`` uses the ``short_`` shares. Orange comes at least
    ``orange_office_minutes`` of office time before the end.
    """

    yellow_percent: int = 30
    yellow_workdays: int = 3
    orange_percent: int = 10
    orange_workdays: int = 1
    orange_office_minutes: int = 120
    short_workdays: int = 2
    short_yellow_percent: int = 50
    short_orange_percent: int = 25

    def __post_init__(self) -> None:
        """Refuse thresholds out of order: Invalid(``thresholds.row``) naming the columns."""
        pairs = {
            "orange_percent": (self.orange_percent, self.yellow_percent, 100),
            "orange_workdays": (self.orange_workdays, self.yellow_workdays, 250),
            "short_orange_percent": (self.short_orange_percent, self.short_yellow_percent, 100),
            "orange_office_minutes": (self.orange_office_minutes, 6000, 6000),
            "short_workdays": (self.short_workdays, 250, 250),
        }
        faults = {
            column: "thresholds.order"
            for column, (less, more, most) in pairs.items()
            if not 0 <= less <= more <= most
        }
        if faults:
            raise Invalid("thresholds.row", fields=faults)


class ColourInstants(NamedTuple):
    """The aware UTC instants a clock turns at, each not before the one left of it."""

    yellow_at: datetime
    orange_at: datetime
    red_at: datetime


@once_per_row
def thresholds_from_row(outputs: Mapping[str, object]) -> Thresholds:
    """Return the thresholds a row of ``warnings.dmn`` gives.

    Raises Invalid(``thresholds.row``) naming each column that is missing, unknown or no whole
    number.
    """
    names = Thresholds.__dataclass_fields__
    faults = {name: "thresholds.unknown_column" for name in outputs if name not in names}
    values: dict[str, int] = {}
    for name in names:
        value = outputs.get(name)
        if isinstance(value, bool) or not isinstance(value, int | Decimal) or value % 1:
            faults[name] = "thresholds.bad_value"
        else:
            values[name] = int(value)
    if faults:
        raise Invalid("thresholds.row", fields=faults)
    return Thresholds(**values)


def colour_instants(
    rule: DeadlineRule,
    computed: Computed,
    thresholds: Thresholds,
    calendar: WorkCalendar,
    pauses: tuple[Pause, ...] = (),
) -> ColourInstants | None:
    """Return when the clock turns, or None while it is paused.

    *pauses* are those the period was computed with: paused days are no part of its length.
    Office hours are the calendar's.
    """
    if computed.due_at is None or computed.due_on is None:
        return None
    stretch = _Stretch(computed.started_at, computed.due_at, computed.start_on, computed.due_on)
    if rule.unit is Unit.HOUR:
        yellow, orange = _by_real_time(stretch, thresholds)
    elif rule.unit is Unit.DATE:
        yellow, orange = _by_workdays(stretch, thresholds, _Office(calendar, pauses))
    else:
        yellow, orange = _by_office_time(stretch, thresholds, _Office(calendar, pauses))
    orange = min(orange, stretch.due_at)
    return ColourInstants(min(yellow, orange), orange, stretch.due_at)


def colour_at(instants: ColourInstants, now: datetime) -> Colour:
    """Return the colour at *now* (aware); an instant belongs to the colour it begins."""
    if now >= instants.red_at:
        return Colour.RED
    if now >= instants.orange_at:
        return Colour.ORANGE
    return Colour.YELLOW if now >= instants.yellow_at else Colour.GREEN


def next_change(instants: ColourInstants, now: datetime) -> datetime | None:
    """Return the first instant after *now* at which the clock turns; None once it is red."""
    return next((instant for instant in instants if instant > now), None)


class _Stretch(NamedTuple):
    """A clock that runs: from where to where."""

    started_at: datetime
    due_at: datetime
    start_on: date
    due_on: date


def _by_real_time(stretch: _Stretch, thresholds: Thresholds) -> tuple[datetime, datetime]:
    """Hours run through the night: shares of the real time, short clocks by short shares."""
    whole = stretch.due_at - stretch.started_at
    yellow, orange = _shares(thresholds, short=whole <= thresholds.short_workdays * ONE_DAY)
    return stretch.due_at - whole * yellow / 100, stretch.due_at - whole * orange / 100


def _shares(thresholds: Thresholds, *, short: bool) -> tuple[int, int]:
    if short:
        return thresholds.short_yellow_percent, thresholds.short_orange_percent
    return thresholds.yellow_percent, thresholds.orange_percent


def _by_workdays(
    stretch: _Stretch, thresholds: Thresholds, office: "_Office"
) -> tuple[datetime, datetime]:
    """An agreed date has no length to take a share of: whole working days alone."""
    yellow_on = office.back(stretch.due_on, thresholds.yellow_workdays)
    orange_on = office.back(stretch.due_on, thresholds.orange_workdays)
    return instant_at(yellow_on), instant_at(orange_on)


def _by_office_time(
    stretch: _Stretch, thresholds: Thresholds, office: "_Office"
) -> tuple[datetime, datetime]:
    """Whichever leaves less: the share of the office time, or whole working days."""
    if stretch.due_at <= stretch.started_at:  # cut to a period that ended before it began
        return stretch.due_at, stretch.due_at
    whole = office.worked(stretch.start_on, stretch.due_on)
    if whole == 0:
        return _by_real_time(stretch, thresholds)
    short = whole <= thresholds.short_workdays
    at_shares = (Fraction(whole * p, 100) for p in _shares(thresholds, short=short))
    yellow, orange = (office.before(stretch.due_on, share) for share in at_shares)
    if not short:
        yellow_bound, orange_bound = _by_workdays(stretch, thresholds, office)
        yellow, orange = max(yellow, yellow_bound), max(orange, orange_bound)
    least = Fraction(thresholds.orange_office_minutes * 60, office.day_seconds)
    return yellow, min(orange, office.before(stretch.due_on, least))


@dataclass(frozen=True, slots=True)
class _Office:
    """The office's time that counts: its working days without the paused ones."""

    calendar: WorkCalendar
    pauses: tuple[Pause, ...]

    @property
    def day_seconds(self) -> int:
        return int(self.calendar.hours.length.total_seconds())

    def is_open(self, day: date) -> bool:
        return self.calendar.is_workday(day) and not is_paused(day, self.pauses)

    def worked(self, after: date, until: date) -> int:
        """Return how many open days lie in (*after*, *until*]."""
        if not self.pauses:
            return self.calendar.workdays_between(after, until)
        days = (after + timedelta(days=n) for n in range(1, (until - after).days + 1))
        return sum(map(self.is_open, days))

    def back(self, day: date, steps: int) -> date:
        """Return the last open day up to *day*, or the one *steps* open days before it."""
        for offset in range(3660):
            candidate = day - timedelta(days=offset)
            if self.is_open(candidate):
                if steps == 0:
                    return candidate
                steps -= 1
        raise Invalid("calendar.no_workday", day=day)

    def before(self, day: date, working_days: Fraction) -> datetime:
        """Return the instant from which *working_days* of office time lead up to *day*'s close."""
        whole, rest = divmod(working_days, 1)
        if rest == 0 and whole > 0:
            return instant_at(self.back(day, int(whole) - 1), self.calendar.hours.opens)
        closes = instant_at(self.back(day, int(whole)), self.calendar.hours.closes)
        return closes - timedelta(seconds=round(self.day_seconds * rest))
