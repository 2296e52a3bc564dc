"""A small county to try cases in: offices, people, and a hand that does what they do."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import func, select

from engine.desk import Desk
from engine.queries.accounts import account
from engine.rules.party import Party
from engine.rules.permissions import Actor, Role
from engine.storage.models import (
    CaseRow,
    ClockRow,
    EventRow,
    GrantRow,
    MessageRow,
    OfficeRow,
    UserRow,
    WorkItemRow,
)
from engine.storage.work import Work
from engine.usecases.registration import NewCase, register_case
from engine.usecases.routing import RouteChoice
from engine.usecases.steps import complete_step
from engine.usecases.sweep import sweep

PEOPLE = ["people"]
OFFICES = [
    # code, name, word, kind, level, parent, mode, accepts, channels
    ("county", "枫溪县矛调中心", "枫", "county_centre", "county", None, "LEVELLED", [], []),
    ("town", "城关镇调委会", "枫城", "town_centre", "town", "county", "LEVELLED", [], PEOPLE),
    ("village", "后岭村调委会", "", "village_committee", "village", "town", "LEVELLED", [], PEOPLE),
    ("street", "桥东街道调委会", "枫桥", "town_centre", "town", "county", "FLAT", [], PEOPLE),
    ("estate", "城中社区调委会", "", "village_committee", "village", "street", "FLAT", [], PEOPLE),
    ("medical", "县医调委", "枫医", "professional_committee", "county", "county", "LEVELLED",
     ["12"], PEOPLE),
    ("labour", "县人社局调解中心", "枫劳", "agency", "county", "county", "LEVELLED", [],
     ["administrative", "labour_arbitration"]),
    ("court", "县法院诉调对接中心", "枫诉", "docking_centre", "county", "county", "LEVELLED", [],
     ["judicial_pre", "judicial_in", "litigation"]),
]  # fmt: skip
STAFF = [
    ("registrar", "village", Role.REGISTRAR), ("vm", "village", Role.MEDIATOR),
    ("vl", "village", Role.OFFICE_LEADER), ("tr", "town", Role.REGISTRAR),
    ("tm", "town", Role.MEDIATOR), ("tl", "town", Role.OFFICE_LEADER),
    ("ts", "town", Role.SUPERVISOR), ("em", "estate", Role.MEDIATOR),
    ("er", "estate", Role.REGISTRAR), ("el", "estate", Role.OFFICE_LEADER),
    ("sl", "street", Role.OFFICE_LEADER), ("ss", "street", Role.SUPERVISOR),
    ("cd", "county", Role.DISPATCHER), ("cl", "county", Role.OFFICE_LEADER),
    ("cm", "county", Role.MEDIATOR), ("cr", "county", Role.REGISTRAR),
    ("cs", "county", Role.SUPERVISOR), ("boss", "county", Role.LEADER),
    ("mm", "medical", Role.MEDIATOR), ("ml", "medical", Role.OFFICE_LEADER),
    ("mr", "medical", Role.REGISTRAR), ("lm", "labour", Role.MEDIATOR),
    ("ll", "labour", Role.OFFICE_LEADER), ("lr", "labour", Role.REGISTRAR),
    ("li", "labour", Role.LIAISON), ("jm", "court", Role.MEDIATOR),
    ("jl", "court", Role.LIAISON), ("jo", "court", Role.OFFICE_LEADER),
    ("jr", "court", Role.REGISTRAR), ("admin", "county", Role.ADMINISTRATOR),
    ("safe", "county", Role.SECURITY_ADMINISTRATOR), ("audit", "county", Role.AUDITOR),
]  # fmt: skip
TWO = (
    Party("applicant", "person", "甲某", id_number="331022197001081234", phone="13800001234"),
    Party("respondent", "person", "乙某"),
)


def settle_county(work: Work) -> None:
    """Write the offices and people."""
    by_code: dict[str, OfficeRow] = {}
    for code, name, word, kind, level, above, mode, accepts, channels in OFFICES:
        parent = by_code.get(above or "")
        row = work.add(
            OfficeRow(
                code=code, name=name, docket_word=word, kind=kind, level=level,
                parent_id=parent.id if parent else None, path=f"/new/{code}/", area_mode=mode,
                accepts=accepts, channels=channels, phone=None, address=None,
            )
        )  # fmt: skip
        row.path = f"{parent.path if parent else '/'}{row.id}/"
        by_code[code] = row
    for login, office, role in STAFF:
        person = work.add(
            UserRow(
                login=login, name=f"{login}某", email=f"{login}@example.test", phone=None,
                password_hash="", locked_until=None, last_login_at=None, created_at=work.now,
            )
        )  # fmt: skip
        work.add(GrantRow(user_id=person.id, role=role, office_id=by_code[office].id))


@dataclass
class County:
    """The county under test, its clock, and everything its people can do."""

    desk: Desk
    clock: object
    _actors: dict[str, Actor] = field(default_factory=dict)

    def actor(self, login: str) -> Actor:
        if login not in self._actors:
            with self.desk.read() as session:
                user = session.scalars(select(UserRow).where(UserRow.login == login)).one()
                self._actors[login] = account(
                    session, user.id, self.desk.local_day(self.desk.now())
                ).actor
        return self._actors[login]

    def office_id(self, code: str) -> int:
        with self.desk.read() as session:
            return session.scalars(select(OfficeRow.id).where(OfficeRow.code == code)).one()

    def register(self, by: str = "registrar", office: str = "village", **changes: object) -> str:
        route = changes.pop("route", None)
        to = str(changes.pop("to", office))
        channel = str(changes.pop("channel", "people"))
        chosen = route or RouteChoice("accept", channel, self.office_id(to))
        facts: dict[str, object] = {
            "title": "宅基地相邻通行", "summary": "双方因通道宽度发生争执", "category": "02",
            "source": "APPLY", "office_id": self.office_id(office),
            "place_id": self.office_id(office), "parties": TWO, "route": chosen,
        }  # fmt: skip
        return register_case(self.desk, self.actor(by), NewCase(**{**facts, **changes}))

    def item(self, code: str, element: str) -> WorkItemRow:
        with self.desk.read() as session:
            query = (
                select(WorkItemRow)
                .join(CaseRow, CaseRow.id == WorkItemRow.case_id)
                .where(
                    CaseRow.code == code,
                    WorkItemRow.element == element,
                    WorkItemRow.status == "open",
                )
            )
            found = session.scalars(query).all()
            assert found, f"{element} is not open; open are {self.open_steps(code)}"
            return found[-1]

    def take(self, by: str, code: str, element: str, **values: object) -> None:
        complete_step(self.desk, self.actor(by), self.item(code, element).id, values)

    def open_steps(self, code: str) -> list[str]:
        with self.desk.read() as session:
            query = (
                select(WorkItemRow.element)
                .join(CaseRow, CaseRow.id == WorkItemRow.case_id)
                .where(CaseRow.code == code, WorkItemRow.status == "open")
                .order_by(WorkItemRow.id)
            )
            return list(session.scalars(query))

    def case(self, code: str) -> CaseRow:
        with self.desk.read() as session:
            return session.scalars(select(CaseRow).where(CaseRow.code == code)).one()

    def clocks(self, code: str) -> dict[str, ClockRow]:
        """Return the case's clocks by rule, the newest of each."""
        with self.desk.read() as session:
            query = select(ClockRow).where(ClockRow.case_id == self.case(code).id)
            return {row.rule: row for row in session.scalars(query.order_by(ClockRow.id))}

    def clocks_of(self, code: str, rule: str) -> list[ClockRow]:
        """Return every clock of one rule, in the order they were opened."""
        with self.desk.read() as session:
            query = select(ClockRow).where(
                ClockRow.case_id == self.case(code).id, ClockRow.rule == rule
            )
            return list(session.scalars(query.order_by(ClockRow.id)))

    def events(self, code: str, *kinds: str) -> list[EventRow]:
        with self.desk.read() as session:
            query = select(EventRow).where(EventRow.case_id == self.case(code).id)
            if kinds:
                query = query.where(EventRow.kind.in_(kinds))
            return list(session.scalars(query.order_by(EventRow.id)))

    def told(self, code: str, kind: str, channel: str = "inbox") -> list[tuple[str, dict]]:
        """Return who was told a kind of thing about the case: (login, facts)."""
        with self.desk.read() as session:
            query = (
                select(UserRow.login, MessageRow.facts)
                .join(UserRow, UserRow.id == MessageRow.recipient_id)
                .where(
                    MessageRow.case_id == self.case(code).id,
                    MessageRow.kind == kind,
                    MessageRow.channel == channel,
                )
                .order_by(MessageRow.id)
            )
            return [(login, facts) for login, facts in session.execute(query)]

    def pass_days(self, days: float) -> None:
        """Let time pass, the ticks running every hour as they would.

        A tick asks for what is due by its hour and for nothing else (``DUE`` of the sweep): hours
        before the next clock's turn are passed over, for there it would find nothing.
        """
        left = int(days * 24)
        while left:
            hours = self._hours_to_next_turn(left)
            self.clock.advance(hours=hours)
            sweep(self.desk)
            left -= hours

    def _hours_to_next_turn(self, most: int) -> int:
        """Return after how many ticks there is something to do, at least one."""
        with self.desk.read() as session:
            turn = session.scalar(select(func.min(ClockRow.next_at)))
        if turn is None:
            return most
        return min(most, max(1, -(-(turn - self.desk.now()) // timedelta(hours=1))))

    def sleep(self, **by: float) -> None:
        """Let time pass while nothing ticks."""
        self.clock.advance(**by)

    @property
    def today(self) -> date:
        return self.desk.local_day(self.desk.now())

    def day(self, offset: int = 0) -> str:
        return (self.today + timedelta(days=offset)).isoformat()
