"""The calendars offices would count by if days were others: nothing is written.

Used to say beforehand which time limits a notice or an office's exception would move.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.rules.calendar import CalendarDay, DayKind, WorkCalendar
from engine.storage.calendar_snapshots import Snapshot, days_of, year_snapshot
from engine.storage.models import CalendarOverrideRow, OfficeRow

CalendarOf = Callable[[str], WorkCalendar]
Layers = dict[int, dict[date, CalendarDay]]


@dataclass(frozen=True, slots=True)
class Proposal:
    """Days as they would be: a snapshot of a year, or an office's answers (None: as above it)."""

    year: Snapshot | None = None
    office_id: int | None = None
    answers: Mapping[date, bool | None] = field(default_factory=dict)


def proposal_of(snapshot: Snapshot) -> Proposal:
    """Return the proposal to have things as a snapshot shows them."""
    if "year" in snapshot:
        return Proposal(year=snapshot)
    answers = {
        date.fromisoformat(day): answer[0] if answer else None
        for day, answer in snapshot["days"].items()
    }
    return Proposal(office_id=int(snapshot["office"]), answers=answers)


def year_proposal(year: int, days: Mapping[date, CalendarDay], source: str) -> dict[str, Any]:
    """Return the snapshot a notice would leave."""
    return {
        "year": year,
        "official": True,
        "source": source,
        "days": [
            [day.isoformat(), each.kind.value, each.name] for day, each in sorted(days.items())
        ],
    }


def proposed(session: Session, nation: WorkCalendar, proposal: Proposal) -> CalendarOf:
    """Return a function from an office's path to the calendar it would count by.

    *nation* is the calendar as it is; an office counts like the nearest one above it that would
    have exceptions of its own, else like the nation.
    """
    plain = nation if proposal.year is None else _with_year(session, nation, proposal.year)
    layers = _layers(session)
    if proposal.office_id is not None:
        own = layers.setdefault(proposal.office_id, {})
        for day, works in proposal.answers.items():
            own.pop(day, None)
            if works is not None:
                own[day] = CalendarDay(DayKind.OPENED if works else DayKind.CLOSED)
    built: dict[tuple[int, ...], WorkCalendar] = {}

    def calendar_of(path: str) -> WorkCalendar:
        chain = tuple(int(part) for part in path.split("/") if part and int(part) in layers)
        if chain not in built:
            days: dict[date, CalendarDay] = {}
            for office_id in chain:  # the nearer office wins
                days |= layers[office_id]
            built[chain] = plain.with_overrides(days, "proposed")
        return built[chain]

    return calendar_of


def _with_year(session: Session, nation: WorkCalendar, year: Snapshot) -> WorkCalendar:
    number = int(year["year"])
    scope = set(days_of(year_snapshot(session, number, ()))) | set(days_of(year))
    kept = {
        day: each for day, each in nation.days.items() if day not in scope and day.year != number
    }
    new = {
        date.fromisoformat(day): CalendarDay(DayKind(kind), name)
        for day, kind, name in year["days"]
    }
    covered = nation.covered - {number} | ({number} if year["official"] else set())
    return WorkCalendar({**kept, **new}, frozenset(covered), "proposed")


def _layers(session: Session) -> Layers:
    layers: Layers = {}
    for row in session.scalars(select(CalendarOverrideRow)):
        kind = DayKind.OPENED if row.works else DayKind.CLOSED
        layers.setdefault(row.office_id, {})[row.day] = CalendarDay(kind, row.reason)
    return layers


def path_of(session: Session, office_id: int) -> str | None:
    """Return an office's path, or None if there is no such office."""
    return session.scalar(select(OfficeRow.path).where(OfficeRow.id == office_id))
