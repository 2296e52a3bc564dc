"""What a change of the calendar leaves behind to be undone by: the days before and after.

Snapshots are plain JSON. Of a year: ``{"year", "official", "source", "days": [[day, kind,
name]…]}`` with ``official`` null where the year was not there; of an office: ``{"office",
"days": {day: [works, reason] or null}}``.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, delete, extract, insert, or_, select
from sqlalchemy.orm import Session

from engine.storage.calendars import set_override, touch
from engine.storage.models import (
    CalendarDayRow,
    CalendarOverrideRow,
    CalendarYearRow,
    OfficeRow,
)
from engine.storage.work import Work

Snapshot = Mapping[str, Any]


def year_snapshot(session: Session, year: int, days: Iterable[date]) -> dict[str, Any]:
    """Return how a year stands, with those *days* of other years that its notice speaks of."""
    row = session.get(CalendarYearRow, year)
    query = select(CalendarDayRow).where(_within(year, days)).order_by(CalendarDayRow.day)
    return {
        "year": year,
        "official": row.official if row else None,
        "source": row.source if row else "",
        "days": [[each.day.isoformat(), each.kind, each.name] for each in session.scalars(query)],
    }


def days_of(snapshot: Snapshot) -> tuple[date, ...]:
    """Return the days a year's snapshot speaks of."""
    return tuple(date.fromisoformat(day) for day, _, _ in snapshot["days"])


def restore_year(work: Work, snapshot: Snapshot, also: Iterable[date]) -> None:
    """Put a year back as it was; days of *also* that the snapshot does not name are plain again."""
    session, year = work.session, int(snapshot["year"])
    session.execute(delete(CalendarDayRow).where(_within(year, (*also, *days_of(snapshot)))))
    rows = [
        {"day": date.fromisoformat(day), "kind": kind, "name": name}
        for day, kind, name in snapshot["days"]
    ]
    if rows:
        session.execute(insert(CalendarDayRow), rows)
    row = session.get(CalendarYearRow, year)
    if snapshot["official"] is None:
        if row is not None:
            session.delete(row)
    else:
        session.merge(
            CalendarYearRow(
                year=year,
                official=bool(snapshot["official"]),
                source=str(snapshot["source"]),
                version=row.version + 1 if row else 1,
                loaded_at=work.recorded_at,
            )
        )
    touch(work)


def _within(year: int, days: Iterable[date]) -> ColumnElement[bool]:
    others = sorted({day for day in days if day.year != year})
    return or_(extract("year", CalendarDayRow.day) == year, CalendarDayRow.day.in_(others))


def office_snapshot(session: Session, office: OfficeRow, days: Iterable[date]) -> dict[str, Any]:
    """Return an office's own answers for *days*; null where it follows the offices above it."""
    wanted = sorted(set(days))
    query = select(CalendarOverrideRow).where(
        CalendarOverrideRow.office_id == office.id, CalendarOverrideRow.day.in_(wanted)
    )
    own = {row.day: [row.works, row.reason] for row in session.scalars(query)}
    return {"office": office.id, "days": {day.isoformat(): own.get(day) for day in wanted}}


def restore_office(work: Work, office: OfficeRow, snapshot: Snapshot) -> None:
    """Put an office's answers back as they were."""
    for day, answer in snapshot["days"].items():
        works, reason = answer or (None, "")
        set_override(work, office, date.fromisoformat(day), works, reason)
