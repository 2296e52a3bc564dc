"""Which running time limits other days would move: worked out beforehand, nothing is written.

The arithmetic is that of ``engine.queries.reckoning``; only limits whose span holds a day that
would count differently are worked out, with the other limits of their cases.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import TypeVar

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from engine.queries.lens import Lens
from engine.queries.reckoning import Books, as_stored
from engine.queries.scope import readable
from engine.queries.tables import mediation_rules
from engine.rules.calendar import CalendarDay, WorkCalendar
from engine.rules.errors import EngineError
from engine.rules.permissions import Actor
from engine.storage.models import CaseRow, ClockRow, ExtensionRow, OfficeRow, PauseRow
from engine.storage.proposed_days import CalendarOf, Proposal, path_of, proposed

Row = TypeVar("Row", PauseRow, ExtensionRow)
SHOWN = 200
AT_ONCE = 300  # cases whose clocks are read together


@dataclass(frozen=True, slots=True)
class Move:
    """A limit that would move, or has: its case, its rule (key, names), its last days.

    Names are those the rule had when the limit began.
    """

    code: str
    rule: str
    name_zh: str
    name_en: str
    before: date | None
    after: date | None


@dataclass(frozen=True, slots=True)
class Moves:
    """How many limits move, the first of those the reader may see, and of how many cases.

    ``hidden`` are limits of cases the reader may not see; ``stuck`` those that cannot be worked
    out.
    """

    count: int
    cases: int
    lines: tuple[Move, ...]
    hidden: int = 0
    stuck: int = 0


def would_move(session: Session, lens: Lens, actor: Actor, proposal: Proposal) -> Moves:
    """Return which running limits would end on another day if days were as proposed."""
    nation = lens.calendars.of(session, None)
    calendar_of = proposed(session, nation, proposal)
    changed = changed_days(session, lens, proposal)
    if not changed:
        return Moves(0, 0, ())
    moves: list[tuple[int, Move]] = []
    stuck = 0
    for ids in portions(_touched(session, changed, proposal)):
        for case_id, move in moves_of(session, ids, calendar_of):
            if move is None:
                stuck += 1
            else:
                moves.append((case_id, move))
    seen = _seen(session, actor, {case_id for case_id, _ in moves})
    lines = sorted(
        (move for case_id, move in moves if case_id in seen),
        key=lambda each: (each.code, each.rule),
    )
    cases = len({case_id for case_id, _ in moves})
    return Moves(len(moves), cases, tuple(lines[:SHOWN]), len(moves) - len(lines), stuck)


@dataclass(frozen=True, slots=True)
class Turned:
    """A day that would count differently: what it is and what it would be."""

    day: date
    before: CalendarDay | None
    after: CalendarDay | None
    works_before: bool
    works: bool


def changed_days(session: Session, lens: Lens, proposal: Proposal) -> tuple[Turned, ...]:
    """Return the days that would be others, in order, also where only kind or name is."""
    path = path_of(session, proposal.office_id) if proposal.office_id is not None else None
    old = _calendar(session, lens, path)
    new = proposed(session, lens.calendars.of(session, None), proposal)(path or "")
    return tuple(_differing(old, new))


def _calendar(session: Session, lens: Lens, path: str | None) -> WorkCalendar:
    if path is None:
        return lens.calendars.of(session, None)
    return lens.days(session)(path)


def _differing(old: WorkCalendar, new: WorkCalendar) -> Iterator[Turned]:
    for day in sorted(old.days.keys() | new.days.keys()):
        before, after = old.days.get(day), new.days.get(day)
        if (before and (before.kind, before.name)) != (after and (after.kind, after.name)):
            yield Turned(day, before, after, old.is_workday(day), new.is_workday(day))


def _touched(session: Session, changed: Sequence[Turned], proposal: Proposal) -> list[int]:
    """Return the cases with a running limit whose span holds one of the days."""
    first, last = changed[0].day, changed[-1].day
    query = (
        select(ClockRow.case_id)
        .where(
            ClockRow.ended_at.is_(None),
            ClockRow.fired_at.is_(None),
            or_(ClockRow.due_on.is_(None), ClockRow.due_on >= first),
            ClockRow.start_on <= last,
        )
        .distinct()
        .order_by(ClockRow.case_id)
    )
    if proposal.office_id is not None:
        path = path_of(session, proposal.office_id) or ""
        below = select(OfficeRow.id).where(OfficeRow.path.startswith(path, autoescape=True))
        query = query.where(ClockRow.office_id.in_(below))
    return list(session.scalars(query))


def moves_of(
    session: Session,
    case_ids: Sequence[int],
    calendar_of: CalendarOf,
    counted: Callable[[ClockRow], bool] = lambda _: True,
) -> Iterator[tuple[int, Move | None]]:
    """Yield (case, move) for every limit of the cases that would move; None where it is stuck.

    Only running limits are looked at that have not run out, and of those the ones *counted* names.
    """
    codes = {
        case_id: code
        for case_id, code in session.execute(
            select(CaseRow.id, CaseRow.code).where(CaseRow.id.in_(case_ids))
        )
    }
    for case_id, books in _books(session, case_ids, calendar_of):
        for clock in books.clocks:
            if clock.ended_at is not None or clock.fired_at is not None or not counted(clock):
                continue
            try:
                due_on = as_stored(books, clock).due_on
            except EngineError:
                yield case_id, None
                continue
            if due_on != clock.due_on:
                names = (str(clock.row.get("name_zh", "")), str(clock.row.get("name_en", "")))
                yield case_id, Move(codes[case_id], clock.rule, *names, clock.due_on, due_on)


def _books(
    session: Session, case_ids: Sequence[int], calendar_of: CalendarOf
) -> Iterator[tuple[int, Books]]:
    within = ClockRow.case_id.in_(case_ids)
    query = select(ClockRow).where(within).order_by(ClockRow.case_id, ClockRow.id)
    ids = select(ClockRow.id).where(within, ClockRow.ended_at.is_(None))
    pauses = select(PauseRow).where(PauseRow.clock_id.in_(ids)).order_by(PauseRow.from_on)
    extensions = select(ExtensionRow).where(ExtensionRow.clock_id.in_(ids))
    paths = {
        office_id: path
        for office_id, path in session.execute(
            select(OfficeRow.id, OfficeRow.path).where(
                OfficeRow.id.in_(select(ClockRow.office_id).where(within))
            )
        )
    }
    shared = Books(
        clocks=(),
        pauses=_gathered(session.scalars(pauses).all()),
        extensions=_gathered(session.scalars(extensions).all()),
        paths=paths,
        calendar_of=calendar_of,
        limits=mediation_rules(session),
    )
    for case_id, clocks in groupby(session.scalars(query).all(), key=lambda row: row.case_id):
        yield case_id, replace(shared, clocks=tuple(clocks))


def _gathered(rows: Sequence[Row]) -> dict[int, tuple[Row, ...]]:
    found: dict[int, list[Row]] = {}
    for row in rows:
        found.setdefault(row.clock_id, []).append(row)
    return {clock_id: tuple(those) for clock_id, those in found.items()}


def portions(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Yield *ids* in as many as are read at once."""
    return (ids[at : at + AT_ONCE] for at in range(0, len(ids), AT_ONCE))


def _seen(session: Session, actor: Actor, case_ids: set[int]) -> set[int]:
    """Return those of the cases the reader may know of."""
    seen: set[int] = set()
    for ids in portions(sorted(case_ids)):
        query = select(CaseRow.id).where(CaseRow.id.in_(ids), readable(actor))
        seen.update(session.scalars(query))
    return seen
