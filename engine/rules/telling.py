"""Who must be told what, and from when a message may leave the office.

Duties of telling are a table; how a message is worded and sent is not decided here.
Source: the warning ladder handler → office leader → supervisor of the parent office → responsible
leader (docs/operations.md "Warnings"); office hours 09:00–17:30 are the centre's own.
"""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from engine.rules.calendar import WorkCalendar


class Audience(StrEnum):
    """A group of people seen from a case."""

    HANDLER = "handler"  # the assignee; nobody assigned: everybody who could take the step
    OFFICE_LEADER = "office_leader"
    PARENT_SUPERVISOR = "parent_supervisor"
    LEADER = "leader"  # the leader in charge of the case (包案), if one is named


WARNED = {
    "yellow": (Audience.HANDLER,),
    "orange": (Audience.HANDLER, Audience.OFFICE_LEADER),
    "red": (Audience.HANDLER, Audience.OFFICE_LEADER, Audience.PARENT_SUPERVISOR, Audience.LEADER),
}

URGENT = frozenset({"RiskReported", "report_to_police"})  # leave at once, day or night

# Leave in office hours without waiting for the day's digest. A clock that turned red does too.
PROMPT = frozenset(
    {"ProcessQuarantined", "LeaderTold", "UrgeSent", "OrderIssued", "SanctionSigned"}
)

ASKED_FOR = frozenset({"TestMessage", "RobotTest"})  # somebody sits there and waits for it
INBOX_ONLY = frozenset({"StepOpened"})  # a whole office's queue is nobody's mail

LATE = timedelta(minutes=10)  # later than any tick that runs: somebody was asleep
GATHERED = timedelta(minutes=15)

OPENS = time(9, 0)
CLOSES = time(17, 30)


class Pace(StrEnum):
    """How soon a telling leaves the house; in the inbox it lies at once."""

    AT_ONCE = "at_once"  # day or night
    PROMPT = "prompt"  # as soon as the office is open
    DIGEST = "digest"  # with the rest of the day, in one message a person
    NEVER = "never"  # stays in the inbox


def pace(kind: str, facts: Mapping[str, object]) -> Pace:
    """Return how soon a telling of *kind* leaves."""
    if kind in URGENT | ASKED_FOR:
        return Pace.AT_ONCE
    if kind in INBOX_ONLY:
        return Pace.NEVER
    turned_red = kind == "ColourChanged" and facts.get("colour") == "red"
    if kind in PROMPT or (turned_red and not facts.get("again")):
        return Pace.PROMPT
    return Pace.DIGEST


def leaves_at(
    how_soon: Pace, now: datetime, digest: time, calendar: WorkCalendar, zone: ZoneInfo
) -> datetime | None:
    """Return when a telling of that pace, made at *now* (aware), leaves; None: it does not.

    Args:
        how_soon: its pace.
        now: aware instant.
        digest: the time of the day at which the digest leaves, office time.
        calendar: the office's working days.
        zone: the office's time zone.

    """
    match how_soon:
        case Pace.AT_ONCE:
            return now
        case Pace.PROMPT:
            return may_leave_at(now, calendar, zone)
        case Pace.DIGEST:
            return digest_at(now, digest, calendar, zone)
        case Pace.NEVER:
            return None


def gather(leaves: datetime | None, recorded_at: datetime) -> datetime | None:
    """Return when a telling leaves that should have left before it was written down.

    After an outage everything found to be told waits for the same quarter of an hour, so that one
    message a person carries it all. Both instants are aware.
    """
    if leaves is None or leaves > recorded_at - LATE:
        return leaves
    hour = recorded_at.replace(minute=0, second=0, microsecond=0)
    return hour + GATHERED * ((recorded_at - hour) // GATHERED + 1)


def digest_at(now: datetime, at: time, calendar: WorkCalendar, zone: ZoneInfo) -> datetime:
    """Return the next instant at or after *now* at which a digest leaves: *at* of a working day."""
    local = now.astimezone(zone)
    day = local.date()
    if not calendar.is_workday(day) or local.time() > at:
        day += timedelta(days=1)
        while not calendar.is_workday(day):
            day += timedelta(days=1)
    return datetime.combine(day, at, zone)


def may_leave_at(now: datetime, calendar: WorkCalendar, zone: ZoneInfo) -> datetime:
    """Return the earliest instant at or after *now* that lies in office hours.

    Args:
        now: aware instant.
        calendar: the office's working days.
        zone: the office's time zone; hours are read there.

    Returns:
        *now* itself inside office hours, else the next opening, aware, in *zone*.
    """
    local = now.astimezone(zone)
    if calendar.is_workday(local.date()):
        if local.time() < OPENS:
            return datetime.combine(local.date(), OPENS, zone)
        if local.time() <= CLOSES:
            return now
    day = local.date() + timedelta(days=1)
    while not calendar.is_workday(day):
        day += timedelta(days=1)
    return datetime.combine(day, OPENS, zone)
