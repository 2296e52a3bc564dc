"""Sensitive periods (敏感时期) of an area: switched on and off with a reason, never backdated."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select, update

from engine.desk import Desk
from engine.rules.errors import Conflict, Invalid, NotAllowed, NotFound
from engine.rules.events import SensitivePeriodBegun, SensitivePeriodEnded
from engine.rules.permissions import Action, Actor, Place, may
from engine.storage.models import OfficeRow, SensitivePeriodRow
from engine.storage.work import Work
from engine.usecases.daily_reports import keep_reports
from engine.usecases.thresholds import respread

PLANNED_END = "planned_end"


@dataclass(frozen=True, slots=True)
class Period:
    """What is switched on: for which office and those below it, its name, why, its last day.

    ``ends_on``: the last planned day, office time; None: until it is switched off.
    """

    office_id: int
    name: str
    reason: str
    ends_on: date | None = None
    daily_report: bool = True


def switch_on(desk: Desk, actor: Actor, period: Period) -> tuple[int, int]:
    """Begin a sensitive period now; return its id and how many running clocks turn otherwise.

    Raises:
        NotAllowed: ``sensitive.switch``. Invalid: no name or reason, an end in the past.
        Conflict: ``sensitive.on_already``.

    """
    with desk.work(actor) as work:
        office = work.get(OfficeRow, period.office_id, lock=True)  # one click counts, not two
        _may_switch(actor, office)
        _check(desk, work, period)
        running = SensitivePeriodRow.office_id == office.id, SensitivePeriodRow.ended_at.is_(None)
        if work.session.scalars(select(SensitivePeriodRow.id).where(*running)).first():
            raise Conflict("sensitive.on_already")
        row = work.add(
            SensitivePeriodRow(
                office_id=office.id,
                name=period.name.strip(),
                reason=period.reason.strip(),
                begins_at=work.now,
                ends_on=period.ends_on,
                daily_report=period.daily_report,
                switched_on_by=actor.user_id,
                switched_on_at=work.now,
                ended_at=None,
                switched_off_by=None,
                off_reason=None,
            )
        )
        _mark(work)
        work.record(SensitivePeriodBegun(row.id, office.id, row.reason))
        period_id = row.id
    return period_id, respread(desk)


def switch_off(desk: Desk, actor: Actor, period_id: int, reason: str) -> int:
    """End a sensitive period now; return how many running clocks turn otherwise.

    Raises:
        NotFound: ``sensitive.unknown``. NotAllowed: ``sensitive.switch``.
        Conflict: ``sensitive.over``. Invalid: no reason.

    """
    if not reason.strip():
        raise Invalid("sensitive.form", fields={"reason": "required"})
    with desk.work(actor) as work:
        row = work.session.get(SensitivePeriodRow, period_id, with_for_update=True)
        if row is None:
            raise NotFound("sensitive.unknown")
        _may_switch(actor, work.get(OfficeRow, row.office_id))
        if row.ended_at is not None:
            raise Conflict("sensitive.over")
        row.switched_off_by = actor.user_id
        _end(work, row, reason.strip())
    return respread(desk)


def keep_periods(desk: Desk) -> int:
    """End what was planned to end, keep thresholds in step, ask for reports; for the tick."""
    with desk.work(None) as work:
        today = desk.local_day(work.now)
        over = SensitivePeriodRow.ended_at.is_(None), SensitivePeriodRow.ends_on < today
        ended = work.session.scalars(select(SensitivePeriodRow).where(*over)).all()
        for row in ended:
            _end(work, row, PLANNED_END)
        if not ended:
            _mark(work)  # offices that were founded or moved meanwhile
    return len(ended) + respread(desk) + keep_reports(desk)


def _end(work: Work, row: SensitivePeriodRow, reason: str) -> None:
    row.ended_at, row.off_reason = work.now, reason
    work.session.flush()
    _mark(work)
    work.record(SensitivePeriodEnded(row.id, row.office_id, reason))


def _mark(work: Work) -> None:
    """Note at every office whether it lies in a sensitive area; writes only what changed."""
    query = (
        select(OfficeRow.path)
        .join(SensitivePeriodRow, SensitivePeriodRow.office_id == OfficeRow.id)
        .where(SensitivePeriodRow.ended_at.is_(None))
    )
    roots = list(work.session.scalars(query))
    if roots:
        inside = or_(*(OfficeRow.path.startswith(root, autoescape=True) for root in roots))
        on = update(OfficeRow).where(inside, OfficeRow.sensitive.is_(False))
        off = update(OfficeRow).where(~inside, OfficeRow.sensitive.is_(True))
        work.session.execute(on.values(sensitive=True))
        work.session.execute(off.values(sensitive=False))
    else:
        off = update(OfficeRow).where(OfficeRow.sensitive.is_(True))
        work.session.execute(off.values(sensitive=False))


def _may_switch(actor: Actor, office: OfficeRow) -> None:
    if not may(actor, Action.SWITCH_SENSITIVE, Place((office.path,))):
        raise NotAllowed("sensitive.switch")


def _check(desk: Desk, work: Work, period: Period) -> None:
    faults = {key: "required" for key in ("name", "reason") if not getattr(period, key).strip()}
    if period.ends_on is not None and period.ends_on < desk.local_day(work.now):
        faults["ends_on"] = "in_the_past"
    if faults:
        raise Invalid("sensitive.form", fields=faults)
