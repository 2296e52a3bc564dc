"""Sensitive periods, and the daily reports that are asked for: one's own office's, one's area's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from engine.queries.scope import within_reach
from engine.rules.permissions import Action, Actor, Place, may
from engine.storage.models import DailyReportRow, OfficeRow, SensitivePeriodRow, UserRow

MOST = 200


@dataclass(frozen=True, slots=True)
class PeriodLine:
    """One sensitive period; instants aware UTC. ``may_end``: this person may switch it off.

    ``within``: the running period of a wider area this one lies in, as (office, name); while that
    runs, this one makes nothing turn earlier and asks for no second report.
    """

    period_id: int
    office: str
    name: str
    reason: str
    begins_at: datetime
    ends_on: date | None
    ended_at: datetime | None
    off_reason: str | None
    daily_report: bool
    switched_on_by: str
    may_end: bool
    within: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One office's report of one day. ``may_file``: this person may file it now."""

    report_id: int
    period: str
    office: str
    day: date
    due_at: datetime
    zero: bool | None
    text: str | None
    filed_by: str | None
    filed_at: datetime | None
    may_file: bool


def periods(session: Session, actor: Actor) -> tuple[PeriodLine, ...]:
    """Return the periods of the areas whose board *actor* sees or whose reports they file."""
    query = (
        select(SensitivePeriodRow, OfficeRow, UserRow.name)
        .join(OfficeRow, OfficeRow.id == SensitivePeriodRow.office_id)
        .join(UserRow, UserRow.id == SensitivePeriodRow.switched_on_by)
        .order_by(SensitivePeriodRow.ended_at.is_not(None), SensitivePeriodRow.id.desc())
        .limit(MOST)
    )
    found = session.execute(query).all()
    running = [(office, row) for row, office, _ in found if row.ended_at is None]
    return tuple(
        PeriodLine(
            row.id,
            office.name,
            row.name,
            row.reason,
            row.begins_at,
            row.ends_on,
            row.ended_at,
            row.off_reason,
            row.daily_report,
            who,
            row.ended_at is None and may(actor, Action.SWITCH_SENSITIVE, Place((office.path,))),
            _within(office, running) if row.ended_at is None else None,
        )
        for row, office, who in found
        if _concerns(actor, office)
    )


def _within(
    office: OfficeRow, running: Sequence[tuple[OfficeRow, SensitivePeriodRow]]
) -> tuple[str, str] | None:
    """Return the office and name of a running period of an area around *office*'s."""
    around = ((wide, row) for wide, row in running if wide.id != office.id)
    found = next((each for each in around if office.path.startswith(each[0].path)), None)
    return (found[0].name, found[1].name) if found else None


def reports(session: Session, actor: Actor, *, open_only: bool) -> tuple[ReportLine, ...]:
    """Return the reports of one's own offices and of the areas one oversees, newest day first."""
    filer = within_reach(actor, Action.FILE_DAILY_REPORT, DailyReportRow.office_id)
    overseer = within_reach(actor, Action.SEE_BOARD, DailyReportRow.office_id)
    query = (
        select(DailyReportRow, OfficeRow, SensitivePeriodRow.name, UserRow.name)
        .join(OfficeRow, OfficeRow.id == DailyReportRow.office_id)
        .join(SensitivePeriodRow, SensitivePeriodRow.id == DailyReportRow.period_id)
        .outerjoin(UserRow, UserRow.id == DailyReportRow.filed_by)
        .where(or_(filer, overseer))
        .order_by(DailyReportRow.day.desc(), DailyReportRow.office_id)
        .limit(MOST)
    )
    if open_only:
        query = query.where(DailyReportRow.filed_at.is_(None))
    return tuple(_report(actor, found) for found in session.execute(query))


def switchable(session: Session, actor: Actor) -> tuple[tuple[int, str], ...]:
    """Return (id, name) of the offices whose sensitive period *actor* may switch."""
    reached = within_reach(actor, Action.SWITCH_SENSITIVE, OfficeRow.id)
    query = select(OfficeRow.id, OfficeRow.name).where(reached, OfficeRow.active)
    return tuple((office, name) for office, name in session.execute(query.order_by(OfficeRow.path)))


def _concerns(actor: Actor, office: OfficeRow) -> bool:
    """Say whether the office's area and one of the person's offices lie in one another."""
    return any(
        grant.path.startswith(office.path) or office.path.startswith(grant.path)
        for grant in actor.grants
    )


def _report(actor: Actor, found: Sequence[object]) -> ReportLine:
    row, office, period, who = found
    assert isinstance(row, DailyReportRow)  # noqa: S101  # what the query selects
    assert isinstance(office, OfficeRow)  # noqa: S101
    mine = may(actor, Action.FILE_DAILY_REPORT, Place((office.path,)))
    return ReportLine(
        row.id,
        str(period),
        office.name,
        row.day,
        row.due_at,
        row.zero,
        row.text,
        str(who) if who else None,
        row.filed_at,
        mine and row.filed_at is None,
    )
