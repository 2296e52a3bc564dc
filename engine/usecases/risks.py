"""Reporting a possible escalation at once, and grading the case anew.

Source: 人民调解法 25: a mediator who sees that a dispute may turn into a public-order or criminal
matter reports it in time to the police or another body.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from engine.desk import Desk
from engine.rules.case import ENDED, Grade, Violence, worse
from engine.rules.correcting import MARKS
from engine.rules.errors import Conflict, Invalid
from engine.rules.events import GradeChanged, RiskReported
from engine.rules.permissions import Action, Actor, Role
from engine.storage.models import CaseRow, EventRow, NoteRow
from engine.storage.work import Work
from engine.usecases import duty, offices
from engine.usecases.decisions import assess
from engine.usecases.endings import case_id_of, visible_case
from engine.usecases.notes import MAX_LENGTH
from engine.usecases.procedure import Procedure
from engine.usecases.quarantine import setting_aside
from engine.usecases.repeats import sent_before
from engine.usecases.sweep import settle_case
from engine.usecases.telling import Telling, tell


@dataclass(frozen=True, slots=True)
class Risk:
    """What was seen: how far it has gone, and what happened in plain words."""

    violence: str
    account: str


def report_risk(desk: Desk, actor: Actor, code: str, risk: Risk) -> int:
    """Raise a possible escalation at any step; return the id of the report's process.

    A task to report to the police is opened at once, the case is graded anew, the duty climbs,
    and the leader and supervisor are told without waiting for office hours. What was seen stays
    with the case as a remark.

    The same report sent again soon is the first; another account, or another degree, is another.

    Raises:
        Invalid: no account, or no violence stated.
        Conflict: the case has ended.
    """
    _check(risk)
    settle_case(desk, case_id_of(desk, code))
    with setting_aside(desk), desk.work(actor) as work:
        case = visible_case(work, actor, code, Action.REPORT_RISK)
        if case.status in ENDED:
            raise Conflict("case.ended")
        same = {"case_id": case.id, "author_id": actor.user_id, "text": risk.account.strip()}
        notes = [row.id for row in sent_before(work, NoteRow, NoteRow.written_at, **same)]
        if (known := _reported(work, case, notes, risk)) is not None:
            return known
        note = work.add(NoteRow(**same, written_at=work.now))
        case.violence = risk.violence
        procedure = Procedure(desk, work, case)
        regrade(work, case, "risk_reported")
        row = procedure.start("risk_report", {"violence": risk.violence}, subject_id=note.id)
        event = work.record(RiskReported(risk.violence, row.id, note.id), case)
        _tell(desk, work, case, event)
        duty.climb_for_risk(procedure)
        return row.id


def _reported(work: Work, case: CaseRow, notes: Sequence[int], risk: Risk) -> int | None:
    """Return the process of the report one of *notes* is the account of, with the same facts."""
    query = select(EventRow.facts).where(
        EventRow.case_id == case.id, EventRow.kind == RiskReported.__name__
    )
    for facts in work.session.scalars(query) if notes else ():
        if facts.get("note_id") in notes and facts["violence"] == risk.violence:
            return int(facts["process_id"])
    return None


def _check(risk: Risk) -> None:
    wrong = {}
    if risk.violence not in set(Violence) - {Violence.NONE}:
        wrong["violence"] = "unknown_option"
    if not risk.account.strip():
        wrong["account"] = "required"
    elif len(risk.account.strip()) > MAX_LENGTH:
        wrong["account"] = "too_long"
    if wrong:
        raise Invalid("risk.form", fields=wrong)


def facts_of(case: CaseRow) -> dict[str, object]:
    """Return what the score, grade and route tables look at, from a case on record."""
    return {
        "people": case.people_count,
        "amount_fen": case.amount_fen or 0,
        "violence": case.violence,
        "category": case.category,
        "source": case.source,
        **{mark: bool(case.marks.get(mark)) for mark in MARKS},
    }


def regrade(work: Work, case: CaseRow, reason: str) -> None:
    """Score the case anew; a grade only gets worse by itself, never milder."""
    found = assess(work.session, facts_of(case))
    before = Grade(case.grade)
    case.points = found.points
    case.grade_reasons = [dict(each) for each in found.reasons]
    case.grade = worse(before, Grade(found.grade))
    if case.grade != before:
        work.record(GradeChanged(before, case.grade, found.points, reason), case)


def _tell(desk: Desk, work: Work, case: CaseRow, event: EventRow) -> None:
    holder = work.office(case.holder_id)
    people = [
        *offices.people(work, holder.id, Role.OFFICE_LEADER),
        *offices.people_upwards(work, offices.parent(work, holder), Role.SUPERVISOR),
        *offices.people_upwards(work, holder, Role.LEADER),
    ]
    telling = Telling("RiskReported", {"violence": case.violence}, f"risk:{work.id_of(event)}")
    tell(desk, work, case, (telling, event), people)
