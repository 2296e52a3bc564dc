"""Office hours: when people work, so that nobody registers a case at three in the morning."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from engine.rules.calendar import WorkCalendar

OPENS = time(8, 30)
CLOSES = time(17, 30)
LAST_VISIT = time(16, 40)


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """Counts time as an office spends it: 08:30 to 17:30 on working days."""

    calendar: WorkCalendar
    zone: ZoneInfo

    def later(self, at: datetime, hours: float) -> datetime:
        """Return the instant (UTC) that lies so many office hours after *at* (aware)."""
        moment = self._open(at.astimezone(self.zone))
        left = timedelta(hours=hours)
        while True:
            rest = datetime.combine(moment.date(), CLOSES, self.zone) - moment
            if left <= rest:
                return (moment + left).astimezone(UTC)
            left -= rest
            moment = self._open(moment + rest + timedelta(seconds=1))

    def opening(self, at: datetime) -> datetime:
        """Return *at*, or the next opening if the office is closed then (UTC)."""
        return self._open(at.astimezone(self.zone)).astimezone(UTC)

    def latest(self, at: datetime) -> datetime:
        """Return *at*, or shortly before the last closing if the office is closed then (UTC)."""
        moment = at.astimezone(self.zone)
        day = moment.date()
        if self.calendar.is_workday(day) and moment.time() >= OPENS:
            return min(moment, datetime.combine(day, LAST_VISIT, self.zone)).astimezone(UTC)
        day -= timedelta(days=1)
        while not self.calendar.is_workday(day):
            day -= timedelta(days=1)
        return datetime.combine(day, LAST_VISIT, self.zone).astimezone(UTC)

    def _open(self, moment: datetime) -> datetime:
        day = moment.date()
        if self.calendar.is_workday(day) and moment.time() < CLOSES:
            return max(moment, datetime.combine(day, OPENS, self.zone))
        day += timedelta(days=1)
        while not self.calendar.is_workday(day):
            day += timedelta(days=1)
        return datetime.combine(day, OPENS, self.zone)
