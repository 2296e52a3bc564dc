"""A small county, put into the tables directly: offices, people, cases, steps, clocks.

    1 county ── 4 town 四 ── 17 village
             ├─ 41 town 四一 (its path must not be taken for a child of 4)
             └─ 5 court

Case-free people: one per role, see ``PEOPLE``.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import event
from sqlalchemy.orm import Session

from engine.queries.lens import Lens
from engine.rules.calendar import CalendarDay, DayKind, local_day
from engine.rules.colours import Thresholds
from engine.rules.deadline_rule import row_of
from engine.rules.permissions import Actor, Grant, Role
from engine.storage import calendars
from engine.storage.models import (
    Base,
    BundleRow,
    CaseRow,
    ClockRow,
    EventRow,
    GrantRow,
    HandoffRow,
    MessageRow,
    OfficeRow,
    PartyRow,
    ProcessRow,
    UserRow,
    WorkItemRow,
)
from engine.usecases.standing import shown_of
from tests.rules.law_tables import rule_on

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # Monday, 10:00 in Beijing
CANARY = "金丝雀"
OFFICES = {
    1: ("/1/", "county_centre", "county"),
    4: ("/1/4/", "town_centre", "town"),
    41: ("/1/41/", "town_centre", "town"),
    17: ("/1/4/17/", "village_committee", "village"),
    5: ("/1/5/", "docking_centre", "county"),
}
PEOPLE = {
    "mediator": (10, Role.MEDIATOR, 17),
    "village_leader": (11, Role.OFFICE_LEADER, 17),
    "town_mediator": (12, Role.MEDIATOR, 4),
    "town_leader": (13, Role.OFFICE_LEADER, 4),
    "town_supervisor": (14, Role.SUPERVISOR, 4),
    "other_supervisor": (15, Role.SUPERVISOR, 41),
    "county_supervisor": (16, Role.SUPERVISOR, 1),
    "dispatcher": (18, Role.DISPATCHER, 1),
    "leader": (19, Role.LEADER, 1),
    "liaison": (20, Role.LIAISON, 5),
    "administrator": (21, Role.ADMINISTRATOR, 1),
    "registrar": (22, Role.REGISTRAR, 4),
    "other_mediator": (23, Role.MEDIATOR, 41),
}


def keep(session: Session, row: Base):
    session.add(row)
    session.flush()
    return row


def county(session: Session) -> None:
    """Put the offices and people in."""
    for key, (path, kind, level) in OFFICES.items():
        parent = int(path.split("/")[-3]) if path != "/1/" else None
        keep(session, OfficeRow(
            id=key, code=f"O{key}", name=f"单位{key}", docket_word="", kind=kind, level=level,
            parent_id=parent, path=path, area_mode="LEVELLED", accepts=[], channels=[],
        ))  # fmt: skip
    for login, (key, role, office) in PEOPLE.items():
        keep(session, UserRow(id=key, login=login, name=login, password_hash="x", created_at=NOW))
        keep(session, GrantRow(user_id=key, role=role, office_id=office))
    keep(session, BundleRow(version=1, sha="s", published_at=NOW, note=""))


def actor(*logins: str) -> Actor:
    """The person of that login; with several, one who holds the grants of all."""
    grants = tuple(Grant(role, office, OFFICES[office][0]) for _, role, office in
                   (PEOPLE[login] for login in logins))  # fmt: skip
    return Actor(PEOPLE[logins[0]][0], logins[0], grants)


def case(session: Session, code: str = "2026-000001", **facts: object) -> CaseRow:
    row = CaseRow(**{
        "code": code, "title": f"{CANARY}相邻纠纷", "summary": f"{CANARY}的墙", "category": "01",
        "source": "APPLY", "channel": "people", "status": "handling", "place_id": 17,
        "registered_office_id": 17, "holder_id": 17, "level": "village", "grade": "simple",
        "points": 5, "grade_reasons": [{"factor": "people", "points": 5, "reason": CANARY}],
        "route": {}, "people_count": 2, "violence": "none", "marks": {}, "registered_by": 10,
        "registered_at": NOW - timedelta(days=20), "accepted_at": NOW - timedelta(days=19),
        **facts,
    })  # fmt: skip
    keep(session, row)
    for role, name in (("applicant", f"{CANARY}甲"), ("respondent", f"{CANARY}乙")):
        keep(session, PartyRow(
            case_id=row.id, role=role, kind="person", name=name, phone="13812341234",
            id_number="331002198001011234",
        ))  # fmt: skip
    return row


def process(session: Session, of: CaseRow, kind: str = "dispute", **facts: object) -> ProcessRow:
    return keep(session, ProcessRow(**{
        "case_id": of.id, "kind": kind, "bundle_version": 1, "status": "running",
        "state": b"state", "started_at": NOW - timedelta(days=19), **facts,
    }))  # fmt: skip


def item(session: Session, of: CaseRow, **facts: object) -> WorkItemRow:
    """An open step of the village; its process is made if none is given."""
    if "process_id" not in facts:
        facts["process_id"] = process(session, of).id
    return keep(session, WorkItemRow(**{
        "case_id": of.id, "task_id": f"t{of.id}-{facts['process_id']}", "element": "hold_sitting",
        "name": "组织调解", "form": "mediation_record", "roles": ["mediator", "office_leader"],
        "office_id": 17, "status": "open", "opened_at": NOW - timedelta(days=2), **facts,
    }))  # fmt: skip


def clock(session: Session, of: CaseRow, due_on: date, **facts: object) -> ClockRow:
    """A running clock of the mediation month that stands as the case's worst one."""
    rule = rule_on(str(facts.pop("rule", "PM-01")), date(2026, 2, 1))
    due_at = datetime(due_on.year, due_on.month, due_on.day, 16, tzinfo=UTC)
    started = facts.pop("started_at", NOW - timedelta(days=19))
    row = keep(session, ClockRow(**{
        "case_id": of.id, "fires": False, "rule": rule.key, "row": row_of(rule),
        "thresholds": asdict(Thresholds()), "start_key": f"accepted@{due_on}", "office_id": 17,
        "started_at": started, "start_on": local_day(started), "raw_end_on": due_on,
        "due_on": due_on, "due_at": due_at, "provisional": False, "calendar_version": "v",
        "status": "running", "colour": "green", **facts,
    }))  # fmt: skip
    if row.ended_at is None:
        of.clock_id, of.colour, of.due_at = row.id, row.colour, row.due_at
        of.rule, of.shown = row.rule, shown_of(row)
        session.flush()
    return row


def happened(session: Session, of: CaseRow, kind: str, **facts: object) -> EventRow:
    at = facts.pop("at", NOW)
    by = facts.pop("by", None)
    return keep(session, EventRow(
        case_id=of.id, at=at, recorded_at=at, actor_id=by, kind=kind, facts=facts,
    ))  # fmt: skip


def told(session: Session, of: CaseRow | None, to: int, key: str, **facts: object) -> MessageRow:
    return keep(session, MessageRow(**{
        "case_id": of.id if of else None, "recipient_id": to, "channel": "inbox",
        "kind": "ColourChanged", "facts": {}, "key": key, "urgent": False, "state": "sent",
        "created_at": NOW, "sent_at": NOW, **facts,
    }))  # fmt: skip


def handoff(session: Session, of: CaseRow, **facts: object) -> HandoffRow:
    return keep(session, HandoffRow(**{
        "case_id": of.id, "number": f"移{of.id}", "from_office_id": 17, "to_office_id": 5,
        "from_channel": "people", "to_channel": "judicial_pre", "reason": f"{CANARY}不愿再谈",
        "papers": [{"name": "调解记录", "pages": 3, "original": False}], "consents": [],
        "state": "sent", "sent_by": 10, "sent_at": NOW - timedelta(days=1), **facts,
    }))  # fmt: skip


def seed_calendar(desk) -> None:
    """The national calendar of 2026 alone: enough for every count here."""
    with desk.work(None) as work:
        days = {
            day: CalendarDay(each.kind, each.name)
            for day, each in calendars.official_days(2026).items()
            if each.kind in (DayKind.HOLIDAY, DayKind.MAKEUP)
        }
        calendars.load_year(work, 2026, days, "国办发明电〔2025〕7号")


def lens_at(desk, now: datetime = NOW) -> Lens:
    return Lens(now, desk.calendars, desk.runner)


@contextmanager
def counted(database) -> Iterator[list[str]]:
    """Collect the statements sent to the database while the block runs."""
    sent: list[str] = []

    def note(_connection, _cursor, statement, *_):
        sent.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
