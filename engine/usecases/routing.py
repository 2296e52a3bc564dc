"""Confirming where a dispute goes, accepting it, and sending it to the office that is to act."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.rules.case import (
    LADDER_KINDS,
    MEDIATION_CHANNELS,
    Channel,
    Grade,
    Level,
    Outcome,
    Status,
)
from engine.rules.errors import Conflict, Invalid
from engine.rules.events import (
    CaseAccepted,
    CaseDispatched,
    CaseRefused,
    DocketAllotted,
    LeaderNamed,
)
from engine.rules.numbering import docket_text
from engine.rules.permissions import Role
from engine.storage.models import CaseRow, DocketRow, OfficeRow, ProcessRow
from engine.storage.work import Work
from engine.usecases import ledger, offices
from engine.usecases.decisions import answer
from engine.usecases.procedure import Procedure, effect
from engine.workflow import Effect

LED_FROM_THE_COUNTY = frozenset({Grade.MAJOR, Grade.EXTREME})


@dataclass(frozen=True, slots=True)
class RouteChoice:
    """What the person at the counter decided about the route.

    ``decision`` is ``accept``, ``refuse`` or ``review`` (somebody else will decide);
    ``office_id`` is the office the case is sent to, ``procedure`` says how a court's case runs
    (``ordinary`` or ``summary``).
    """

    decision: str = "review"
    channel: str | None = None
    office_id: int | None = None
    reason: str | None = None
    procedure: str | None = None


def confirm_route(procedure: Procedure, route: RouteChoice) -> dict[str, object]:
    """Write down what a person decided about the route; return what the process needs to know.

    Raises:
        Invalid: the office does not work in that channel or does not take the category.
    """
    case, work = procedure.case, procedure.work
    case.route = {
        **case.route,
        "confirmed": {
            "decision": route.decision,
            "channel": route.channel,
            "office_id": route.office_id,
            "reason": route.reason,
            "procedure": route.procedure,
            "by": work.actor_id,
        },
    }
    if route.decision == "refuse":
        return {"decision": "refuse", "reason": route.reason or ""}
    channel = _channel(route.channel)
    office = work.get(OfficeRow, route.office_id)
    check_takes(office, channel, case.category)
    office = answerable(work, case, office)
    case.route = {**case.route, "confirmed": {**case.route["confirmed"], "office_id": office.id}}
    return {"decision": "accept", **channel_routing(work, case, channel, office, route.procedure)}


def answerable(work: Work, case: CaseRow, office: OfficeRow) -> OfficeRow:
    """Return who takes a case confirmed for *office*: the county itself for 特大 and 重大.

    A professional committee or an agency is at the county already and keeps it.
    """
    if case.grade in LED_FROM_THE_COUNTY and office.kind in LADDER_KINDS:
        return offices.county_centre(work, office)
    return office


def _channel(text: str | None) -> Channel:
    if text not in MEDIATION_CHANNELS:
        raise Invalid("route.form", fields={"channel": "unknown_option"})
    return Channel(text)


def check_takes(office: OfficeRow, channel: Channel, category: str) -> None:
    """Refuse an office that does not work in *channel* or does not take *category*.

    Raises:
        Invalid: on field ``route_office``.
    """
    if not office.active or (office.channels and channel not in office.channels):
        raise Invalid("route.form", fields={"route_office": "office_not_in_channel"})
    if office.accepts and category not in office.accepts:
        raise Invalid("route.form", fields={"route_office": "office_not_for_category"})


def channel_routing(
    work: Work, case: CaseRow, channel: Channel, office: OfficeRow, procedure: str | None
) -> dict[str, object]:
    """Return the routing values that follow from a channel and the office that takes the case."""
    mode = offices.area_mode(work, work.get(OfficeRow, case.place_id))
    facts = {
        "channel": str(channel),
        "category": case.category,
        "procedure": procedure or "ordinary",
        "body_kind": office.kind,
        "source": case.source,
    }
    rule = answer(work.session, "mediation_rule", facts)
    return {
        "channel": str(channel),
        "mediation_rule": rule["rule"],
        "mode": str(mode),
        "level": office.level,
        "grade": case.grade,
        "points": case.points,
        "duty_level": duty_level(case, office),
        "signed": False,
        "material_returned": False,
        "procedure": procedure or "ordinary",
    }


def duty_level(case: CaseRow, office: OfficeRow) -> str:
    """Return the rung on which the duty begins: the county's for 特大 and 重大."""
    if case.grade in LED_FROM_THE_COUNTY:
        return str(Level.COUNTY)
    return office.level


@effect("accept_case")
def accept_case(procedure: Procedure, _: ProcessRow, __: Effect) -> None:
    """Accept the case in its confirmed channel: number it and let its mediation clock run."""
    case = procedure.case
    confirmed = _confirmed(case)
    channel = _channel(str(confirmed["channel"]))
    proposed = case.route.get("proposed", {}).get("channel")
    case.status = Status.ACCEPTED
    enter_channel(procedure, channel, procedure.work.get(OfficeRow, confirmed["office_id"]))
    procedure.work.record(
        CaseAccepted(channel, int(str(confirmed["office_id"])), proposed, proposed != channel), case
    )


def enter_channel(procedure: Procedure, channel: Channel, office: OfficeRow) -> None:
    """Let *office* take the case in *channel*: 案号, instant of acceptance, mediation clock."""
    case, work = procedure.case, procedure.work
    case.channel = channel
    case.accepted_at = work.now
    if channel in MEDIATION_CHANNELS:
        allot_docket(procedure, channel, office)
        facts = channel_routing(work, case, channel, office, _procedure_of(case))
        ledger.open_ahead(procedure.desk, work, case, str(facts["mediation_rule"]))


def _procedure_of(case: CaseRow) -> str | None:
    confirmed: Mapping[str, object] = case.route.get("confirmed", {})
    value = confirmed.get("procedure")
    return str(value) if value else None


def allot_docket(procedure: Procedure, channel: Channel, office: OfficeRow) -> None:
    """Give the case the next 案号 of the office's own series."""
    case, work = procedure.case, procedure.work
    numbering = docket_office(work, office)
    year = procedure.desk.local_day(work.now).year
    serial = work.allot_serial(f"docket:{channel}", numbering.id, year)
    text = docket_text(channel, year, numbering.docket_word, serial)
    work.session.add(
        DocketRow(
            case_id=case.id,
            kind=channel,
            office_id=numbering.id,
            year=year,
            serial=serial,
            text=text,
            allotted_at=work.now,
        )
    )
    case.docket_no = text
    work.record(DocketAllotted(text, numbering.id), case)


def docket_office(work: Work, office: OfficeRow) -> OfficeRow:
    """Return the office whose series numbers *office*'s cases: itself, or the next one above."""
    current = office
    while not current.docket_word and current.parent_id:
        current = work.get(OfficeRow, current.parent_id)
    return current


def _confirmed(case: CaseRow) -> Mapping[str, object]:
    confirmed: Mapping[str, object] | None = case.route.get("confirmed")
    if not confirmed:
        raise Conflict("route.not_confirmed")
    return confirmed


@effect("refuse_case")
def refuse_case(procedure: Procedure, _: ProcessRow, __: Effect) -> None:
    """Put on record that the dispute is not accepted, and why."""
    case, work = procedure.case, procedure.work
    case.status = Status.REFUSED
    case.outcome = Outcome.NOT_ACCEPTED
    case.ended_at = work.now
    reason = str(_confirmed(case).get("reason") or "")
    work.record(CaseRefused(reason), case)


@effect("dispatch_case")
def dispatch_case(procedure: Procedure, _: ProcessRow, __: Effect) -> None:
    """Send the accepted case to the confirmed office; it answers for the case from now on."""
    case, work = procedure.case, procedure.work
    office = work.get(OfficeRow, _confirmed(case)["office_id"])
    case.holder_id = office.id
    case.level = office.level
    case.assignee_id = None
    case.body_id = None
    case.status = Status.DISPATCHED
    work.record(CaseDispatched(office.id), case)
    if case.grade in LED_FROM_THE_COUNTY:
        name_leader(procedure)


def name_leader(procedure: Procedure) -> None:
    """Put the county's leader in charge (包案) of a 重大 or 特大 case that has none yet."""
    case, work = procedure.case, procedure.work
    if case.leader_id is not None:
        return
    county = offices.county_centre(work, work.get(OfficeRow, case.holder_id))
    leaders = offices.people_upwards(work, county, Role.LEADER)
    if leaders:
        case.leader_id = leaders[0].id
        work.record(LeaderNamed(leaders[0].id), case)
