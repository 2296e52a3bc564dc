"""问责: signing a sanction the figures propose, lifting it, and letting it run out.

The figures are worked out again in the transaction that signs; they are kept with the sanction.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from sqlalchemy import select

from engine.desk import Desk
from engine.rules.calendar import ONE_DAY, instant_at
from engine.rules.errors import Conflict, Invalid, NotAllowed, NotFound
from engine.rules.events import SanctionEnded, SanctionLifted, SanctionSigned
from engine.rules.permissions import Action, Actor, Place, Role, may
from engine.rules.sanctions import (
    NOTICE,
    Figures,
    Proposal,
    last_day,
    proposals,
    sanction_key,
    sanction_number,
)
from engine.storage.figures import Period, figures_of
from engine.storage.models import EventRow, OfficeRow, SanctionRow
from engine.storage.published import law_table
from engine.storage.work import Work
from engine.usecases.law import mediation_rules
from engine.usecases.routing import docket_office
from engine.usecases.supervision import office_of_actor
from engine.usecases.telling import Telling, leaders_and_supervisors, tell_office

TABLE = "sanctions"
LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Signing:
    """Which proposal is signed, and why: its rule, the office, the month judged (``2026-11``)."""

    rule: str
    office_id: int
    month: str
    reason: str


def sign_sanction(desk: Desk, actor: Actor, signing: Signing) -> int:
    """Sign a sanction the figures propose now; it begins today. Return its id.

    Raises:
        NotFound: no such office. NotAllowed: the person is not in charge of it.
        Conflict: it is not proposed (any more), or has been signed.
        Invalid: no reason, or no such month.

    """
    _check(signing.reason, "sanctions.form")
    with desk.work(actor) as work:
        office = work.get(OfficeRow, signing.office_id, lock=True)
        if not may(actor, Action.SIGN_SANCTION, Place((office.path,))):
            raise NotAllowed("sanctions.not_above", office=office.name)
        key = sanction_key(signing.rule, office.id, signing.month)
        if work.session.scalar(select(SanctionRow.id).where(SanctionRow.key == key)):
            raise Conflict("sanctions.signed")
        proposal, figures = _proposed(work, office, signing)
        begins_on = desk.local_day(work.now)
        row = work.add(
            SanctionRow(
                number=_number(desk, work, actor, (office, proposal)),
                office_id=office.id,
                kind=proposal.kind,
                rule=proposal.rule,
                key=key,
                evidence=_evidence(signing, proposal, figures),
                reason=signing.reason.strip(),
                signed_by=actor.user_id,
                signed_at=work.now,
                begins_on=begins_on,
                ends_on=last_day(begins_on, proposal.months),
                ended_at=None,
                lifted_by=None,
                lift_reason=None,
            )
        )
        event = work.record(
            SanctionSigned(row.id, row.number, row.kind, office.id, row.ends_on.isoformat())
        )
        _tell(desk, (work, event), row, "SanctionSigned")
        return row.id


def _tell(desk: Desk, on: tuple[Work, EventRow | None], row: SanctionRow, kind: str) -> None:
    """Tell the office's leaders and the supervisors above; once for each thing that happens."""
    work, event = on
    office = work.office(row.office_id)
    facts = {
        "number": row.number,
        "sanction": row.kind,
        "office": office.name,
        "ends_on": row.ends_on.isoformat(),
    }
    telling = Telling(kind, facts, f"{kind}:{row.id}")
    tell_office(desk, work, office, (telling, event), leaders_and_supervisors(work, office))


def _check(reason: str, code: str) -> None:
    if not reason.strip() or len(reason) > LONGEST:
        raise Invalid(code, fields={"reason": "too_long" if reason.strip() else "required"})


def _proposed(work: Work, office: OfficeRow, signing: Signing) -> tuple[Proposal, Figures]:
    period = Period(signing.month, work.now, mediation_rules(work.session))
    offices = select(OfficeRow.id).where(OfficeRow.id == office.id)
    figures = figures_of(work.session, offices, period).get(office.id, Figures())
    for each in proposals(law_table(work.session, TABLE).table, figures, period.on):
        if each.rule == signing.rule:
            return each, figures
    raise Conflict("sanctions.not_proposed")


def _evidence(signing: Signing, proposal: Proposal, figures: Figures) -> Mapping[str, object]:
    percent = figures.on_time_percent
    return {
        **asdict(figures),
        "on_time_percent": None if percent is None else str(percent),
        "month": signing.month,
        "name_zh": proposal.names[0],
        "name_en": proposal.names[1],
        "source": proposal.source,
    }


def _number(desk: Desk, work: Work, actor: Actor, on: tuple[OfficeRow, Proposal]) -> str:
    office, proposal = on
    series = docket_office(work, office_of_actor(work, actor, Role.LEADER, office))
    year = desk.local_day(work.now).year
    serial = work.allot_serial(f"sanction:{proposal.kind}", series.id, year)
    return sanction_number(proposal.kind, year, series.docket_word or series.name, serial)


def lift_sanction(desk: Desk, actor: Actor, sanction_id: int, reason: str) -> None:
    """Lift a sanction before its last day, with a reason; it no longer counts against the office.

    Raises:
        NotFound: ``sanctions.unknown``: no such sanction for this person.
        Conflict: ``sanctions.ended``. Invalid: no reason.

    """
    _check(reason, "sanctions.lift")
    with desk.work(actor) as work:
        row = work.session.get(SanctionRow, sanction_id, with_for_update=True)
        if row is None or not may(
            actor, Action.SIGN_SANCTION, Place((work.office(row.office_id).path,))
        ):
            raise NotFound("sanctions.unknown")
        if row.ended_at is not None:
            raise Conflict("sanctions.ended", number=row.number)
        row.ended_at, row.lifted_by, row.lift_reason = work.now, actor.user_id, reason.strip()
        event = work.record(SanctionLifted(row.id, row.number, row.lift_reason))
        _tell(desk, (work, event), row, "SanctionLifted")


def end_sanctions(desk: Desk) -> int:
    """End every sanction whose last day has passed; return how many: the tick ``sanctions``.

    Those whose last day is near are told, once.
    """
    with desk.work(None) as work:
        today = desk.local_day(work.now)
        over = select(SanctionRow).where(
            SanctionRow.ended_at.is_(None), SanctionRow.ends_on < today
        )
        rows = work.session.scalars(over.order_by(SanctionRow.id).with_for_update()).all()
        for row in rows:
            row.ended_at = instant_at(row.ends_on + ONE_DAY)
            event = work.record(SanctionEnded(row.id, row.number))
            _tell(desk, (work, event), row, "SanctionEnded")
        near = select(SanctionRow).where(
            SanctionRow.ended_at.is_(None),
            SanctionRow.ends_on >= today,
            SanctionRow.ends_on <= today + NOTICE,
        )
        for row in work.session.scalars(near.order_by(SanctionRow.id)):
            _tell(desk, (work, None), row, "SanctionExpiring")
        return len(rows)
