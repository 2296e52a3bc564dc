"""The case-management duty and how it climbs: village, town, county.

A climb moves the holder, never the mediation: the committee that mediates stays the same unless
the parties agree to another by a hand-off. Before anybody signed for the case, the climb also
calls back the sign-for and asks the upper office for it.
"""

from sqlalchemy import select

from engine.rules.case import LADDER_KINDS, Level
from engine.rules.events import DutyClimbed, LeaderTold
from engine.rules.permissions import Role
from engine.storage.models import ClockRow, OfficeRow, ProcessRow, UserRow
from engine.storage.work import Work
from engine.usecases import offices
from engine.usecases.procedure import Procedure, effect
from engine.usecases.routing import LED_FROM_THE_COUNTY, duty_level, name_leader
from engine.usecases.sweep import announce_climb
from engine.usecases.telling import Telling, tell, tell_people
from engine.workflow import Effect


@effect("start_duty")
def start_duty(procedure: Procedure, _: ProcessRow, __: Effect) -> None:
    """Begin the duty ladder beside the main process, on the rung the case calls for."""
    holder = procedure.work.office(procedure.case.holder_id)
    begin(procedure, duty_level(procedure.case, holder))


def begin(procedure: Procedure, level: str) -> None:
    """Start the ladder for the present holder, unless it runs or the holder is not on it.

    A professional committee or an agency stands on no ladder; only a grave case has one there.
    """
    case, work = procedure.case, procedure.work
    holder = work.office(case.holder_id)
    grave = case.grade in LED_FROM_THE_COUNTY
    if holder.kind not in LADDER_KINDS and not grave:
        return
    if next(procedure.running("duty"), None) is not None:
        return
    mode = offices.area_mode(work, work.office(case.place_id))
    procedure.start("duty", {"duty_level": level, "mode": str(mode), "grade": case.grade})


@effect("climb_duty")
def climb_duty(procedure: Procedure, _: ProcessRow, asked: Effect) -> None:
    """Move the duty to the office that took it over."""
    case, work = procedure.case, procedure.work
    level = Level(str(asked.parameters.get("level")))
    before = work.get(OfficeRow, case.holder_id)
    upper = _office_on(work, before, level)
    cause = str(
        asked.parameters.get("climb_cause") or asked.routing.get("climb_cause") or "expired"
    )
    case.holder_id = upper.id
    case.level = upper.level
    rule = f"DUTY-{before.level.upper()}"
    event = work.record(DutyClimbed(cause, rule, before.id, upper.id, upper.level), case)
    facts = {"from": before.name, "to": upper.name, "cause": cause}
    telling = Telling("DutyClimbed", facts, f"climbed:{work.id_of(event)}")
    tell_people(procedure.desk, work, case, (telling, event), (before.id, Role.OFFICE_LEADER))
    if case.signed_at is None:
        case.assignee_id = None
        procedure.send("duty_climbed", {"level": upper.level}, kind="dispute")


def _office_on(work: Work, office: OfficeRow, level: Level) -> OfficeRow:
    if level is Level.COUNTY:
        return offices.county_centre(work, office)
    return offices.town_of(work, office) or offices.parent(work, office)


@effect("third_failure")
def third_failure(procedure: Procedure, _: ProcessRow, __: Effect) -> None:
    """Let the duty climb because three sittings failed; the mediation goes on."""
    case, work = procedure.case, procedure.work
    if _heard(procedure, "three_failed"):
        announce_climb(procedure.desk, work, case, "three_failed", "three_failed")


def climb_for_risk(procedure: Procedure) -> None:
    """Let the duty climb at once because of a risk of violence; a leader is put in charge."""
    if _heard(procedure, "climb_now"):
        announce_climb(procedure.desk, procedure.work, procedure.case, "climb_now", "risk")
    name_leader(procedure)


def _heard(procedure: Procedure, message: str) -> bool:
    cause = {"three_failed": "three_failed", "climb_now": "risk"}[message]
    return procedure.send(message, {"climb_cause": cause}, kind="duty")


@effect("report_overdue_to_leader")
def report_overdue_to_leader(procedure: Procedure, _: ProcessRow, __: Effect) -> None:
    """Tell the responsible leader that even the county's time has run out."""
    case, work = procedure.case, procedure.work
    name_leader(procedure)
    clock = work.session.scalars(
        select(ClockRow)
        .where(ClockRow.case_id == case.id, ClockRow.rule == "DUTY-COUNTY")
        .order_by(ClockRow.id.desc())
    ).first()
    if clock is None or case.leader_id is None:
        return
    event = work.record(LeaderTold(case.leader_id, clock.rule), case)
    telling = Telling("LeaderTold", {"rule": clock.rule}, f"overdue:{clock.id}")
    tell(procedure.desk, work, case, (telling, event), [work.get(UserRow, case.leader_id)])
