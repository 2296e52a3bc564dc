"""Who asked for quiet about which warnings, why, until when, and who ended it early."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from engine.queries.gathering import Sides, name_of, office_names, sides_of, user_names
from engine.queries.lens import Lens
from engine.queries.paging import FIRST, Found, Newest, Page, Query, Turn, fetch, refine
from engine.queries.scope import parties_readable, readable, visible_case, within_reach
from engine.queries.standing import Standing, standings
from engine.rules.errors import NotFound
from engine.rules.permissions import Action, Actor, may
from engine.storage.models import CaseRow, SilenceRow

ORDER = Newest(SilenceRow.id)
SILENCE = "silence"


@dataclass(frozen=True, slots=True)
class SilenceLine:
    """One silence of a case: everybody's warnings are held back.

    ``standing`` is the clock it is about, None: all of the case. Texts are None for those who may
    not read them. ``holds`` says that it still holds; ``mine_to_lift`` that this person may end
    it now. Instants are aware UTC.
    """

    silence_id: int
    standing: Standing | None
    reason: str | None
    set_by: str
    set_at: datetime
    until_at: datetime
    lifted_by: str | None
    lifted_at: datetime | None
    lift_reason: str | None
    holds: bool
    mine_to_lift: bool
    case_code: str
    docket_no: str | None
    parties: Sides | None
    title: str | None
    holder: str | None


@dataclass(frozen=True, slots=True)
class Silences:
    """The silences of a case, the newest first, and whether this person may set one."""

    lines: tuple[SilenceLine, ...]
    may_silence: bool


def silence_lines(
    session: Session, actor: Actor, lens: Lens, turn: Turn = FIRST
) -> Page[SilenceLine]:
    """Return a page of silences that hold, of cases held by offices where *actor* may end them.

    Raises:
        Invalid: ``page.cursor``.

    """
    mine = within_reach(actor, Action.SILENCE_WARNINGS, CaseRow.holder_id)
    query = _query(actor).where(mine, *_holding(lens))
    page = fetch(session, query, ORDER, turn)
    return refine(page, lambda rows: _read(session, lens, rows, may_lift=True))


def silences_of(session: Session, actor: Actor, lens: Lens, code: str) -> Silences:
    """Return every silence of a case, those that are over too; at most 200.

    Raises:
        NotFound: ``case.unknown``.

    """
    case, place = visible_case(session, actor, code)
    allowed = may(actor, Action.SILENCE_WARNINGS, place)
    page = fetch(session, _query(actor).where(CaseRow.id == case.id), ORDER, Turn(None, 200))
    lines = refine(page, lambda rows: _read(session, lens, rows, may_lift=allowed)).rows
    return Silences(lines, allowed)


def silence_of(
    session: Session, actor: Actor, lens: Lens, code: str, silence_id: int
) -> SilenceLine:
    """Return one silence of a case.

    Raises:
        NotFound: ``case.unknown``, ``silence.unknown``.

    """
    for line in silences_of(session, actor, lens, code).lines:
        if line.silence_id == silence_id:
            return line
    raise NotFound("silence.unknown")


def _query(actor: Actor) -> Query:
    return (
        select(SilenceRow, CaseRow, parties_readable(actor).label("sees"))
        .join(CaseRow, CaseRow.id == SilenceRow.case_id)
        .where(SilenceRow.kind == SILENCE, readable(actor))
    )


def _holding(lens: Lens) -> list[ColumnElement[bool]]:
    return [SilenceRow.until_at > lens.now, SilenceRow.lifted_at.is_(None)]


def _read(
    session: Session, lens: Lens, rows: Sequence[Found], *, may_lift: bool
) -> Sequence[SilenceLine]:
    silences = [row.SilenceRow for row in rows]
    clocks = standings(session, lens, (each.clock_id for each in silences))
    people = user_names(
        session, (who for each in silences for who in (each.set_by, each.lifted_by))
    )
    sides = sides_of(session, {row.CaseRow.id for row in rows if row.sees})
    offices = office_names(session, (row.CaseRow.holder_id for row in rows))
    return [
        SilenceLine(
            silence_id=each.id,
            standing=clocks.get(each.clock_id),
            reason=each.reason if row.sees else None,
            set_by=people.get(each.set_by) or "—",
            set_at=each.set_at,
            until_at=each.until_at,
            lifted_by=name_of(people, each.lifted_by),
            lifted_at=each.lifted_at,
            lift_reason=each.lift_reason if row.sees else None,
            holds=(holds := each.lifted_at is None and each.until_at > lens.now),
            mine_to_lift=may_lift and holds,
            case_code=row.CaseRow.code,
            docket_no=row.CaseRow.docket_no,
            parties=sides.get(row.CaseRow.id, Sides()) if row.sees else None,
            title=row.CaseRow.title if row.sees else None,
            holder=offices.get(row.CaseRow.holder_id),
        )
        for row in rows
        for each in (row.SilenceRow,)
    ]
