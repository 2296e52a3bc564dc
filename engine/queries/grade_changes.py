"""What followed from each change of a case's grade: clocks, and who is warned, before and after.

A grade moves no day due and no threshold: neither the law's limits nor the centre's own know a
factor for it. What it moves is read from the log and from the ladder in force.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.queries.gathering import name_of, user_names
from engine.queries.scope import visible_case
from engine.rules.errors import NotFound
from engine.rules.ladder import DEFAULT, Rung, rung_from_row
from engine.rules.permissions import Actor
from engine.storage.models import ClockRow, EventRow
from engine.storage.published import law_table

TOUCHED = {
    "ClockOpened": "opened",
    "ClockRecomputed": "moved",
    "ClockCancelled": "ended",
    "ClockMet": "ended",
}
COLOURS = ("yellow", "orange", "red")


@dataclass(frozen=True, slots=True)
class GradedClock:
    """One clock at a change; ``change``: opened, moved, ended or same; days as ISO text."""

    name: tuple[str, str]  # Chinese, English
    change: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class WarnedOf:
    """Whom the ladder names for one colour under the grade before and the grade after."""

    colour: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GradeChange:
    """One change of the grade; ``at`` is aware UTC, ``reason`` a code."""

    at: datetime
    by: str | None
    before: str
    after: str
    reason: str
    clocks: tuple[GradedClock, ...]
    ladder: tuple[WarnedOf, ...]


def grade_changes(session: Session, actor: Actor, code: str) -> tuple[GradeChange, ...]:
    """Return every change of a case's grade with what followed, the latest first.

    Raises:
        NotFound: ``case.unknown``.

    """
    case, _ = visible_case(session, actor, code)
    mine = select(EventRow).where(EventRow.case_id == case.id)
    changed = session.scalars(mine.where(EventRow.kind == "GradeChanged")).all()
    if not changed:
        return ()
    at = {event.at for event in changed}
    beside = mine.where(EventRow.at.in_(at), EventRow.kind.in_(TOUCHED)).order_by(EventRow.id)
    touched = session.scalars(beside).all()
    clocks = session.scalars(select(ClockRow).where(ClockRow.case_id == case.id)).all()
    people = user_names(session, (event.actor_id for event in changed))
    return tuple(
        GradeChange(
            event.at,
            name_of(people, event.actor_id),
            str(event.facts["before"]),
            str(event.facts["after"]),
            str(event.facts["reason"]),
            tuple(_clocks(event, [each for each in touched if each.at == event.at], clocks)),
            tuple(_ladder(session, str(event.facts["before"]), str(event.facts["after"]))),
        )
        for event in sorted(changed, key=lambda event: event.id, reverse=True)
    )


def _clocks(
    event: EventRow, touched: list[EventRow], clocks: Sequence[ClockRow]
) -> Iterator[GradedClock]:
    """Yield the clocks that something happened to in that very act, then those left alone."""
    by_id = {clock.id: clock for clock in clocks}
    known = set()
    for each in touched:
        clock = by_id.get(int(each.facts["clock_id"]))
        if clock is None or clock.id in known:
            continue
        known.add(clock.id)
        change, due = TOUCHED[each.kind], _due(clock)
        before = None if change == "opened" else str(each.facts.get("old_due_on") or "") or due
        after = {"opened": due, "ended": None}.get(change, str(each.facts.get("new_due_on") or ""))
        yield GradedClock(_name(clock), change, before, after)
    for clock in clocks:
        held = clock.started_at <= event.at and (not clock.ended_at or clock.ended_at > event.at)
        if held and clock.id not in known:
            yield GradedClock(_name(clock), "same", _due(clock), _due(clock))


def _name(clock: ClockRow) -> tuple[str, str]:
    chinese = str(clock.row.get("name_zh") or clock.rule)
    return chinese, str(clock.row.get("name_en") or chinese)


def _due(clock: ClockRow) -> str | None:
    return clock.due_on.isoformat() if clock.due_on else None


def _ladder(session: Session, before: str, after: str) -> Iterator[WarnedOf]:
    for colour in COLOURS:
        rungs = (_rung(session, grade, colour) for grade in (before, after))
        yield WarnedOf(colour, *(tuple(map(str, rung.audiences)) for rung in rungs))


def _rung(session: Session, grade: str, colour: str) -> Rung:
    facts = {"grade": grade, "colour": colour, "on_expiry": "climb", "rule": ""}
    try:
        decision = law_table(session, "ladder").table.decide(facts)
    except NotFound:  # tables older than the program
        return DEFAULT[colour]
    found = decision.outputs
    return rung_from_row(found) if decision.matched and isinstance(found, Mapping) else Rung(())
