"""What was changed about the working days, by whom and why, and which time limits it moved."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, String, and_, cast, func, select
from sqlalchemy.orm import Session

from engine.queries.calendar_moves import SHOWN, Move, Moves
from engine.queries.errands import ErrandView, view_of
from engine.queries.scope import readable
from engine.rules.errors import NotFound
from engine.rules.permissions import Actor
from engine.storage.models import (
    CareChangeRow,
    CaseRow,
    ClockRow,
    ErrandRow,
    OfficeRow,
    RecountLineRow,
    UserRow,
)

YEAR, OFFICE = "calendar_year", "calendar_office"
NEWEST = 10
NAMED = tuple(ClockRow.row[name].as_string() for name in ("name_zh", "name_en"))


@dataclass(frozen=True, slots=True)
class DayChange:
    """One day of a change: its kind and name before and after; an empty kind: a plain day."""

    day: date
    before: str
    before_name: str
    after: str
    after_name: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One change: of a year (``office`` None) or of an office's days; ``at`` is aware UTC.

    ``by`` is empty for a change made on the server's command line. ``moved`` counts limits that
    moved. ``undoes`` is the change it takes back; ``newest``: nothing of its kind came after.
    """

    change_id: int
    year: int | None
    office_id: int | None
    office: str
    reason: str
    by: str
    at: datetime
    moved: int
    undoes: int | None
    newest: bool


@dataclass(frozen=True, slots=True)
class ChangeView:
    """A change with its days, the limits it moved as far as the reader may see, and how far."""

    line: ChangeLine
    official_before: bool | None
    official_after: bool | None
    days: tuple[DayChange, ...]
    moves: Moves
    errand: ErrandView | None


def change_lines(
    session: Session, year: int, office_id: int | None = None, limit: int = NEWEST
) -> tuple[ChangeLine, ...]:
    """Return the newest changes of a year, or of an office's days, the newest first."""
    kind, subject = (YEAR, str(year)) if office_id is None else (OFFICE, str(office_id))
    query = _lines().where(CareChangeRow.kind == kind, CareChangeRow.subject == subject)
    rows = session.execute(query.order_by(CareChangeRow.id.desc()).limit(limit)).all()
    return tuple(_line(session, *row) for row in rows)


def change_view(session: Session, actor: Actor, change_id: int) -> ChangeView:
    """Return a change of the calendar.

    Raises:
        NotFound: ``calendar.unknown_change``.

    """
    found = session.execute(_lines().where(CareChangeRow.id == change_id)).first()
    if found is None:
        raise NotFound("calendar.unknown_change")
    row: CareChangeRow = found[0]
    return ChangeView(
        line=_line(session, *found),
        official_before=row.before.get("official"),
        official_after=row.after.get("official"),
        days=tuple(_day_changes(row.before, row.after)),
        moves=_moved(session, actor, change_id),
        errand=_errand(session, actor, change_id),
    )


def _lines() -> Select[CareChangeRow, str | None, str | None]:
    return (
        select(CareChangeRow, UserRow.name, OfficeRow.name)
        .outerjoin(UserRow, UserRow.id == CareChangeRow.changed_by)
        .outerjoin(
            OfficeRow,
            and_(CareChangeRow.kind == OFFICE, CareChangeRow.subject == cast(OfficeRow.id, String)),
        )
        .where(CareChangeRow.kind.in_((YEAR, OFFICE)))
    )


def _line(session: Session, row: CareChangeRow, by: str | None, office: str | None) -> ChangeLine:
    of_year = row.kind == YEAR
    moved = select(func.count()).where(RecountLineRow.change_id == row.id)
    newest = select(func.max(CareChangeRow.id)).where(
        CareChangeRow.kind == row.kind, CareChangeRow.subject == row.subject
    )
    return ChangeLine(
        change_id=row.id,
        year=int(row.subject) if of_year else None,
        office_id=None if of_year else int(row.subject),
        office=office or "",
        reason=row.reason,
        by=by or "",
        at=row.changed_at,
        moved=session.scalar(moved) or 0,
        undoes=row.undoes_id,
        newest=session.scalar(newest) == row.id,
    )


def _day_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[DayChange]:
    old, new = _days(before), _days(after)
    return [
        DayChange(date.fromisoformat(day), *old.get(day, ("", "")), *new.get(day, ("", "")))
        for day in sorted(old.keys() | new.keys())
        if old.get(day) != new.get(day)
    ]


def _days(snapshot: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    if "year" in snapshot:
        return {day: (kind, name) for day, kind, name in snapshot["days"]}
    return {
        day: ("opened" if answer[0] else "closed", answer[1])
        for day, answer in snapshot["days"].items()
        if answer
    }


def _moved(session: Session, actor: Actor, change_id: int) -> Moves:
    of = RecountLineRow.change_id == change_id
    counted = select(func.count(), func.count(RecountLineRow.case_id.distinct())).where(of)
    count, cases = session.execute(counted).one()
    lines = (
        select(CaseRow.code, *NAMED, RecountLineRow)
        .join(CaseRow, CaseRow.id == RecountLineRow.case_id)
        .join(ClockRow, ClockRow.id == RecountLineRow.clock_id)
        .where(of, readable(actor))
        .order_by(CaseRow.code, RecountLineRow.clock_id)
    )
    seen = session.scalar(select(func.count()).select_from(lines.subquery())) or 0
    shown = tuple(
        Move(code, row.rule, zh or "", en or "", row.old_due_on, row.new_due_on)
        for code, zh, en, row in session.execute(lines.limit(SHOWN))
    )
    return Moves(count, cases, shown, hidden=count - seen)


def _errand(session: Session, actor: Actor, change_id: int) -> ErrandView | None:
    query = (
        select(ErrandRow)
        .where(ErrandRow.kind == "recount", ErrandRow.subject["change"].as_integer() == change_id)
        .order_by(ErrandRow.id.desc())
        .limit(1)
    )
    row = session.scalars(query).first()
    return view_of(row, actor) if row else None
