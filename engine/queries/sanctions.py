"""问责建议: what each office's figures propose, the cases behind a figure, and what was signed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.queries.gathering import name_of, user_names
from engine.queries.lens import Lens
from engine.queries.scope import offices_reached, readable, within_reach
from engine.queries.tables import mediation_rules
from engine.rules.errors import Invalid, NotFound
from engine.rules.permissions import Action, Actor, Place, may
from engine.rules.sanctions import Figures, Proposal, proposals, sanction_key
from engine.storage import figures as figured
from engine.storage.figures import Period, figures_of
from engine.storage.models import CaseRow, ClockRow, OfficeRow, SanctionRow
from engine.storage.published import law_table

MOST = 500  # cases listed behind one figure, sanctions on one page
OF_CASES = ("closed", "late", "red_cases", "extreme_red_cases", "death_red_cases")


@dataclass(frozen=True, slots=True)
class Proposed:
    """What one office's figures of a month propose."""

    office_id: int
    office: str
    figures: Figures
    proposal: Proposal
    may_sign: bool


@dataclass(frozen=True, slots=True)
class SanctionLine:
    """One signed sanction; ``days_left`` counts today, None once it has ended."""

    id: int
    number: str
    office_id: int
    office: str
    kind: str
    rule: str
    evidence: Mapping[str, object]
    reason: str
    signed_by: str
    signed_at: datetime
    begins_on: date
    ends_on: date
    days_left: int | None
    lifted: bool
    lift_reason: str | None
    may_lift: bool


@dataclass(frozen=True, slots=True)
class FigureCase:
    """A case behind a figure; for who may not know of it only its code, ``title`` None."""

    code: str
    docket_no: str | None
    title: str | None


def proposed(session: Session, actor: Actor, lens: Lens, month: str) -> tuple[Proposed, ...]:
    """Return what is proposed for the offices *actor* sees and not signed yet, gravest first.

    Raises:
        Invalid: ``points.month``.

    """
    offices = offices_reached(actor, Action.SEE_POINTS)
    period = Period(month, lens.now, mediation_rules(session))
    if offices is None:
        return ()
    found = figures_of(session, offices, period)
    rows = session.execute(
        select(OfficeRow.id, OfficeRow.name, OfficeRow.path)
        .where(OfficeRow.id.in_(sorted(found)))
        .order_by(OfficeRow.path)
    ).all()
    keys = select(SanctionRow.key).where(SanctionRow.office_id.in_(sorted(found)))
    signed = set(session.scalars(keys))
    table = law_table(session, "sanctions").table
    lines = [
        Proposed(key, name, found[key], each, may(actor, Action.SIGN_SANCTION, Place((path,))))
        for key, name, path in rows
        for each in proposals(table, found[key], period.on)
        if sanction_key(each.rule, key, month) not in signed
    ]
    return tuple(sorted(lines, key=lambda each: -each.proposal.kind.rank))


def figure_cases(
    session: Session, actor: Actor, lens: Lens, of: tuple[int, str, str]
) -> tuple[FigureCase, ...]:
    """Return the cases behind one figure: *of* is office id, month, figure.

    Raises:
        Invalid: ``sanctions.figure`` or ``points.month``. NotFound: ``office.unknown``.

    """
    office_id, month, figure = of
    if figure not in OF_CASES:
        raise Invalid("sanctions.figure", figure=figure[:40])
    office = session.scalar(
        select(OfficeRow.id).where(
            OfficeRow.id == office_id, within_reach(actor, Action.SEE_POINTS, OfficeRow.id)
        )
    )
    if office is None:
        raise NotFound("office.unknown", office=office_id)
    period = Period(month, lens.now, mediation_rules(session))
    query = select(CaseRow.code, CaseRow.docket_no, CaseRow.title).where(
        CaseRow.holder_id == office_id, readable(actor)
    )
    if figure in {"closed", "late"}:
        query = query.where(*figured.closed_in(period))
        if figure == "late":
            query = query.where(figured.closed_late(period))
    else:
        red = select(ClockRow.case_id).where(*figured.turned_red(period))
        query = query.where(CaseRow.id.in_(red))
        query = query.where(figured.extreme()) if figure == "extreme_red_cases" else query
        query = query.where(figured.with_death()) if figure == "death_red_cases" else query
    return tuple(
        FigureCase(*row) for row in session.execute(query.order_by(CaseRow.id).limit(MOST))
    )


def sanction_lines(
    session: Session, actor: Actor, lens: Lens, sanction_id: int | None = None
) -> tuple[SanctionLine, ...]:
    """Return the sanctions on offices *actor* sees, those in force first, then the newest."""
    query = (
        select(SanctionRow, OfficeRow.name, OfficeRow.path)
        .join(OfficeRow, OfficeRow.id == SanctionRow.office_id)
        .where(within_reach(actor, Action.SEE_POINTS, SanctionRow.office_id))
        .order_by(SanctionRow.ended_at.is_not(None), SanctionRow.id.desc())
        .limit(MOST)
    )
    if sanction_id is not None:
        query = query.where(SanctionRow.id == sanction_id)
    rows = session.execute(query).all()
    people = user_names(session, (row.signed_by for row, _, _ in rows))
    return tuple(
        SanctionLine(
            id=row.id,
            number=row.number,
            office_id=row.office_id,
            office=office,
            kind=row.kind,
            rule=row.rule,
            evidence=row.evidence,
            reason=row.reason,
            signed_by=name_of(people, row.signed_by) or "",
            signed_at=row.signed_at,
            begins_on=row.begins_on,
            ends_on=row.ends_on,
            days_left=None if row.ended_at else max((row.ends_on - lens.today).days + 1, 0),
            lifted=row.lifted_by is not None,
            lift_reason=row.lift_reason,
            may_lift=not row.ended_at and may(actor, Action.SIGN_SANCTION, Place((path,))),
        )
        for row, office, path in rows
    )


def sanction_sheet(session: Session, actor: Actor, lens: Lens, sanction_id: int) -> SanctionLine:
    """Return one sanction, to be printed.

    Raises:
        NotFound: ``sanctions.unknown``: none for this person.

    """
    found = sanction_lines(session, actor, lens, sanction_id)
    if not found:
        raise NotFound("sanctions.unknown")
    return found[0]
