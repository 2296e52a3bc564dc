"""Putting facts of a dispute right, with everything that follows from them.

The facts, the record of what stood there, the clocks and their colours, the score, the grade and
the proposed route change in one transaction, or nothing does. A preview is the same work, taken
back: what is shown is what will be.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from engine.desk import Desk
from engine.rules.calendar import local_day
from engine.rules.case import MEDIATION_CHANNELS, Grade, Status, worse
from engine.rules.correcting import DAYS, PLAIN, SCORED, settled, written_down
from engine.rules.errors import Conflict, Invalid, Stale
from engine.rules.events import FactsCorrected, GradeChanged
from engine.rules.masking import mask_text
from engine.rules.permissions import Action, Actor
from engine.storage.models import CaseRow, CorrectionRow, PartyRow
from engine.storage.work import Work
from engine.usecases.corrected_clocks import MovedClock, correct_clocks, rule_for
from engine.usecases.correction_checks import Correction, check, parties_of
from engine.usecases.decisions import Assessment, assess
from engine.usecases.endings import case_id_of, visible_case
from engine.usecases.procedure import Procedure
from engine.usecases.quarantine import setting_aside
from engine.usecases.risks import facts_of
from engine.usecases.routing import LED_FROM_THE_COUNTY, name_leader
from engine.usecases.standing import note_standing
from engine.usecases.sweep import settle_case


@dataclass(frozen=True, slots=True)
class Change:
    """One fact before and after, as it is kept on record: personal numbers masked."""

    field: str
    before: object
    after: object
    party_id: int | None = None


@dataclass(frozen=True, slots=True)
class Corrected:
    """Everything a correction changes, or would change. Grades and channels are codes."""

    changes: tuple[Change, ...]
    clocks: tuple[MovedClock, ...]
    grade_before: str
    grade_after: str
    points_before: int
    points_after: int
    proposed_before: str | None
    proposed_after: str | None


class _TakenBackError(Exception):
    """Raised at the end of a preview: nothing of it is kept."""


def correct_facts(desk: Desk, actor: Actor, code: str, asked: Correction) -> Corrected:
    """Put facts of a case right.

    Raises:
        NotFound: for a stranger. NotAllowed: the person may see the case, not correct it.
        Invalid: ``correction.form`` with the fields, or ``correction.nothing`` when nothing would
            change.
        Conflict: ``correction.archived``. Stale: ``record.changed``.

    """
    settle_case(desk, case_id_of(desk, code))
    with setting_aside(desk), desk.work(actor) as work:
        return _carry_out(desk, work, actor, (code, asked))


def preview_correction(desk: Desk, actor: Actor, code: str, asked: Correction) -> Corrected:
    """Return what ``correct_facts`` would change; nothing is written.

    Raises:
        As ``correct_facts``.

    """
    settle_case(desk, case_id_of(desk, code))
    found: list[Corrected] = []
    try:
        with desk.work(actor) as work:
            found.append(_carry_out(desk, work, actor, (code, asked)))
            raise _TakenBackError
    except _TakenBackError:
        return found[0]


def _carry_out(desk: Desk, work: Work, actor: Actor, what: tuple[str, Correction]) -> Corrected:
    code, asked = what
    case = visible_case(work, actor, code, Action.CORRECT)
    if case.status == Status.ARCHIVED:
        raise Conflict("correction.archived")
    if asked.version is not None and asked.version != case.version:
        raise Stale("record.changed")
    parties = parties_of(work, case, asked)
    check(work, case, asked, parties)
    assessed = assess(work.session, facts_of(case))
    before = (case.grade, case.points, _proposed(case))
    old = _instants(case)
    changes = _write(case, asked) + _write_parties(parties, asked)
    if not changes:
        raise Invalid("correction.nothing")
    fields = {change.field for change in changes if change.party_id is None}
    _regrade(work, case, assessed, fields)
    moved_days = {day: old[day] for day in DAYS if day in fields}
    clocks = correct_clocks(desk, work, case, moved_days, category="category" in fields)
    outcome = Corrected(
        tuple(changes), tuple(clocks), before[0], case.grade, before[1], case.points,
        before[2], _proposed(case),
    )  # fmt: skip
    _put_on_record(work, case, asked, outcome)
    _tell_processes(desk, work, case, fields)
    note_standing(work, case)
    return outcome


def _instants(case: CaseRow) -> dict[str, datetime]:
    found = {day: getattr(case, column) for day, column in DAYS.items()}
    return {day: instant for day, instant in found.items() if instant is not None}


def _write(case: CaseRow, asked: Correction) -> list[Change]:
    changes = []
    for name in PLAIN:
        if name in asked.facts and (after := settled(asked.facts[name])) != getattr(case, name):
            changes.append(_change(name, getattr(case, name), after))
            setattr(case, name, after)
    if "marks" in asked.facts:
        sent: Mapping[str, Any] = asked.facts["marks"]  # type: ignore[assignment]  # checked
        after = {mark: bool(sent.get(mark, stands)) for mark, stands in case.marks.items()}
        if after != dict(case.marks):
            changes.append(_change("marks", case.marks, after))
            case.marks = after
    for name, column in DAYS.items():
        if name in asked.facts:
            changes += _move_day(case, (name, column), asked.facts[name])
    return changes


def _move_day(case: CaseRow, which: tuple[str, str], day: object) -> list[Change]:
    """Move an instant to another day at the same hour; the office's zone has no summer time."""
    name, column = which
    instant: datetime = getattr(case, column)
    before = local_day(instant)
    if not isinstance(day, date) or day == before:
        return []
    setattr(case, column, instant + (day - before))
    return [_change(name, before, day)]


def _change(name: str, before: object, after: object, party_id: int | None = None) -> Change:
    return Change(name, written_down(name, before), written_down(name, after), party_id)


def _write_parties(parties: Mapping[int, PartyRow], asked: Correction) -> list[Change]:
    changes = []
    for party_id, facts in asked.parties.items():
        party = parties[party_id]
        for name, value in facts.items():
            before, after = getattr(party, name), settled(value)
            if before != after:
                changes.append(_change(name, before, after, party_id))
                setattr(party, name, after)
    return changes


def _proposed(case: CaseRow) -> str | None:
    channel = (case.route.get("proposed") or {}).get("channel")
    return str(channel) if channel else None


def _regrade(work: Work, case: CaseRow, before: Assessment, fields: set[str]) -> None:
    """Score the corrected facts; a grade that rested on the wrong ones becomes the right one.

    One that was raised for another reason than the facts only gets worse.
    """
    if not fields & SCORED:
        return
    found = assess(work.session, facts_of(case))
    stood = Grade(case.grade)
    rested = before.grade == stood
    case.points = found.points
    case.grade_reasons = [dict(each) for each in found.reasons]
    case.grade = Grade(found.grade) if rested else worse(stood, Grade(found.grade))
    case.route = {**case.route, "proposed": dict(found.route)}
    if case.grade != stood:
        work.record(GradeChanged(stood, case.grade, found.points, "corrected"), case)


def _put_on_record(work: Work, case: CaseRow, asked: Correction, outcome: Corrected) -> None:
    concerned = {change.party_id for change in outcome.changes}
    row = work.add(
        CorrectionRow(
            case_id=case.id,
            party_id=concerned.pop() if len(concerned) == 1 else None,
            changes=[asdict(change) for change in outcome.changes],
            clocks=[_kept(moved) for moved in outcome.clocks],
            reason=asked.reason.strip(),
            corrected_by=work.actor_id or 0,
            corrected_at=work.recorded_at,
        )
    )
    fields = tuple(dict.fromkeys(change.field for change in outcome.changes))
    work.record(
        FactsCorrected(row.id, fields, len(outcome.clocks), mask_text(asked.reason.strip())), case
    )


def _kept(moved: MovedClock) -> dict[str, object]:
    days = {"before": moved.before, "after": moved.after}
    spelled = {key: day.isoformat() if day else None for key, day in days.items()}
    return {**asdict(moved), **spelled}


def _tell_processes(desk: Desk, work: Work, case: CaseRow, fields: set[str]) -> None:
    """Let the processes decide by the right facts from now on; none of them moves by it."""
    if not fields & SCORED:
        return
    procedure = Procedure(desk, work, case)
    routing = {**facts_of(case), "grade": case.grade, "points": case.points}
    rule = rule_for(work, case) if "category" in fields else None
    procedure.correct({**routing, **({"mediation_rule": rule} if rule else {})})
    if case.grade in LED_FROM_THE_COUNTY and case.channel in MEDIATION_CHANNELS:
        name_leader(procedure)
