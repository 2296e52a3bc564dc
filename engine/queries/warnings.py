"""Clocks that have turned yellow, orange or red: one line per clock, most urgent first."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.queries.gathering import Sides, name_of, office_names, sides_of, user_names
from engine.queries.lens import Lens
from engine.queries.paging import FIRST, Found, Page, Soonest, Turn, fetch, refine
from engine.queries.scope import parties_readable, readable
from engine.queries.standing import Standing, standings
from engine.rules.permissions import Actor
from engine.storage.models import CaseRow, ClockRow

WARNED = ("yellow", "orange", "red")
ORDER = Soonest(ClockRow.due_at, ClockRow.id)


@dataclass(frozen=True, slots=True)
class WarningLine:
    """One clock that warns. ``parties`` and ``title`` are None where not to be read."""

    standing: Standing
    case_code: str
    docket_no: str | None
    parties: Sides | None
    title: str | None
    channel: str | None
    grade: str
    holder: str | None
    assignee: str | None


def warning_lines(
    session: Session,
    actor: Actor,
    lens: Lens,
    colours: Sequence[str] = WARNED,
    turn: Turn = FIRST,
) -> Page[WarningLine]:
    """Return a page of the running clocks of these colours, in cases *actor* may know of.

    Raises:
        Invalid: ``page.cursor``.

    """
    query = (
        select(ClockRow.id.label("clock_id"), CaseRow, parties_readable(actor).label("sees"))
        .join(CaseRow, CaseRow.id == ClockRow.case_id)
        .where(
            ClockRow.ended_at.is_(None),
            ClockRow.status != "paused",
            ClockRow.colour.in_(list(colours)),
            readable(actor),
        )
    )
    page = fetch(session, query, ORDER, turn)
    return refine(page, lambda rows: _read(session, lens, rows))


def _read(session: Session, lens: Lens, rows: Sequence[Found]) -> Sequence[WarningLine]:
    clocks = standings(session, lens, (row.clock_id for row in rows))
    sides = sides_of(session, (row.CaseRow.id for row in rows if row.sees))
    offices = office_names(session, (row.CaseRow.holder_id for row in rows))
    people = user_names(session, (row.CaseRow.assignee_id for row in rows))
    return [
        WarningLine(
            standing=clocks[row.clock_id],
            case_code=row.CaseRow.code,
            docket_no=row.CaseRow.docket_no,
            parties=sides.get(row.CaseRow.id, Sides()) if row.sees else None,
            title=row.CaseRow.title if row.sees else None,
            channel=row.CaseRow.channel,
            grade=row.CaseRow.grade,
            holder=offices.get(row.CaseRow.holder_id),
            assignee=name_of(people, row.CaseRow.assignee_id),
        )
        for row in rows
    ]
