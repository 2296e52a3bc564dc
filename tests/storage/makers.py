"""Rows for storage tests, with as little in them as the tables allow."""

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from engine.storage.models import Base, BundleRow, CaseRow, ClockRow, OfficeRow, ProcessRow, UserRow

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def keep(session: Session, row: Base):
    session.add(row)
    session.flush()
    return row


def make_user(session: Session, login: str = "li") -> UserRow:
    return keep(session, UserRow(login=login, name="李", password_hash="x", created_at=AT))


def make_office(session: Session, code: str = "A", parent: OfficeRow | None = None) -> OfficeRow:
    office = OfficeRow(
        code=code, name=code, docket_word=code, kind="county", level="county", path=code,
        area_mode="LEVELLED", accepts=[], channels=[], parent_id=parent.id if parent else None,
    )  # fmt: skip
    keep(session, office)
    office.path = f"{parent.path if parent else '/'}{office.id}/"
    session.flush()
    return office


def make_case(session: Session, code: str = "HS1") -> CaseRow:
    office, user = make_office(session, f"O-{code}"), make_user(session, f"U-{code}")
    case = CaseRow(
        code=code, title="t", summary="s", category="01", source="APPLY", status="registered",
        place_id=office.id, registered_office_id=office.id, holder_id=office.id, level="village",
        grade="simple", points=0, grade_reasons=[], route={}, people_count=2, violence="none",
        marks={}, registered_by=user.id, registered_at=AT,
    )  # fmt: skip
    return keep(session, case)


def make_bundle(session: Session) -> BundleRow:
    return keep(session, BundleRow(version=1, sha="s", published_at=AT, note=""))


def make_process(session: Session, case: CaseRow, bundle: BundleRow) -> ProcessRow:
    process = ProcessRow(
        case_id=case.id, kind="dispute", bundle_version=bundle.version, status="running",
        state=b"first", started_at=AT,
    )  # fmt: skip
    return keep(session, process)


def make_clock(case_id: int, **more: object) -> ClockRow:
    values = {
        "fires": False,
        "rule": "PM-01",
        "row": {},
        "thresholds": {},
        "start_key": "accepted",
        "office_id": 1,
        "started_at": AT,
        "start_on": AT.date(),
        "provisional": False,
        "calendar_version": "",
        "status": "running",
        "colour": "green",
    }
    return ClockRow(case_id=case_id, **(values | more))
