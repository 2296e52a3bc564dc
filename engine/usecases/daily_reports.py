"""Daily reports of a sensitive period: one an office and day; a zero report is a report."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import exists, select

from engine.desk import Desk
from engine.rules.errors import Conflict, Invalid, NotAllowed, NotFound
from engine.rules.events import DailyReportFiled, DailyReportsMissing
from engine.rules.permissions import Action, Actor, Place, Role, may
from engine.rules.quiet import read_time
from engine.rules.telling import may_leave_at
from engine.storage.leases import insert
from engine.storage.models import DailyReportRow, GrantRow, OfficeRow, SensitivePeriodRow
from engine.storage.work import Work
from engine.usecases import offices
from engine.usecases.recipients import hearers, messages_for
from engine.usecases.telling import Telling

FURTHEST_BACK = timedelta(days=31)  # days nobody could report on because nothing ran
REPORTERS = (Role.REGISTRAR, Role.MEDIATOR, Role.OFFICE_LEADER, Role.LIAISON)


def file_report(
    desk: Desk,
    actor: Actor,
    report_id: int,
    text: str = "",
    counts: Mapping[str, int] | None = None,
) -> bool:
    """File a report; without text it is a zero report. Return whether it was late.

    Raises:
        NotFound: ``daily_report.unknown``. NotAllowed: ``daily_report.file``.
        Conflict: ``daily_report.filed``. Invalid: negative counts.

    """
    with desk.work(actor) as work:
        row = work.session.get(DailyReportRow, report_id, with_for_update=True)
        if row is None:
            raise NotFound("daily_report.unknown")
        place = Place((work.get(OfficeRow, row.office_id).path,))
        if not may(actor, Action.FILE_DAILY_REPORT, place):
            raise NotAllowed("daily_report.file")
        if row.filed_at is not None:
            raise Conflict("daily_report.filed")
        if any(number < 0 for number in (counts or {}).values()):
            raise Invalid("daily_report.form", fields={"counts": "too_small"})
        row.text, row.counts = text.strip() or None, dict(counts or {}) or None
        row.zero = row.text is None and not any((counts or {}).values())
        row.filed_by, row.filed_at = actor.user_id, work.now
        late = work.now > row.due_at
        day = row.day.isoformat()
        work.record(DailyReportFiled(row.id, row.office_id, day, row.zero, late))
        return late


def keep_reports(desk: Desk) -> int:
    """Ask every office of a sensitive area for each day's report, and tell of missing ones."""
    with desk.work(None) as work:
        running = (SensitivePeriodRow.ended_at.is_(None), SensitivePeriodRow.daily_report)
        query = select(SensitivePeriodRow).where(*running).order_by(SensitivePeriodRow.id)
        periods = work.session.scalars(query).all()
        for period in periods:
            _ask(desk, work, period)
        work.session.flush()
        return sum(_tell_missing(desk, work, period) for period in periods)


def due_at(desk: Desk, day: date) -> datetime:
    """Return the instant by which a day's report is due (aware)."""
    return datetime.combine(day, read_time(desk.settings.daily_report_at), desk.zone)


def _ask(desk: Desk, work: Work, period: SensitivePeriodRow) -> None:
    today = desk.local_day(work.now)
    first = max(desk.local_day(period.begins_at), today - FURTHEST_BACK)
    days = [first + timedelta(days=n) for n in range((today - first).days + 1)]
    if period.begins_at > due_at(desk, days[0]):  # switched on after the hour: from tomorrow
        days = days[1:] if desk.local_day(period.begins_at) == first else days
    # of whatever period: where areas lie in one another, an office still reports once a day
    query = select(DailyReportRow.office_id, DailyReportRow.day).where(DailyReportRow.day >= first)
    known = {(office, day) for office, day in work.session.execute(query)}
    rows = [
        {"period_id": period.id, "office_id": office, "day": day, "due_at": due_at(desk, day)}
        for office in _offices(work, period)
        for day in days
        if (office, day) not in known
    ]
    if rows:
        work.session.execute(insert(work.session, DailyReportRow).on_conflict_do_nothing(), rows)


def _offices(work: Work, period: SensitivePeriodRow) -> list[int]:
    """Return the offices of the area in which somebody could file a report."""
    root = work.get(OfficeRow, period.office_id).path
    somebody = exists().where(GrantRow.office_id == OfficeRow.id, GrantRow.role.in_(REPORTERS))
    query = select(OfficeRow.id).where(
        OfficeRow.path.startswith(root, autoescape=True), OfficeRow.active, somebody
    )
    return list(work.session.scalars(query.order_by(OfficeRow.id)))


def _tell_missing(desk: Desk, work: Work, period: SensitivePeriodRow) -> int:
    """Tell the area's supervisors once a day which offices have not reported."""
    query = select(DailyReportRow).where(
        DailyReportRow.period_id == period.id,
        DailyReportRow.filed_at.is_(None),
        DailyReportRow.told_at.is_(None),
        DailyReportRow.due_at <= work.now,
    )
    missing = work.session.scalars(query.order_by(DailyReportRow.day, DailyReportRow.id)).all()
    if not missing:
        return 0
    office = work.get(OfficeRow, period.office_id)
    days = sorted({row.day for row in missing})
    lacking = sorted({row.office_id for row in missing})
    event = work.record(DailyReportsMissing(period.id, days[-1].isoformat(), lacking))
    facts = {
        "period": period.name,
        "day": days[-1].isoformat(),
        "missing": len(missing),
        "offices": "、".join(work.get(OfficeRow, each).name for each in lacking[:10]),
    }
    leaves = may_leave_at(work.now, desk.calendar(work.session, office), desk.zone)
    telling = Telling("DailyReportsMissing", facts, f"daily:{period.id}:{days[-1].isoformat()}")
    for hearer in hearers(work, offices.people_upwards(work, office, Role.SUPERVISOR)):
        for message in messages_for(hearer, telling.kind, telling.key, {**facts}, leaves):
            work.queue(event, message)
    for row in missing:
        row.told_at = work.now
    return len(missing)
