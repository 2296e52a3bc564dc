"""The hand that plays everybody: registers disputes and takes the steps that wait for people."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import cast

from sqlalchemy import bindparam, select

from engine.demo import names
from engine.demo.answers import Scene, fill
from engine.demo.casefile import CaseFile
from engine.demo.incidents import happen, held_hours
from engine.demo.pace import hours_for
from engine.demo.simulation import Simulation
from engine.rules.case import OfficeKind, PartyRole
from engine.rules.errors import Conflict
from engine.rules.party import Party
from engine.rules.permissions import Actor, Role
from engine.storage.models import CaseRow, WorkItemRow
from engine.usecases.decisions import assess
from engine.usecases.registration import NewCase, register_case, scoring_facts
from engine.usecases.routing import RouteChoice
from engine.usecases.steps import claim_step, complete_step

REGISTER = (Role.REGISTRAR, Role.LIAISON, Role.MEDIATOR)
STEP = (
    select(*WorkItemRow.__table__.c, CaseRow.channel)
    .join(CaseRow, CaseRow.id == WorkItemRow.case_id)
    .where(WorkItemRow.id == bindparam("item"))
)
PATIENCE = 27.0  # office hours
CLAIMED = 0.12  # share of steps that are claimed some time before they are taken
AGENCY_BY_CATEGORY = {"09": "market", "10": "hr", "11": "market", "08": "land", "07": "land"}
OUTSIDE = {
    "10": ("labour_arbitration", "hr"),
    "07": ("land_arbitration", "land"),
    "03": ("ruling", "land"),
    "08": ("petition", "petition"),
    "06": ("police", "police"),
}
EAGER = {  # the printed accounts do most of their offices' work: a newcomer is not idle
    "shouli": 8, "tiaojie": 12, "zhuren": 3, "cunli": 6, "fenliu": 6, "fayuan": 6, "renshe": 6,
}  # fmt: skip
AT_COURT = ("litigation", "court")
POLICE_SINCE = date(2026, 1, 1)  # from then on the table of limits knows police cases (PS-03)


@dataclass(slots=True)
class Hand:
    """Plays the people of the county, one case at a time, as the cases' fates want it."""

    simulation: Simulation

    def plan(self, file: CaseFile) -> None:
        """Queue the registration of a case."""
        self.simulation.plan(file.fate.registered_at, lambda: self._register(file))

    def when_opened(self, file: CaseFile, item: WorkItemRow) -> None:
        """Decide when somebody takes a step that has just opened, and what happens before."""
        now, hours = self.simulation.clock.now(), self.simulation.hours
        held = self._plan_incidents(file, item)
        if {item.element, "*"} & file.fate.stalls_at:
            return
        wait = hours_for(item.element, file, now) * file.fate.pace
        taken_at = hours.later(now, held + wait)
        if item.assignee_id is None and file.hand.random() < CLAIMED:
            claimed_at = hours.later(now, held + wait * 0.6)
            self.simulation.plan(claimed_at, lambda: self._claim(file, item.id))
        self.simulation.plan(taken_at, lambda: self._take(file, item.id))

    def _plan_incidents(self, file: CaseFile, item: WorkItemRow) -> float:
        """Queue what is to happen before the step; return how many office hours it holds it up."""
        simulation, held = self.simulation, 0.0
        for number, incident in enumerate(file.fate.incidents):
            if incident.at != item.element or number in file.incidents_done:
                continue
            file.incidents_done.add(number)
            at = simulation.hours.later(simulation.clock.now(), incident.after_hours)
            simulation.plan(at, partial(happen, simulation, file, item, incident))
            held = max(held, held_hours(incident))
        return held

    def _register(self, file: CaseFile) -> None:
        simulation, fate = self.simulation, file.fate
        office = simulation.directory.by_code[fate.register_at]
        actor = self._one_of(file, simulation.directory.people(office.id, REGISTER))
        new = self._new_case(file, office.id)
        route = self._route(file, new)
        file.target_channel, outside = self._outside(fate.category)
        file.target_office_id = simulation.directory.id_of(outside)
        file.code = register_case(simulation.desk, actor, replace(new, route=route))
        with simulation.desk.read() as session:
            query = select(CaseRow.id).where(CaseRow.code == file.code)
            file.case_id = session.scalars(query).one()
        simulation.files[file.case_id] = file

    def _outside(self, category: str) -> tuple[str, str]:
        """Return the channel and office where a case of *category* goes on if mediation fails."""
        channel, office = OUTSIDE.get(category, AT_COURT)
        today = self.simulation.desk.local_day(self.simulation.clock.now())
        if channel == "police" and today < POLICE_SINCE:
            return AT_COURT
        return channel, office

    def _new_case(self, file: CaseFile, office_id: int) -> NewCase:
        simulation, fate = self.simulation, file.fate
        today = simulation.desk.local_day(simulation.clock.now())
        place = simulation.directory.by_code[fate.place]
        court = fate.source in {"COURT_PRE", "COURT_IN"}
        return NewCase(
            title=file.title,
            summary=file.summary,
            category=fate.category,
            source=fate.source,
            office_id=office_id,
            place_id=place.id,
            parties=self._parties(file, place.seed.seat),
            people_count=fate.people,
            amount_fen=fate.amount_yuan * 100 or None,
            violence=fate.violence,
            marks=dict.fromkeys(fate.marks, True),
            happened_on=today - timedelta(days=file.hand.randrange(1, 40)),
            happened_place=place.seed.seat.removeprefix("枫溪县"),
            source_ref=f"枫转{today.year}-{file.hand.randrange(1, 9999):04d}"
            if fate.source in REFERRED
            else None,
            court_id=simulation.directory.id_of("court") if court else None,
        )

    def _parties(self, file: CaseFile, seat: str) -> tuple[Party, ...]:
        applicant = _person(file, PartyRole.APPLICANT, file.applicant, seat)
        if file.fate.story.trade:
            respondent = Party(PartyRole.RESPONDENT, "organisation", file.respondent)
        else:
            respondent = _person(file, PartyRole.RESPONDENT, file.respondent, seat)
        others = [
            _person(file, PartyRole.REPRESENTATIVE, names.person(file.hand)[0], seat)
            for _ in range(min(2, max(0, file.fate.people - 9)))
        ]
        return (
            applicant,
            respondent,
            *(replace(each, represents=file.applicant) for each in others),
        )

    def _route(self, file: CaseFile, new: NewCase) -> RouteChoice:
        """Return what the person at the counter decides: as proposed, unless the fate says else."""
        fate, directory = file.fate, self.simulation.directory
        if fate.decision != "accept":
            return RouteChoice(fate.decision, reason="不属于民间纠纷，已告知其他途径。")
        channel, office = self._destination(file, new)
        return RouteChoice("accept", channel, directory.id_of(office))

    def _destination(self, file: CaseFile, new: NewCase) -> tuple[str, str]:
        fate, directory = file.fate, self.simulation.directory
        if fate.office:
            return fate.channel or "people", fate.office
        with self.simulation.desk.read() as session:
            route = assess(session, scoring_facts(new)).route
        kind = str(route.get("body_kind") or OfficeKind.VILLAGE_COMMITTEE)
        if kind == OfficeKind.AGENCY and fate.category in AGENCY_BY_CATEGORY:
            office = AGENCY_BY_CATEGORY[fate.category]
            takes = directory.by_code[office].seed.accepts
            if takes and fate.category not in takes:
                office = directory.town_of(fate.place)
        else:
            office = directory.body_for(kind, fate.place, fate.category)
        return str(route.get("channel") or "people"), office

    def _claim(self, file: CaseFile, item_id: int) -> None:
        item, _ = self._look_up(item_id)
        if item.status == "open" and item.assignee_id is None:
            claim_step(self.simulation.desk, self._somebody(file, item), item.id)

    def _take(self, file: CaseFile, item_id: int) -> None:
        item, channel = self._look_up(item_id)
        if item.status != "open":
            return
        desk, actor = self.simulation.desk, self._somebody(file, item)
        form = self.simulation.forms[item.form or ""]
        route = (channel, item.office_id)
        if item.element == "review_acceptance":
            route = self._reviewed(file, item)
        now = self.simulation.clock.now().astimezone(desk.zone)
        scene = Scene(file, form.key, now, item.office_id, actor.user_id, route)
        try:
            complete_step(desk, actor, item.id, fill(form, scene))
        except Conflict:  # something beside the case must end first: look again in some days
            again = self.simulation.hours.later(now, PATIENCE)
            self.simulation.plan(again, lambda: self._take(file, item_id))
            return
        file.note_step(item.form)

    def _reviewed(self, file: CaseFile, item: WorkItemRow) -> tuple[str, int]:
        """Return the channel and office a reviewer sends the case to."""
        channel, office = self._destination(file, self._new_case(file, item.office_id))
        return channel, self.simulation.directory.id_of(office)

    def _look_up(self, item_id: int) -> tuple[WorkItemRow, str]:
        """Return a step and the channel of its case."""
        with self.simulation.desk.read() as session:
            found = session.connection().execute(STEP, {"item": item_id}).one()
        return cast("WorkItemRow", found), found.channel or "people"

    def _somebody(self, file: CaseFile, item: WorkItemRow) -> Actor:
        """Return who takes a step: its assignee, else one of those who may."""
        directory = self.simulation.directory
        if item.assignee_id is not None:
            return directory.actors[item.assignee_id]
        able = directory.people(item.office_id, item.roles)
        return self._one_of(file, able)

    def _one_of(self, file: CaseFile, able: Sequence[Actor]) -> Actor:
        """Return who of the able does it: the case's own worker, else mostly a printed account."""
        logins = self.simulation.directory.logins
        for actor in able:
            if file.fate.worker and logins.get(actor.user_id) == file.fate.worker:
                return actor
        weights = [EAGER.get(logins.get(actor.user_id, ""), 1) for actor in able]
        return file.hand.choices(able, weights)[0]


REFERRED = frozenset({"PETITION", "POLICE", "COURT_PRE", "COURT_IN", "PROCURATE", "HOTLINE12345"})


def _person(file: CaseFile, role: PartyRole, name: str, seat: str) -> Party:
    hand = file.hand
    born_on = date(hand.randrange(1950, 2003), hand.randrange(1, 13), hand.randrange(1, 28))
    return Party(
        role,
        "person",
        name,
        gender="female" if name[1:] in names.FEMALE else "male",
        born_on=born_on,
        ethnicity="汉族",
        occupation=hand.choice(names.OCCUPATIONS),
        id_number=names.identity(hand, born_on.isoformat()),
        phone=names.phone(hand),
        address=f"{seat}{hand.randrange(1, 90)}号",
    )
