"""The demo county is made by the real engine: whatever holds for a real database holds there."""

from collections import Counter

import pytest
from sqlalchemy import func, select

from engine.demo.building import accounts, build
from engine.demo.directory import PASSWORD
from engine.queries.accounts import account
from engine.rules.case import ENDED
from engine.rules.errors import Conflict
from engine.rules.permissions import Role
from engine.rules.supervision import OUTLIVING, Card
from engine.storage.models import (
    CaseRow,
    ClockRow,
    ComplaintRow,
    EventRow,
    FindingRow,
    MessageRow,
    OfficeRow,
    OrderBatchRow,
    OrderRow,
    ProcessRow,
    SpotCheckCaseRow,
    UrgeRow,
    UserRow,
    WorkItemRow,
)
from engine.usecases.accounts import Attempt, sign_in
from engine.usecases.sweep import oldest_due
from tests.demo.conftest import CASES, build_county
from tests.faults.invariants import assert_sound

pytestmark = pytest.mark.xdist_group("demo county")  # one county for all


@pytest.fixture
def session(county):
    desk, _ = county
    with desk.read() as session:
        yield session


def open_steps(session):
    """Return the open steps by case, but for those of supervision, which outlive the closing."""
    rows = session.execute(
        select(WorkItemRow.case_id, WorkItemRow.element)
        .join(ProcessRow, ProcessRow.id == WorkItemRow.process_id)
        .where(WorkItemRow.status == "open", ProcessRow.kind.not_in(OUTLIVING))
    )
    found = {}
    for case_id, element in rows:
        found.setdefault(case_id, []).append(element)
    return found


def test_every_case_is_registered_and_nothing_is_refused_or_set_aside(county, session):
    _, built = county
    assert built.cases == session.scalar(select(func.count(CaseRow.id))) == CASES
    assert built.refused == ()
    assert session.scalar(select(func.count()).where(ProcessRow.status == "quarantined")) == 0


def test_a_case_that_goes_on_waits_for_somebody_and_an_ended_one_for_the_archive_at_most(session):
    waiting = open_steps(session)
    for case in session.scalars(select(CaseRow)):
        steps = waiting.get(case.id, [])
        if case.status in ENDED:
            assert set(steps) <= {"archive_case"}, case.code
            assert bool(steps) == (case.status == "closed"), case.code
        else:
            assert steps, (case.code, case.status)


def test_an_ended_case_has_no_running_clock_but_the_archive_s(session):
    running = (
        select(ClockRow.case_id, ClockRow.rule)
        .join(ProcessRow, ProcessRow.id == ClockRow.process_id)
        .where(ClockRow.ended_at.is_(None), ProcessRow.kind.not_in(OUTLIVING))
    )
    ended = set(session.scalars(select(CaseRow.id).where(CaseRow.ended_at.is_not(None))))
    left = {rule for case_id, rule in session.execute(running) if case_id in ended}
    assert left <= {"C-ARCHIVE"}


def test_no_ended_clock_waits_for_an_instant(session):
    stuck = select(ClockRow.id).where(ClockRow.ended_at.is_not(None), ClockRow.next_at.is_not(None))
    assert session.scalars(stuck).all() == []


def test_the_county_is_sound(county):
    assert_sound(county[0])


def test_every_case_has_one_holder_that_is_an_active_office(session):
    offices = set(session.scalars(select(OfficeRow.id).where(OfficeRow.active)))
    assert set(session.scalars(select(CaseRow.holder_id))) <= offices


def test_all_colours_are_on_the_board_and_one_clock_is_paused(session):
    colours = set(session.scalars(select(CaseRow.colour).where(CaseRow.ended_at.is_(None))))
    assert colours >= {"green", "yellow", "orange", "red"}
    assert session.scalar(select(func.count()).where(ClockRow.status == "paused")) > 0


def test_something_waits_at_every_desk(session):
    waiting = Counter(element for steps in open_steps(session).values() for element in steps)
    assert {"review_acceptance", "sign_for", "hold_sitting", "receive_package"} <= set(waiting)
    assert {"revise_package", "record_police_reply"} <= set(waiting)


def test_the_year_had_a_bit_of_everything(session):
    happened = set(session.scalars(select(EventRow.kind).distinct()))
    assert happened >= {
        "ExtensionAsked", "ExtensionApproved", "ClockPaused", "ClockResumed", "HandoffAccepted",
        "HandoffReturned", "DutyClimbed", "CaseWithdrawn", "CaseReopened", "RedoOpened",
        "RiskReported", "ConfirmationNoted", "LeaderNamed", "AgreementMade", "CaseArchived",
        "HandoffSent", "CaseRefused", "MediationTerminated", "StepReleased", "GradeChanged",
    }  # fmt: skip


def test_offices_were_urged_and_answered_in_time_late_and_not_at_all(session, county):
    now = county[0].now()
    urges = list(session.scalars(select(UrgeRow)))
    answered = [urge for urge in urges if urge.replied_at]
    assert {urge.replied_at <= urge.reply_by for urge in answered} == {True, False}
    assert {urge.reply_by < now for urge in urges if not urge.replied_at} == {True, False}


def test_orders_of_each_card_are_open_overdue_and_lifted(session, county):
    now = county[0].now()
    orders = list(session.scalars(select(OrderRow)))
    assert {order.card for order in orders} == set(Card)
    assert {order.state for order in orders} == {"issued", "signed", "replied", "lifted"}
    assert any(order.reply_by < now for order in orders if order.state in {"issued", "signed"})
    batch = session.scalars(select(OrderBatchRow)).one()
    assert sum(order.batch_id == batch.id for order in orders) > 1
    returned = select(func.count()).where(EventRow.kind == "OrderReturned")
    assert session.scalar(returned) == 1


def test_complaints_were_answered_and_one_is_overdue(session, county):
    complaints = list(session.scalars(select(ComplaintRow)))
    assert {bool(each.replied_at) for each in complaints} == {True, False}
    assert any(each.satisfied for each in complaints)
    waiting = [each for each in complaints if not each.replied_at]
    assert any(each.reply_by < county[0].now() for each in waiting)


def test_a_spot_check_found_what_was_put_right_and_what_was_not(session):
    checked = set(session.scalars(select(SpotCheckCaseRow.result)))
    assert checked == {"sound", "finding", None}
    findings = {each.state: each.times_not_fixed for each in session.scalars(select(FindingRow))}
    assert findings == {"fixed": 0, "not_fixed": 1}


def test_forty_workers_without_wages_are_led_from_the_county(session):
    wages = session.scalars(select(CaseRow).where(CaseRow.people_count == 40)).one()
    assert (wages.grade, wages.level) == ("major", "county")
    assert wages.leader_id is not None


def test_nothing_happened_after_the_end_and_nothing_due_is_left_undone(county, session):
    desk, _ = county
    end = desk.now()
    assert session.scalar(select(func.max(EventRow.recorded_at))) <= end
    due = oldest_due(desk)
    assert due is None or (end - due).total_seconds() < 24 * 3600


def test_old_messages_are_read_and_no_mail_waits(session):
    assert session.scalar(select(func.count()).where(MessageRow.state == "queued")) == 0
    unread = select(func.count()).where(MessageRow.channel == "inbox", MessageRow.read_at.is_(None))
    assert 0 < session.scalar(unread) < 200


def test_every_printed_account_can_sign_in_and_every_role_is_among_them(county):
    desk, _ = county
    roles = set()
    for login, sees in accounts():
        assert sees
        signed_in = sign_in(desk, Attempt(login, PASSWORD))
        with desk.read() as session:
            roles |= account(session, signed_in.user_id, desk.local_day(desk.now())).actor.roles
    assert roles == set(Role)


def test_the_county_has_the_offices_of_a_county(session):
    kinds = Counter(session.scalars(select(OfficeRow.kind)))
    assert kinds["village_committee"] == 40
    assert (kinds["town_centre"], kinds["professional_committee"]) == (6, 5)
    flat = set(session.scalars(select(OfficeRow.area_mode).where(OfficeRow.level == "town")))
    assert flat == {"FLAT", "LEVELLED"}
    assert all(session.scalars(select(UserRow.demo)))


def test_the_same_seed_makes_the_same_county(migrated_sqlite, tmp_path):
    def facts(folder):
        folder.mkdir()
        desk, _ = build_county(migrated_sqlite, folder, 10)
        with desk.read() as session:
            cases = session.execute(
                select(CaseRow.code, CaseRow.status, CaseRow.title, CaseRow.colour, CaseRow.due_at)
            ).all()
            counts = session.execute(select(EventRow.kind, func.count()).group_by(EventRow.kind))
            found = cases, {kind: count for kind, count in counts}
        desk.database.dispose()
        return found

    assert facts(tmp_path / "one") == facts(tmp_path / "two")


def test_a_county_is_never_built_over_another(county):
    desk, _ = county
    with pytest.raises(Conflict, match=r"demo\.not_empty"):
        build(desk, 1)
