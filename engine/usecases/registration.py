"""Putting a dispute on record."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date

from sqlalchemy import select

from engine.desk import Desk
from engine.rules.case import Grade, Level, Status, Violence
from engine.rules.correcting import MARKS, MAX_AMOUNT_FEN, MAX_PEOPLE
from engine.rules.errors import Conflict, Invalid, NotAllowed
from engine.rules.events import CaseRegistered
from engine.rules.identity import identity_fault
from engine.rules.numbering import case_code
from engine.rules.party import Party
from engine.rules.permissions import Action, Actor, Place, may
from engine.storage import codes
from engine.storage.models import CaseRow, OfficeRow, PartyRow
from engine.storage.work import Work
from engine.usecases import offices
from engine.usecases.decisions import Assessment, assess
from engine.usecases.procedure import Procedure
from engine.usecases.routing import RouteChoice, confirm_route


@dataclass(frozen=True, slots=True)
class NewCase:
    """A dispute as taken down at the counter. Money in 分, dates local to the office."""

    title: str
    summary: str
    category: str
    source: str
    office_id: int  # registers
    place_id: int  # where the dispute is (属地)
    parties: tuple[Party, ...]
    people_count: int = 2
    amount_fen: int | None = None
    violence: str = Violence.NONE
    marks: Mapping[str, bool] = field(default_factory=dict)
    happened_on: date | None = None
    happened_place: str | None = None
    source_ref: str | None = None
    court_id: int | None = None
    route: RouteChoice = field(default_factory=RouteChoice)
    request_key: str | None = None  # chosen by who sends; the same one registers only once


def register_case(desk: Desk, actor: Actor, new: NewCase) -> str:
    """Put *new* on record, start its process, and return its code.

    A ``request_key`` that has registered a case already returns that case's code and does
    nothing: a double click is one dispute.

    Raises:
        NotAllowed: *actor* does not register for that office.
        Invalid: with the code of what is wrong per field.
    """
    _check(new)
    try:
        return _register(desk, actor, new)
    except Conflict as error:  # the same form at the same moment: the other one has written it
        if error.code != "record.exists" or new.request_key is None:
            raise
        return _register(desk, actor, new)


def _register(desk: Desk, actor: Actor, new: NewCase) -> str:
    with desk.work(actor) as work:
        if (known := _registered_before(work, new)) is not None:
            return known
        office = work.office(new.office_id)
        if not may(actor, Action.REGISTER, Place((office.path,))):
            raise NotAllowed("case.register", office=office.code)
        wrong = codes.faults_of(work.session, {"category": new.category, "source": new.source})
        if wrong:
            raise Invalid("case.form", fields=wrong)
        for key, place in (("office_id", office), ("place_id", work.office(new.place_id))):
            if not place.active:
                raise Invalid("case.form", fields={key: "unknown_option"})
        if new.happened_on and new.happened_on > desk.local_day(work.now):
            raise Invalid("case.form", fields={"happened_on": "in_the_future"})
        if impossible := _impossible(new.parties, desk.local_day(work.now)):
            raise Invalid("case.form", fields=impossible)
        if new.court_id is not None and work.session.get(OfficeRow, new.court_id) is None:
            raise Invalid("case.form", fields={"court_id": "unknown_option"})
        found = assess(work.session, scoring_facts(new))
        case = _write_case(desk, work, new, found)
        work.session.add_all(_parties(case, new.parties))
        work.record(_registered(case, office), case)
        _start(desk, work, case, new)
        return case.code


def _registered_before(work: Work, new: NewCase) -> str | None:
    """Return the code of the case this person's form has already registered, if any."""
    if new.request_key is None:
        return None
    return work.session.scalar(
        select(CaseRow.code).where(
            CaseRow.request_key == new.request_key, CaseRow.registered_by == work.actor_id
        )
    )


def scoring_facts(new: NewCase) -> dict[str, object]:
    """Return what the score, grade and route tables look at."""
    return {
        "people": new.people_count,
        "amount_fen": new.amount_fen or 0,
        "violence": str(new.violence),
        "category": new.category,
        "source": str(new.source),
        **{mark: bool(new.marks.get(mark)) for mark in MARKS},
    }


def _check(new: NewCase) -> None:
    wrong: dict[str, str] = {}
    if not new.title.strip():
        wrong["title"] = "required"
    if not new.summary.strip():
        wrong["summary"] = "required"
    if new.violence not in set(Violence):
        wrong["violence"] = "unknown_option"
    if not 1 <= new.people_count <= MAX_PEOPLE:
        wrong["people_count"] = "out_of_range"
    if new.amount_fen is not None and not 0 <= new.amount_fen <= MAX_AMOUNT_FEN:
        wrong["amount_fen"] = "out_of_range"
    if not new.parties:
        wrong["parties"] = "required"
    wrong |= _check_route(new.route)
    if wrong:
        raise Invalid("case.form", fields=wrong)


def _impossible(parties: tuple[Party, ...], today: date) -> dict[str, str]:
    """Return birthdays to come and numbers no card can have, by the party's place in the list."""
    wrong: dict[str, str] = {}
    for place, party in enumerate(parties):
        if party.born_on and party.born_on > today:
            wrong[f"parties.{place}.born_on"] = "in_the_future"
        if fault := identity_fault(party.kind, party.id_number, today):
            wrong[f"parties.{place}.id_number"] = fault
    return wrong


def _check_route(route: RouteChoice) -> dict[str, str]:
    if route.decision not in {"accept", "refuse", "review"}:
        return {"decision": "unknown_option"}
    if route.decision == "accept" and not route.channel:
        return {"channel": "required"}
    if route.decision == "accept" and not route.office_id:
        return {"route_office": "required"}
    if route.decision == "refuse" and not (route.reason or "").strip():
        return {"reason": "required"}
    return {}


def _write_case(desk: Desk, work: Work, new: NewCase, found: Assessment) -> CaseRow:
    office, place = work.office(new.office_id), work.office(new.place_id)
    year = desk.local_day(work.now).year
    grade = Grade(found.grade)
    case = CaseRow(
        code=case_code(year, work.allot_serial("case", 0, year)),
        docket_no=None,
        title=new.title.strip(),
        summary=new.summary.strip(),
        category=new.category,
        source=new.source,
        source_ref=new.source_ref,
        channel=None,
        status=Status.REGISTERED,
        outcome=None,
        place_id=place.id,
        registered_office_id=office.id,
        holder_id=office.id,
        body_id=None,
        court_id=new.court_id,
        assignee_id=None,
        leader_id=None,
        level=office.level,
        grade=grade,
        points=found.points,
        grade_reasons=[dict(reason) for reason in found.reasons],
        route={"proposed": dict(found.route)},
        happened_on=new.happened_on,
        happened_place=new.happened_place,
        people_count=new.people_count,
        amount_fen=new.amount_fen,
        violence=new.violence,
        marks={mark: bool(new.marks.get(mark)) for mark in MARKS},
        colour=None,
        due_at=None,
        clock_id=None,
        registered_by=work.actor_id,
        registered_at=work.now,
        accepted_at=None,
        signed_at=None,
        agreed_at=None,
        ended_at=None,
        archived_at=None,
        request_key=new.request_key,
    )
    return work.enter(case)


def _parties(case: CaseRow, parties: tuple[Party, ...]) -> list[PartyRow]:
    return [
        PartyRow(case_id=case.id, **{**asdict(party), "name": party.name.strip()})
        for party in parties
    ]


def _registered(case: CaseRow, office: OfficeRow) -> CaseRegistered:
    return CaseRegistered(case.code, office.id, case.source, case.category, case.grade, case.points)


def _start(desk: Desk, work: Work, case: CaseRow, new: NewCase) -> None:
    route = new.route
    routing: dict[str, object] = {
        **scoring_facts(new),
        "decision": route.decision,
        "mode": str(offices.area_mode(work, work.office(case.place_id))),
        "level": str(Level(case.level)),
    }
    procedure = Procedure(desk, work, case)
    if route.decision != "review":
        routing |= confirm_route(procedure, route)
    procedure.start("dispute", routing)
