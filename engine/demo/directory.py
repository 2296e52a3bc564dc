"""Writing the county's offices and people, and knowing them by heart afterwards."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from engine.demo import names
from engine.demo.county import CENTRE, Job, OfficeSeed, jobs, office_seeds
from engine.rules.case import Level, OfficeKind
from engine.rules.permissions import Actor, Grant, Role
from engine.rules.roster import OfficeEntry
from engine.storage.models import GrantRow, UserRow
from engine.storage.work import Work
from engine.usecases.accounts import ARGON2
from engine.usecases.people_admin import add_offices

PASSWORD = "heshi-demo"  # noqa: S105  # printed; refused outside a demo database
MAIL = "{login}@fengxi.invalid"  # RFC 2606: reaches nobody


@dataclass(frozen=True, slots=True)
class Office:
    """An office as the hand knows it."""

    id: int
    path: str
    seed: OfficeSeed


@dataclass(slots=True)
class Directory:
    """All offices by code and id, and who works there."""

    by_code: dict[str, Office] = field(default_factory=dict)
    by_id: dict[int, Office] = field(default_factory=dict)
    actors: dict[int, Actor] = field(default_factory=dict)
    logins: dict[int, str] = field(default_factory=dict)  # of the printed accounts
    _staff: dict[int, list[Actor]] = field(default_factory=dict)

    def add_office(self, office: Office) -> None:
        """Remember an office."""
        self.by_code[office.seed.code] = office
        self.by_id[office.id] = office

    def add_person(self, actor: Actor) -> None:
        """Remember a person."""
        self.actors[actor.user_id] = actor
        for office_id in sorted(actor.office_ids):
            self._staff.setdefault(office_id, []).append(actor)

    def people(self, office_id: int, roles: Iterable[str]) -> Sequence[Actor]:
        """Return who holds one of *roles* in an office, by id."""
        wanted = set(roles)
        return [
            actor
            for actor in self._staff.get(office_id, ())
            if any(grant.role in wanted and grant.office_id == office_id for grant in actor.grants)
        ]

    def id_of(self, code: str) -> int:
        """Return the id of the office with that code."""
        return self.by_code[code].id

    def town_of(self, code: str) -> str:
        """Return the code of the town or street an office lies in; of a county body: the centre."""
        office = self.by_code[code].seed
        while office.level is not Level.TOWN and office.above:
            office = self.by_code[office.above].seed
        return office.code if office.level is Level.TOWN else CENTRE

    def villages(self) -> list[str]:
        """Return the codes of all villages and communities."""
        return [
            code
            for code, office in self.by_code.items()
            if office.seed.kind is OfficeKind.VILLAGE_COMMITTEE
        ]

    def body_for(self, kind: str, place: str, category: str) -> str:
        """Return the code of the body of *kind* that would take a case of that place."""
        if kind == OfficeKind.VILLAGE_COMMITTEE:
            return place
        if kind == OfficeKind.TOWN_CENTRE:
            return self.town_of(place)
        for code, office in self.by_code.items():
            takes = office.seed.accepts
            if office.seed.kind == kind and (category in takes or not takes):
                return code
        return CENTRE


def settle(work: Work) -> Directory:
    """Write every office and person of the county; return the directory."""
    directory = Directory()
    seeds = office_seeds()
    rows = add_offices(work, map(_entry, seeds))
    for seed in seeds:
        row = rows[seed.code]
        directory.add_office(Office(row.id, row.path, seed))
    hand = random.Random("枫溪县")  # always the same people, whatever the year's seed
    used: set[str] = set()
    for number, job in enumerate(jobs(), 1):
        person = _write_person(work, directory, job, (number, _name(hand, used)))
        directory.add_person(person)
        if job.login:
            directory.logins[person.user_id] = job.login
    return directory


def _entry(seed: OfficeSeed) -> OfficeEntry:
    return OfficeEntry(
        line=0,
        code=seed.code,
        name=seed.name,
        kind=seed.kind,
        level=seed.level,
        parent=seed.above,
        area_mode=seed.mode,
        docket_word=seed.word,
        accepts=seed.accepts,
        channels=seed.channels,
        address=seed.seat or None,
    )


def _write_person(
    work: Work, directory: Directory, job: Job, who: tuple[int, tuple[str, str]]
) -> Actor:
    number, (name, _) = who
    office = directory.by_code[job.office]
    login = job.login or f"{job.office}.{number}"
    person = work.add(
        UserRow(
            login=login,
            name=name,
            email=MAIL.format(login=login) if job.login else None,
            phone=None,
            password_hash=_password_hash(),
            demo=True,
            locked_until=None,
            last_login_at=None,
            created_at=work.now,
        )
    )
    grants = [Grant(role, office.id, office.path) for role in job.roles]
    if job.login == "duban":  # who decides where the centre itself holds a case
        top = directory.by_id[min(directory.by_id)]
        grants.append(Grant(Role.SUPERVISOR, top.id, top.path))
    for grant in grants:
        work.session.add(GrantRow(user_id=person.id, role=grant.role, office_id=grant.office_id))
    return Actor(person.id, name, tuple(grants))


def _name(hand: random.Random, used: set[str]) -> tuple[str, str]:
    while True:
        name, gender = names.person(hand)
        if name not in used:
            used.add(name)
            return name, gender


@lru_cache(maxsize=1)
def _password_hash() -> str:
    return ARGON2.hash(PASSWORD)
