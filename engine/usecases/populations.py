"""From what a spot check is drawn: the cases an office and those below it are answerable for."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, select

from engine.desk import Desk
from engine.rules.case import ENDED
from engine.storage.models import CaseRow, OfficeRow
from engine.storage.work import Work


@dataclass(frozen=True, slots=True)
class Criteria:
    """Which cases could have been drawn.

    ``from_on`` and ``until_on`` are local days of registration, both included.
    """

    state: str = "any"
    category: str | None = None
    from_on: date | None = None
    until_on: date | None = None


def population(desk: Desk, work: Work, office: OfficeRow, criteria: Criteria) -> dict[str, int]:
    """Return the cases, id by code, that could be drawn from *office* and those below it."""
    query = (
        select(CaseRow.code, CaseRow.id)
        .join(OfficeRow, OfficeRow.id == CaseRow.holder_id)
        .where(OfficeRow.path.startswith(office.path, autoescape=True), *_wanted(desk, criteria))
    )
    return {code: case_id for code, case_id in work.session.execute(query)}


def _wanted(desk: Desk, criteria: Criteria) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if criteria.state != "any":
        ended = CaseRow.status.in_([str(status) for status in ENDED])
        wanted.append(ended if criteria.state == "ended" else ~ended)
    if criteria.category:
        wanted.append(CaseRow.category == criteria.category)
    if criteria.from_on:
        wanted.append(CaseRow.registered_at >= _midnight(desk, criteria.from_on))
    if criteria.until_on:
        after = _midnight(desk, criteria.until_on + timedelta(days=1))
        wanted.append(CaseRow.registered_at < after)
    return wanted


def _midnight(desk: Desk, day: date) -> datetime:
    return datetime.combine(day, time(), desk.zone)
