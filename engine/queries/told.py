"""Who was warned of what, when, and whether they said that they know of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, false, func, select
from sqlalchemy.orm import Session

from engine.queries.counting import Number
from engine.queries.gathering import Sides, office_names, sides_of, user_names
from engine.queries.lens import Lens
from engine.queries.paging import FIRST, Found, Newest, Page, Query, Turn, fetch, refine
from engine.queries.scope import parties_readable, readable, within_reach
from engine.queries.standing import Standing, standings
from engine.rules.errors import NotFound
from engine.rules.permissions import Action, Actor
from engine.storage.models import CaseRow, ClockRow, SilenceRow, WarningRow

ORDER = Newest(WarningRow.id)
OPEN, DONE, OTHERS = "open", "acknowledged", "others"
STATES = (OPEN, DONE, OTHERS)


@dataclass(frozen=True, slots=True)
class ToldLine:
    """One person warned of one colour of one clock.

    ``parties`` and ``title`` are None where not to be read. ``told_at`` is None while a silence
    holds it back; ``snoozed_until`` is the end of one's own snooze. Instants are aware UTC.
    """

    warning_id: int
    standing: Standing
    due_on: date | None
    colour: str
    recipient: str
    office: str | None
    told_at: datetime | None
    repeats: int
    acknowledged_at: datetime | None
    note: str | None
    withdrawn_at: datetime | None
    withdrawn_reason: str | None
    snoozed_until: datetime | None
    case_code: str
    docket_no: str | None
    parties: Sides | None
    title: str | None
    grade: str


def told_lines(
    session: Session, actor: Actor, lens: Lens, state: str = OPEN, turn: Turn = FIRST
) -> Page[ToldLine]:
    """Return a page of warnings that hold, the newest first.

    Args:
        session: a session.
        actor: who asks.
        lens: the instant and the calendars.
        state: ``open``: one's own, to be acknowledged; ``acknowledged``: one's own, done;
            ``others``: not acknowledged by people of the offices whose board one may see.
        turn: which page.

    Raises:
        Invalid: ``page.cursor``.

    """
    query = _query(actor).where(*_in_state(actor, state))
    return refine(fetch(session, query, ORDER, turn), lambda rows: _read(session, lens, rows))


def told_of_case(session: Session, actor: Actor, lens: Lens, code: str) -> tuple[ToldLine, ...]:
    """Return every warning of a case, withdrawn ones too, the newest first; at most 200."""
    query = _query(actor).where(CaseRow.code == code)
    page = fetch(session, query, ORDER, Turn(None, 200))
    return refine(page, lambda rows: _read(session, lens, rows)).rows


def code_of(session: Session, actor: Actor, warning_id: int) -> str:
    """Return the code of the case a person's own warning is about.

    Raises:
        NotFound: ``warning.unknown``.

    """
    query = select(CaseRow.code).join(WarningRow, WarningRow.case_id == CaseRow.id)
    mine = WarningRow.id == warning_id, WarningRow.recipient_id == actor.user_id
    code: str | None = session.scalar(query.where(*mine))
    if code is None:
        raise NotFound("warning.unknown")
    return code


def open_number(actor: Actor) -> Number:
    """Return the query that counts the warnings which wait for this person."""
    return select(func.count()).select_from(WarningRow).where(*_in_state(actor, OPEN))


def open_count(session: Session, actor: Actor) -> int:
    """Return how many warnings wait for this person to acknowledge them."""
    return session.scalar(open_number(actor)) or 0


def _query(actor: Actor) -> Query:
    return (
        select(WarningRow, CaseRow, ClockRow, parties_readable(actor).label("sees"))
        .join(CaseRow, CaseRow.id == WarningRow.case_id)
        .join(ClockRow, ClockRow.id == WarningRow.clock_id)
        .where(readable(actor))
    )


def _in_state(actor: Actor, state: str) -> list[ColumnElement[bool]]:
    mine = WarningRow.recipient_id == actor.user_id
    holds = WarningRow.withdrawn_at.is_(None)
    match state:
        case "open":
            told = WarningRow.told_at.is_not(None)
            return [mine, holds, told, WarningRow.acknowledged_at.is_(None)]
        case "acknowledged":
            return [mine, WarningRow.acknowledged_at.is_not(None)]
        case "others":
            reached = within_reach(actor, Action.SEE_BOARD, WarningRow.office_id)
            others = WarningRow.recipient_id != actor.user_id
            return [others, holds, WarningRow.acknowledged_at.is_(None), reached]
    return [false()]


def _read(session: Session, lens: Lens, rows: Sequence[Found]) -> Sequence[ToldLine]:
    clocks = standings(session, lens, {row.ClockRow.id for row in rows})
    sides = sides_of(session, {row.CaseRow.id for row in rows if row.sees})
    offices = office_names(session, {row.WarningRow.office_id for row in rows})
    people = user_names(session, {row.WarningRow.recipient_id for row in rows})
    snoozes = _snoozes(session, lens, rows)
    return [
        ToldLine(
            warning_id=row.WarningRow.id,
            standing=clocks[row.ClockRow.id],
            due_on=row.ClockRow.due_on,
            colour=row.WarningRow.colour,
            recipient=people.get(row.WarningRow.recipient_id) or "—",
            office=offices.get(row.WarningRow.office_id),
            told_at=row.WarningRow.told_at,
            repeats=row.WarningRow.repeats,
            acknowledged_at=row.WarningRow.acknowledged_at,
            note=row.WarningRow.acknowledged_note if row.sees else None,
            withdrawn_at=row.WarningRow.withdrawn_at,
            withdrawn_reason=row.WarningRow.withdrawn_reason,
            snoozed_until=snoozes.get((row.ClockRow.id, row.WarningRow.recipient_id)),
            case_code=row.CaseRow.code,
            docket_no=row.CaseRow.docket_no,
            parties=sides.get(row.CaseRow.id, Sides()) if row.sees else None,
            title=row.CaseRow.title if row.sees else None,
            grade=row.CaseRow.grade,
        )
        for row in rows
    ]


def _snoozes(
    session: Session, lens: Lens, rows: Sequence[Found]
) -> dict[tuple[int, int], datetime]:
    query = select(SilenceRow.clock_id, SilenceRow.user_id, SilenceRow.until_at).where(
        SilenceRow.kind == "snooze",
        SilenceRow.case_id.in_({row.CaseRow.id for row in rows}),
        SilenceRow.until_at > lens.now,
        SilenceRow.lifted_at.is_(None),
    )
    found = session.execute(query)
    return {(clock, user): until for clock, user, until in found if clock and user}
