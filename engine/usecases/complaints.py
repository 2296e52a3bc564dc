"""投诉: complaints about how a case is handled, and their answer within the limit.

Whom a complaint is about does not answer it: the nearest supervisor above that office does.
"""

from dataclasses import dataclass

from engine.desk import Desk
from engine.rules.errors import Conflict, Invalid, NotAllowed, NotFound
from engine.rules.events import ComplaintRated, ComplaintReceived
from engine.rules.permissions import Action, Actor, Place, may
from engine.rules.supervision import SOURCES
from engine.storage.models import CaseRow, ComplaintRow, OfficeRow, UserRow
from engine.storage.work import Work
from engine.usecases import offices
from engine.usecases.endings import case_id_of, visible_case
from engine.usecases.limits import limit_of
from engine.usecases.procedure import Procedure
from engine.usecases.quarantine import setting_aside
from engine.usecases.repeats import sent_before
from engine.usecases.supervision import answering_office, number_of
from engine.usecases.sweep import settle_case

RULE = "C-COMPLAINT"
LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Complaint:
    """What came in: by which way, from whom, about which office and perhaps which person."""

    source: str
    text: str
    complainant: str | None = None
    about_office_id: int | None = None  # the office that holds the case, if nobody says
    about_user_id: int | None = None


def receive_complaint(desk: Desk, actor: Actor, code: str, complaint: Complaint) -> int:
    """Take down a complaint about a case and send it to who answers it; return its id.

    The same one sent again soon is the first.

    Raises:
        NotFound: no such case for this person.
        NotAllowed: the person takes no complaints there.
        Conflict: nobody supervises the office it is about.
        Invalid: no text, unknown source, or a person who does not work in that office.
    """
    _check(complaint)
    settle_case(desk, case_id_of(desk, code))
    with setting_aside(desk), desk.work(actor) as work:
        case = visible_case(work, actor, code, Action.TAKE_COMPLAINT)
        about = _about(work, case, complaint)
        if (known := _taken_before(work, case, about, complaint)) is not None:
            return known
        answers = answering_office(work, about)
        row = work.add(
            ComplaintRow(
                number=number_of(desk, work, "complaint", answers),
                case_id=case.id,
                office_id=answers.id,
                about_office_id=about.id,
                about_user_id=complaint.about_user_id,
                source=complaint.source,
                complainant=(complaint.complainant or "").strip() or None,
                text=complaint.text.strip(),
                received_by=actor.user_id,
                received_at=work.now,
                reply_by=limit_of(desk, work, case, RULE),
                satisfied=None,
            )
        )
        work.record(ComplaintReceived(row.id, row.number, answers.id, about.id), case)
        Procedure(desk, work, case).start("complaint", {}, subject_id=row.id)
        return row.id


def _taken_before(work: Work, case: CaseRow, about: OfficeRow, complaint: Complaint) -> int | None:
    same = {
        "case_id": case.id,
        "about_office_id": about.id,
        "about_user_id": complaint.about_user_id,
        "source": complaint.source,
        "text": complaint.text.strip(),
        "received_by": work.actor_id,
    }
    by = (complaint.complainant or "").strip() or None
    known = sent_before(work, ComplaintRow, ComplaintRow.received_at, **same)
    return next((row.id for row in known if row.complainant == by), None)


def _check(complaint: Complaint) -> None:
    wrong = {}
    if complaint.source not in SOURCES:
        wrong["source"] = "unknown_option"
    if not complaint.text.strip():
        wrong["text"] = "required"
    elif len(complaint.text) > LONGEST:
        wrong["text"] = "too_long"
    if wrong:
        raise Invalid("complaint.form", fields=wrong)


def _about(work: Work, case: CaseRow, complaint: Complaint) -> OfficeRow:
    """Return the office a complaint is about: one that has to do with the case."""
    concerned = {case.holder_id, case.body_id, case.registered_office_id, case.court_id} - {None}
    about_id = complaint.about_office_id or case.holder_id
    if about_id not in concerned:
        raise Invalid("complaint.form", fields={"about_office_id": "not_of_the_case"})
    person_id = complaint.about_user_id
    if person_id is not None:
        work.get(UserRow, person_id)
        if not offices.works_in(work, person_id, about_id):
            raise Invalid("complaint.form", fields={"about_user_id": "not_in_office"})
    return work.office(about_id)


def rate_complaint(desk: Desk, actor: Actor, complaint_id: int, *, satisfied: bool) -> str:
    """Note whether the complainant is satisfied with the answer; return the case's code.

    Raises:
        NotFound: no such complaint for this person.
        NotAllowed: the person neither took it down nor answers for it.
        Conflict: it is not answered yet.
    """
    with desk.work(actor) as work:
        row = work.get(ComplaintRow, complaint_id, lock=True)
        case = work.get(CaseRow, row.case_id, lock=True)
        place = Place((work.office(row.office_id).path,))
        if not may(actor, Action.SEE_SUPERVISION, place) and row.received_by != actor.user_id:
            raise NotFound("complaint.unknown")
        if not may(actor, Action.SUPERVISE, place) and row.received_by != actor.user_id:
            raise NotAllowed("complaint.rate")
        if row.replied_at is None:
            raise Conflict("complaint.unanswered", number=row.number)
        row.satisfied = satisfied
        work.record(ComplaintRated(row.id, row.number, satisfied), case)
        return case.code
