"""The desk: what a use case needs, built once per program.

Two doors: ``desk.work`` to change something, ``desk.read`` to look something up.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from engine.clock import Clock, Offset, ShiftedClock, SystemClock
from engine.rules.calendar import WorkCalendar
from engine.rules.errors import Conflict, Invalid
from engine.rules.permissions import Actor
from engine.settings import Settings
from engine.storage.database import Database, database_of
from engine.storage.migrations import require_current
from engine.storage.models import SEALED_TABLES, OfficeRow
from engine.storage.office_calendars import Calendars
from engine.storage.sealed import require_keys
from engine.storage.work import Work, notice, unit_of_work
from engine.workflow import Runner

DEMO = "demo"  # the notice that marks a demo database: {"offset_seconds": …}


@dataclass(frozen=True, slots=True)
class Desk:
    """One clock on the wall, one set of files, one procedure-runner.

    ``zone`` is the office's time zone; days are counted in it.
    """

    settings: Settings
    clock: Clock
    database: Database
    runner: Runner
    zone: ZoneInfo
    calendars: Calendars = field(default_factory=Calendars, repr=False, compare=False)

    @contextmanager
    def work(self, actor: Actor | None, at: datetime | None = None) -> Iterator[Work]:
        """Open a piece of work by *actor* (None: the clock); it commits if the block ends.

        ``at`` is the due instant of a fired clock; without it the work counts as done now.

        Raises:
            Stale, Locked, Conflict: as ``unit_of_work``.

        """
        now = self.clock.now()
        with unit_of_work(self.database, at or now, now, actor) as work:
            yield work

    def read(self) -> AbstractContextManager[Session]:
        """Open a session that only reads."""
        return self.database.read()

    def now(self) -> datetime:
        """Return the present instant (aware UTC); a demo's may be shifted."""
        return self.clock.now()

    def local_day(self, instant: datetime) -> date:
        """Return the office's day at an aware instant.

        Raises:
            ValueError: *instant* is naive.

        """
        if instant.tzinfo is None:
            raise ValueError("naive datetime")
        return instant.astimezone(self.zone).date()

    def calendar(self, session: Session, office: OfficeRow | None = None) -> WorkCalendar:
        """Return the calendar *office* counts by: the nation's with its own exceptions."""
        return self.calendars.of(session, office)

    def is_demo(self) -> bool:
        """Say whether this is a demo database, whose clock may be moved."""
        with self.read() as session:
            return notice(session, DEMO) is not None

    def move_clock(self, by: timedelta) -> None:
        """Move a demo's clock forward by *by*.

        Raises:
            Conflict: ``clock.real``; a real database follows the real clock.
            Invalid: ``clock.backwards``; what has happened cannot unhappen.

        """
        if by < timedelta(0):
            raise Invalid("clock.backwards")
        with self.work(None) as work:
            noted = work.notice(DEMO)
            if noted is None:
                raise Conflict("clock.real")
            work.set_notice(
                DEMO, {**noted, "offset_seconds": noted["offset_seconds"] + by.total_seconds()}
            )


def declare_demo(desk: Desk) -> None:
    """Make *desk*'s database a demo; open the desk anew to get its shiftable clock."""
    with desk.work(None) as work:
        if work.notice(DEMO) is None:
            work.set_notice(DEMO, {"offset_seconds": 0})


def open_desk(settings: Settings, *, durable: bool = True) -> Desk:
    """Return the desk of a program: database checked, demo clock if it is a demo.

    ``durable`` as ``Database`` takes it: False only while a demo is being made.

    Raises:
        Conflict: ``schema.missing``, ``schema.old`` or ``schema.newer``; ``keys.missing``.
        Locked: the database cannot be read now.

    """
    database = database_of(settings, durable=durable)
    try:
        require_current(database)
        with database.read() as session:
            require_keys(session, SEALED_TABLES)
        clock = _clock_of(database)
    except Exception:
        database.dispose()
        raise
    return Desk(settings, clock, database, Runner(), ZoneInfo(settings.zone))


def _clock_of(database: Database) -> Clock:
    with database.read() as session:
        is_demo = notice(session, DEMO) is not None
    return ShiftedClock(SystemClock(), _shift_of(database)) if is_demo else SystemClock()


def _shift_of(database: Database) -> Offset:
    def shift() -> timedelta:
        with database.read() as session:
            noted = notice(session, DEMO) or {}
        return timedelta(seconds=float(noted.get("offset_seconds", 0)))

    return shift
