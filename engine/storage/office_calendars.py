"""The calendars offices count by, built from the tables once per state of them."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.rules.calendar import CalendarDay, DayKind, WorkCalendar
from engine.storage.models import (
    CalendarDayRow,
    CalendarOverrideRow,
    CalendarYearRow,
    NoticeRow,
    OfficeRow,
)
from engine.storage.work import notice

NOTICE = "calendar"  # {"revision": …}: another word each time a day changes
Days = Mapping[date, CalendarDay]


def national(session: Session) -> WorkCalendar:
    """Return the nation's calendar as the tables have it, without a version."""
    rows = session.execute(select(CalendarDayRow.day, CalendarDayRow.kind, CalendarDayRow.name))
    days = {day: CalendarDay(DayKind(kind), name) for day, kind, name in rows}
    covered = session.scalars(select(CalendarYearRow.year).where(CalendarYearRow.official))
    return WorkCalendar(days, frozenset(covered))


def _exceptions(session: Session) -> Mapping[int, Days]:
    """Return every office's own exceptions, by the office's id."""
    row = CalendarOverrideRow
    found: defaultdict[int, dict[date, CalendarDay]] = defaultdict(dict)
    for office_id, day, works, reason in session.execute(
        select(row.office_id, row.day, row.works, row.reason)
    ):
        kind = DayKind.OPENED if works else DayKind.CLOSED
        found[office_id][day] = CalendarDay(kind, reason)
    return dict(found)


REVISION = select(NoticeRow.value).where(NoticeRow.name == NOTICE)


def keep(session: Session, rows: Sequence[Any]) -> None:
    """Keep the answer of ``REVISION``: a transaction counts by one calendar."""
    session.info.setdefault(NOTICE, rows[0][0] if rows else {})


def version_of_days(calendar: WorkCalendar) -> str:
    """Return a word that is another one whenever a day or an official year is."""
    digest = hashlib.sha256(repr(sorted(calendar.covered)).encode())
    for day in sorted(calendar.days):
        digest.update(f"{day.isoformat()} {calendar.days[day].kind}\n".encode())
    return digest.hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class _State:
    """The tables as they are at a revision, and the calendars built of them.

    ``own``: exceptions by office. ``built``: by the offices with exceptions that count, root first.
    """

    revision: str
    national: WorkCalendar
    own: Mapping[int, Days]
    built: dict[tuple[int, ...], WorkCalendar] = field(default_factory=dict)

    def of(self, chain: Iterable[int]) -> WorkCalendar:
        """Return the calendar of an office, whose *chain* begins at the root; the nearer wins."""
        key = tuple(each for each in chain if each in self.own)  # for most offices nobody
        if key not in self.built:
            days = {day: each for office in key for day, each in self.own[office].items()}
            whole = self.national.with_overrides(days, "")
            self.built[key] = whole.with_overrides({}, version_of_days(whole))
        return self.built[key]


@dataclass(slots=True)
class Calendars:
    """Calendars built once per state of the tables; offices without exceptions share one."""

    _state: _State | None = None

    def of(self, session: Session, office: OfficeRow | None = None) -> WorkCalendar:
        """Return the calendar of *office* (None: the nation's), as *session* sees it."""
        if NOTICE not in session.info:  # a transaction counts by one calendar
            session.info[NOTICE] = notice(session, NOTICE) or {}
        revision = str(session.info[NOTICE].get("revision", ""))
        state = self._state
        if state is None or state.revision != revision:
            state = self._state = _State(revision, national(session), _exceptions(session))
        return state.of(int(part) for part in (office.path if office else "").split("/") if part)
