"""明查暗访 as lists: what was drawn and how, what the checks said, what is to be put right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from engine.queries.gathering import name_of, office_names, user_names
from engine.queries.lens import Lens
from engine.queries.matters import ENDED, MINE, OPEN, OVERDUE, Boxes, MatterList
from engine.queries.paging import FIRST, Found, Newest, Page, Turn, fetch, refine
from engine.queries.scope import within_reach
from engine.queries.supervision import SEE
from engine.queries.supervision_steps import Waiting, mine_to_take, waiting_steps
from engine.rules.errors import NotFound
from engine.rules.permissions import Action, Actor
from engine.storage.models import (
    CaseRow,
    FindingRow,
    OfficeRow,
    SpotCheckCaseRow,
    SpotCheckRow,
)

TO_FIX = ("open", "not_fixed")  # the office still owes the mending


@dataclass(frozen=True, slots=True)
class SpotCheck:
    """A draw: with ``seed`` and ``population_sha`` anybody can draw it again."""

    id: int
    number: str
    kind: str
    office: str
    criteria: Mapping[str, object]
    seed: str
    population: int
    population_sha: str
    drawn_at: datetime
    closed_at: datetime | None
    drawn: int
    checked: int
    findings: int


@dataclass(frozen=True, slots=True)
class Sampled:
    """One case of a sample."""

    line_id: int
    code: str
    title: str
    office: str
    result: str | None
    note: str | None
    checked_by: str | None
    checked_at: datetime | None


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A finding; ``times_not_fixed`` doubles its points each time."""

    id: int
    number: str
    case_code: str
    title: str
    office: str | None
    text: str
    fix_by: date
    state: str
    late: bool
    times_not_fixed: int
    report: str | None
    recheck_note: str | None
    waiting: Waiting | None


def spot_checks(session: Session, actor: Actor, turn: Turn = FIRST) -> Page[SpotCheck]:
    """Return a page of the spot checks of the offices *actor* supervises, the newest first."""
    page = fetch(session, _checks(actor), Newest(SpotCheckRow.id), turn)
    return refine(page, lambda rows: [_check(row) for row in rows])


def spot_check(
    session: Session, actor: Actor, check_id: int
) -> tuple[SpotCheck, Sequence[Sampled]]:
    """Return one spot check with its sample.

    Raises:
        NotFound: ``spot_check.unknown``, also for a stranger.
    """
    row = session.execute(_checks(actor).where(SpotCheckRow.id == check_id)).first()
    if row is None:
        raise NotFound("spot_check.unknown", spot_check=check_id)
    return _check(row), _sample(session, check_id)


def _checks(actor: Actor) -> Select[SpotCheckRow, str, int, int, int]:
    lines = select(func.count()).where(SpotCheckCaseRow.spot_check_id == SpotCheckRow.id)
    checked = lines.where(SpotCheckCaseRow.result.is_not(None))
    findings = lines.where(SpotCheckCaseRow.result == "finding")
    return (
        select(
            SpotCheckRow,
            OfficeRow.name.label("office"),
            lines.scalar_subquery().label("drawn"),
            checked.scalar_subquery().label("checked"),
            findings.scalar_subquery().label("findings"),
        )
        .join(OfficeRow, OfficeRow.id == SpotCheckRow.office_id)
        .where(within_reach(actor, Action.SUPERVISE, SpotCheckRow.office_id))
    )


def _check(row: Found) -> SpotCheck:
    each: SpotCheckRow = row.SpotCheckRow
    return SpotCheck(
        id=each.id,
        number=each.number,
        kind=each.kind,
        office=row.office,
        criteria=each.criteria,
        seed=each.seed,
        population=each.population,
        population_sha=each.population_sha,
        drawn_at=each.drawn_at,
        closed_at=each.closed_at,
        drawn=row.drawn,
        checked=row.checked,
        findings=row.findings,
    )


def _sample(session: Session, check_id: int) -> Sequence[Sampled]:
    query = (
        select(SpotCheckCaseRow, CaseRow.code, CaseRow.title, OfficeRow.name.label("office"))
        .join(CaseRow, CaseRow.id == SpotCheckCaseRow.case_id)
        .join(OfficeRow, OfficeRow.id == CaseRow.holder_id)
        .where(SpotCheckCaseRow.spot_check_id == check_id)
        .order_by(SpotCheckCaseRow.id)
    )
    rows = session.execute(query).all()
    people = user_names(session, (row.SpotCheckCaseRow.checked_by for row in rows))
    return [
        Sampled(
            line_id=row.SpotCheckCaseRow.id,
            code=row.code,
            title=row.title,
            office=row.office,
            result=row.SpotCheckCaseRow.result,
            note=row.SpotCheckCaseRow.note,
            checked_by=name_of(people, row.SpotCheckCaseRow.checked_by),
            checked_at=row.SpotCheckCaseRow.checked_at,
        )
        for row in rows
    ]


def _findings(actor: Actor) -> Select[FindingRow, str, str]:
    return (
        select(FindingRow, CaseRow.code, CaseRow.title)
        .join(CaseRow, CaseRow.id == FindingRow.case_id)
        .where(
            or_(
                within_reach(actor, SEE, FindingRow.office_id),
                FindingRow.found_by == actor.user_id,
            )
        )
    )


def _boxes(actor: Actor, lens: Lens) -> Boxes:
    return {
        OPEN: FindingRow.state != "fixed",
        OVERDUE: FindingRow.state.in_(TO_FIX) & (FindingRow.fix_by < lens.today),
        MINE: mine_to_take(actor, "rectification", FindingRow.id),
        ENDED: FindingRow.state == "fixed",
    }


def _finding_lines(
    session: Session, actor: Actor, lens: Lens, rows: Sequence[Found]
) -> Sequence[FindingLine]:
    found: list[FindingRow] = [row.FindingRow for row in rows]
    waiting = waiting_steps(session, actor, lens, "rectification", (each.id for each in found))
    offices = office_names(session, (each.office_id for each in found))
    return [
        FindingLine(
            id=each.id,
            number=each.number,
            case_code=row.code,
            title=row.title,
            office=offices.get(each.office_id),
            text=each.text,
            fix_by=each.fix_by,
            state=each.state,
            late=each.state in TO_FIX and each.fix_by < lens.today,
            times_not_fixed=each.times_not_fixed,
            report=each.report,
            recheck_note=each.recheck_note,
            waiting=waiting.get(each.id),
        )
        for row, each in zip(rows, found, strict=True)
    ]


FINDINGS: MatterList[FindingLine] = MatterList(FindingRow.id, _findings, _boxes, _finding_lines)


def supervised_offices(session: Session, actor: Actor) -> Sequence[tuple[int, str]]:
    """Return the offices *actor* supervises, as (id, name), from the top down."""
    query = (
        select(OfficeRow.id, OfficeRow.name)
        .where(within_reach(actor, Action.SUPERVISE, OfficeRow.id), OfficeRow.active)
        .order_by(OfficeRow.path)
    )
    return [(office_id, name) for office_id, name in session.execute(query)]
