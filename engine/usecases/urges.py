"""催办: urging the office that holds a case to get on with it, and to say how it stands."""

from engine.desk import Desk
from engine.rules.case import ENDED
from engine.rules.errors import Conflict, Invalid
from engine.rules.events import UrgeSent
from engine.rules.permissions import Action, Actor, Role
from engine.storage.models import CaseRow, EventRow, UrgeRow, UserRow
from engine.storage.work import Work
from engine.usecases import offices
from engine.usecases.endings import case_id_of, visible_case
from engine.usecases.limits import last_day, limit_of
from engine.usecases.procedure import Procedure
from engine.usecases.quarantine import setting_aside
from engine.usecases.supervision import refuse_deaf
from engine.usecases.sweep import settle_case
from engine.usecases.telling import Telling, tell

RULE = "C-URGE"
USUAL = "请抓紧办理，并回复目前进展和下一步打算。"
LONGEST = 1000
ANSWERING = (Role.MEDIATOR, Role.OFFICE_LEADER, Role.LIAISON, Role.REGISTRAR)


def urge_case(desk: Desk, actor: Actor, code: str, text: str = "") -> int:
    """Urge the office that holds a case; return the urge's id. Without a text the usual one goes.

    Raises:
        NotFound: no such case for this person.
        NotAllowed: the person does not supervise the office.
        Conflict: the case has ended, an urge of it still waits for its answer, or nobody in the
            office could answer.
        Invalid: the text is too long.
    """
    if len(text) > LONGEST:
        raise Invalid("urge.form", fields={"text": "too_long"})
    settle_case(desk, case_id_of(desk, code))
    with setting_aside(desk), desk.work(actor) as work:
        case = visible_case(work, actor, code, Action.URGE)
        _refuse(work, case)
        row = work.add(
            UrgeRow(
                case_id=case.id,
                office_id=case.holder_id,
                text=text.strip() or USUAL,
                urged_by=actor.user_id,
                urged_at=work.now,
                reply_by=limit_of(desk, work, case, RULE),
                reply=None,
                replied_by=None,
                replied_at=None,
            )
        )
        reply_on = last_day(desk, row.reply_by).isoformat()
        event = work.record(UrgeSent(row.id, row.office_id, reply_on), case)
        Procedure(desk, work, case).start("urge", {}, subject_id=row.id)
        _tell(desk, work, case, (row, event))
        return row.id


def _refuse(work: Work, case: CaseRow) -> None:
    if case.status in ENDED:
        raise Conflict("case.ended")
    open_urge = work.session.query(UrgeRow).filter_by(case_id=case.id, replied_at=None).first()
    if open_urge is not None:
        raise Conflict("urge.unanswered")
    refuse_deaf(work, work.office(case.holder_id), *ANSWERING)


def _tell(desk: Desk, work: Work, case: CaseRow, urged: tuple[UrgeRow, EventRow]) -> None:
    """Tell who handles the case and the leader of the office."""
    row, event = urged
    people = offices.people(work, row.office_id, Role.OFFICE_LEADER)
    if case.assignee_id is not None:
        people.append(work.get(UserRow, case.assignee_id))
    facts = {"reply_on": last_day(desk, row.reply_by).isoformat(), "urge_id": row.id}
    tell(desk, work, case, (Telling("UrgeSent", facts, f"urge:{row.id}"), event), people)
