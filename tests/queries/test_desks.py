"""Boards, desks and lists beside the queue: whom they count, what they show, what they cost."""

from datetime import date, timedelta

import pytest

from engine.queries import (
    approvals,
    board,
    calendar,
    cases,
    handoff_desk,
    inbox,
    late,
    my_day,
    offices,
    users,
    warnings,
)
from engine.queries.filters import Filters
from engine.queries.paging import Turn
from engine.rules.calendar import DayKind
from engine.rules.errors import Invalid, NotFound
from engine.rules.permissions import Role
from engine.storage import calendars
from engine.storage.models import ConflictRow, ExtensionRow, OfficeRow, SittingRow, TickRow
from tests.queries import build
from tests.queries.build import CANARY, NOW, actor, counted, keep


@pytest.fixture
def busy(county):
    """Seven open cases of every colour in three offices, one closed; desks full."""
    with county.database.write() as session:
        for number, (office, colour, due) in enumerate(
            [
                (17, "red", date(2026, 2, 26)),
                (17, "orange", date(2026, 3, 2)),
                (4, "red", date(2026, 2, 27)),
                (4, "yellow", date(2026, 3, 4)),
                (41, "green", date(2026, 3, 20)),
                (41, "red", date(2026, 2, 2)),
            ],
            start=1,
        ):
            case = build.case(session, f"2026-00000{number}", holder_id=office,
                              registered_office_id=office, place_id=office, assignee_id=10
                              if office == 17 else None)  # fmt: skip
            clock = build.clock(session, case, due, colour=colour, office_id=office)
            build.item(session, case, office_id=office, due_at=case.due_at,
                       assignee_id=10 if office == 17 else None)  # fmt: skip
            if number == 1:
                build.happened(session, case, "ColourChanged", clock_id=clock.id, rule="PM-01",
                               before="orange", after="red", due_on="2026-02-26",
                               at=NOW - timedelta(days=3))  # fmt: skip
                build.told(session, case, 10, "k1", facts={"clock_id": clock.id, "colour": "red"})
                build.told(session, case, 11, "k2", facts={"clock_id": clock.id, "colour": "red"},
                           read_at=NOW)  # fmt: skip
                keep(session, ExtensionRow(
                    clock_id=clock.id, case_id=case.id, office_id=17, length=1, reason=CANARY,
                    state="asked", old_due_on=due, new_due_on=date(2026, 3, 26), asked_by=10,
                    asked_at=NOW - timedelta(days=4),
                ))  # fmt: skip
                keep(session, SittingRow(case_id=case.id, number=1, held_at=NOW, record="",
                                         place=CANARY, result="", planned=True,
                                         recorded_at=NOW))  # fmt: skip
                build.handoff(session, case)
        paused = build.case(session, "2026-000007", assignee_id=10)
        build.clock(session, paused, date(2026, 3, 30), status="paused")
        paused.due_at = None
        build.case(session, "2026-000008", status="closed", ended_at=NOW)
        keep(session, TickRow(name="sweep", ran_at=NOW - timedelta(seconds=30), lag_seconds=2,
                              handled=6))  # fmt: skip
    return county


def codes(page):
    return [line.code for line in page.rows]


def test_cases_are_found_newest_first_or_by_time_left(busy, lens):
    who = actor("county_supervisor")
    with busy.read() as session:
        newest = cases.case_lines(session, who, lens)
        urgent = cases.case_lines(session, who, lens, (Filters(), "time_left"))
        with pytest.raises(Invalid):
            cases.case_lines(session, who, lens, (Filters(), "luck"))
    assert codes(newest) == [f"2026-00000{number}" for number in range(8, 0, -1)]
    assert codes(urgent)[:3] == ["2026-000006", "2026-000001", "2026-000003"]
    assert newest.rows[0].status == "closed"


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        (Filters(), 8),
        (Filters(colours=("red",)), 3),
        (Filters(colours=("paused",)), 1),
        (Filters(colours=("green", "none")), 1),
        (Filters(office_id=4), 6),
        (Filters(office_id=4, below=False), 2),
        (Filters(statuses=("closed",)), 1),
        (Filters(steps=("hold_sitting",)), 6),
        (Filters(rules=("PM-01",)), 7),
        (Filters(text=f"{CANARY}甲"), 8),
        (Filters(due_by=date(2026, 3, 2)), 4),
    ],
)
def test_a_case_list_counts_what_it_shows(busy, lens, filters, count):
    who = actor("county_supervisor")
    with busy.read() as session:
        assert len(cases.case_lines(session, who, lens, (filters, "newest")).rows) == count
        assert cases.count_cases(session, who, filters) == count


def test_the_board_counts_each_open_case_once_where_it_is_held(busy, lens):
    with busy.read() as session, counted(busy.database) as sent:
        page = board.board(session, actor("county_supervisor"), lens)
    lines = {line.office: line for line in page.lines}
    assert len(sent) <= 10
    assert lines["单位4"].counts["red"] == 2
    assert lines["单位4"].counts["paused"] == 1
    assert lines["单位41"].worst_workdays == 16  # the spring holiday lies between
    assert (page.total.open, page.total.counts["red"]) == (7, 3)
    assert page.total.worst_due_on == date(2026, 2, 2)
    assert page.ticks[0].age_seconds == 30


def test_every_number_of_the_board_opens_a_list_of_that_length(busy, lens):
    for login in ("county_supervisor", "town_supervisor", "village_leader", "leader"):
        with busy.read() as session:
            page = board.board(session, actor(login), lens)
            for line in page.lines:
                for colour, count in line.counts.items():
                    found = cases.count_cases(session, actor(login), line.opens(colour))
                    assert found == count, (login, line.office, colour)


def test_the_board_of_a_town_ends_at_its_border(busy, lens):
    with busy.read() as session:
        page = board.board(session, actor("town_supervisor"), lens)
        none = board.board(session, actor("mediator"), lens)
        blind = board.board(session, actor("administrator"), lens)
    assert [line.office for line in page.lines] == ["单位4", "单位17"]
    assert page.total.open == 5
    assert (none.lines, none.total.open, blind.lines) == ((), 0, ())


def test_a_red_case_says_since_when_and_who_knows(busy, lens):
    with busy.read() as session, counted(busy.database) as sent:
        page = late.late_cases(session, actor("town_supervisor"), lens)
    first = page.rows[0]
    assert len(sent) <= 16
    assert (first.case.code, first.extension) == ("2026-000001", "asked")
    assert first.turned["red"] == NOW - timedelta(days=3)
    assert [(told.person, told.read_at is not None) for told in first.told] == [
        ("mediator", False), ("village_leader", True),
    ]  # fmt: skip
    assert first.start_on == date(2026, 2, 11)


def test_the_trend_counts_days_off_with_the_next_working_day(busy, lens):
    with busy.read() as session:
        days = late.trend(session, actor("county_supervisor"), lens)
        others = late.trend(session, actor("other_supervisor"), lens)
    assert (len(days), days[-1].day) == (15, lens.today)
    assert sum(day.red for day in days) == 1
    assert sum(day.red for day in others) == 0


def test_warnings_are_single_clocks_most_urgent_first(busy, lens):
    with busy.read() as session:
        page = warnings.warning_lines(session, actor("county_supervisor"), lens)
        blind = warnings.warning_lines(session, actor("administrator"), lens)
        mine = warnings.warning_lines(session, actor("mediator"), lens, ("orange",))
    assert [line.standing.colour for line in page.rows] == ["red", "red", "red", "orange", "yellow"]
    assert CANARY not in repr(blind)
    assert [line.case_code for line in mine.rows] == ["2026-000002"]


def test_my_day_divides_what_is_mine_by_its_last_day(busy, lens):
    with busy.read() as session, counted(busy.database) as sent:
        day = my_day.my_day(session, actor("mediator"), lens)
    assert len(sent) <= 40
    assert [line.case_code for line in day.overdue] == ["2026-000001"]
    assert [line.case_code for line in day.today] == ["2026-000002"]
    assert (day.next.line.case_code, day.next.reason) == ("2026-000001", "overdue")
    assert day.next_workday_on == date(2026, 3, 3)
    assert [(line.number, line.today) for line in day.sittings] == [(1, True)]
    assert {line.kind for line in day.waiting} == {"extension", "handoff"}
    assert day.handoffs.outgoing == 1
    assert day.queues.mine == 2
    assert [each.count for each in day.strip] == [1, 0, 0, 0, 0, 0, 0, 0]
    assert not day.strip[5].works


def test_a_day_counts_every_step_and_reads_only_the_first(county, lens):
    with county.database.write() as session:
        for number in range(1, 46):
            case = build.case(session, code=f"2026-{number:06}")
            build.clock(session, case, date(2026, 3, 2 if number < 44 else 30), colour="orange")
            build.item(session, case, assignee_id=10, due_at=case.due_at)
    with county.read() as session:
        day = my_day.my_day(session, actor("mediator"), lens)
    assert (day.numbers["today"], day.numbers["soon"], day.queues.mine) == (43, 2, 45)
    assert len(day.today) == my_day.SHOWN
    assert [each.count for each in day.strip] == [43, 0, 0, 0, 0, 0, 0, 0]


def test_the_day_of_somebody_with_nothing_to_do_is_calm(county, lens):
    with county.read() as session:
        day = my_day.my_day(session, actor("liaison"), lens)
    assert (day.next, day.overdue, day.sittings, day.waiting, day.approvals) == (
        None, (), (), (), 0,
    )  # fmt: skip


def test_who_has_nothing_of_their_own_is_sent_to_the_queue(busy, lens):
    with busy.read() as session:
        day = my_day.my_day(session, actor("town_mediator"), lens)
    assert (day.next.reason, day.next.line.case_code) == ("to_claim", "2026-000003")
    assert {line.case_code for line in day.coming} == {"2026-000003", "2026-000004"}


def test_an_inbox_is_ones_own_and_counts_what_is_unread(busy):
    with busy.read() as session:
        mine = inbox.messages(session, actor("mediator"))
        theirs = inbox.messages(session, actor("village_leader"), unread_only=True)
        nobodys = inbox.messages(session, actor("town_mediator"))
        assert inbox.unread_count(session, actor("mediator")) == 1
    assert mine.rows[0].case_code == "2026-000001"
    assert CANARY in mine.rows[0].parties.text
    assert (theirs.rows, nobodys.rows) == ((), ())


def test_a_message_about_a_case_no_longer_mine_names_nobody(busy):
    with busy.database.write() as session:
        build.told(
            session, session.query(build.CaseRow).filter_by(code="2026-000005").one(), 10, "z"
        )
    with busy.read() as session:
        newest = inbox.messages(session, actor("mediator"), turn=Turn(size=1)).rows[0]
    assert (newest.case_code, newest.parties) == (None, None)


@pytest.mark.parametrize(
    ("login", "count"),
    [("village_leader", 1), ("town_supervisor", 1), ("dispatcher", 1), ("mediator", 0),
     ("other_supervisor", 0), ("administrator", 0), ("leader", 0)],
)  # fmt: skip
def test_more_time_is_decided_by_who_may(busy, lens, login, count):
    with busy.read() as session:
        page = approvals.extension_requests(session, actor(login), lens)
        assert approvals.waiting_count(session, actor(login)) == len(page.rows) == count


def test_a_request_shows_old_and_new_day_and_the_rules_bounds(busy, lens):
    with busy.read() as session:
        (asked,) = approvals.extension_requests(session, actor("village_leader"), lens).rows
    assert (asked.old_due_on, asked.new_due_on) == (date(2026, 2, 26), date(2026, 3, 26))
    assert asked.rule.key == "PM-01"
    assert (asked.late, asked.own, asked.granted, asked.asked_by) == (True, False, 0, "mediator")


def test_the_handoff_desk_has_both_sides_and_the_receipts(busy, lens):
    with busy.database.write() as session:
        handoff = session.query(build.HandoffRow).one()
        case = session.get(build.CaseRow, handoff.case_id)
        referral = build.process(session, case, "referral", subject_id=handoff.id)
        build.item(session, case, process_id=referral.id, element="receive_package",
                   office_id=5, roles=["liaison"])  # fmt: skip
    with busy.read() as session:
        sent = handoff_desk.handoff_lines(session, actor("mediator"), lens, "outgoing")
        due = handoff_desk.handoff_lines(session, actor("liaison"), lens, "receipts")
        counts = handoff_desk.handoff_counts(session, actor("liaison"))
        _, package = handoff_desk.handoff(session, actor("liaison"), due.rows[0].handoff_id)
        with pytest.raises(NotFound):
            handoff_desk.handoff(session, actor("other_mediator"), due.rows[0].handoff_id)
        with pytest.raises(Invalid):
            handoff_desk.handoff_lines(session, actor("liaison"), lens, "lost")
        blind = handoff_desk.handoff(session, actor("administrator"), due.rows[0].handoff_id)
    assert (len(sent.rows), sent.rows[0].to_office, sent.rows[0].papers) == (1, "单位5", 1)
    assert due.rows[0].element == "receive_package"
    assert (counts.incoming, counts.receipts, counts.outgoing) == (1, 1, 0)
    assert package.papers[0]["pages"] == 3
    assert CANARY not in repr(blind)


def test_offices_stand_below_their_parents(county, lens):
    with county.database.write() as session:
        session.get(OfficeRow, 41).channels = ["administrative"]
    with county.read() as session:
        tree = [(each.office_id, each.depth) for each in offices.office_lines(
            session, actor("mediator"))]  # fmt: skip
        mine = offices.offices_to_register(session, actor("mediator"))
        theirs = offices.offices_for(session, actor("mediator"), "people", "01")
        assert offices.headcounts(session, lens.today)[17] == 2
        with pytest.raises(NotFound):
            offices.office(session, actor("mediator"), 99)
    assert tree == [(1, 0), (4, 1), (17, 2), (5, 1), (41, 1)]
    assert [each.office_id for each in mine] == [17]
    assert 41 not in {each.office_id for each in theirs}


def test_staff_is_seen_by_those_who_lead_it(busy, lens):
    with busy.read() as session:
        town = users.user_lines(session, actor("town_supervisor"), lens.today)
        village = users.user_lines(session, actor("village_leader"), lens.today)
        none = users.user_lines(session, actor("mediator"), lens.today)
    assert {line.login for line in village.rows} == {"mediator", "village_leader"}
    assert len(town.rows) == 6
    assert none.rows == ()
    mediator = next(line for line in village.rows if line.login == "mediator")
    assert (mediator.open_steps, mediator.posts[0].office) == (2, "单位17")


def test_a_step_can_be_given_to_its_office_and_conflicts_come_last(busy, lens):
    with busy.database.write() as session:
        keep(session, ConflictRow(user_id=10, party_name=f"{CANARY}乙", reason="亲属",
                                  declared_at=NOW))  # fmt: skip
        item_id = session.query(build.WorkItemRow).filter_by(office_id=17).first().id
    with busy.read() as session:
        found = users.candidates(session, actor("village_leader"), lens, "2026-000001", item_id)
        elsewhere = users.candidates(session, actor("village_leader"), lens, "2026-000002", item_id)
    assert [(each.name, each.conflict, each.open_steps) for each in found] == [
        ("village_leader", False, 0), ("mediator", True, 2),
    ]  # fmt: skip
    assert found[0].roles == (Role.OFFICE_LEADER,)
    assert elsewhere == ()


def test_a_year_is_a_grid_with_the_offices_own_days(county, lens):
    with county.work(None) as work:
        town = work.session.get(OfficeRow, 4)
        calendars.set_override(work, town, date(2026, 3, 3), False, "停电")
    with county.read() as session:
        nation = calendar.calendar_year(session, lens, 2026)
        village = calendar.calendar_year(session, lens, 2026, 17)
        with pytest.raises(NotFound):
            calendar.calendar_year(session, lens, 1999)
        years = calendar.known_years(session)
    assert [len(month) for month in nation.months][:3] == [31, 28, 31]
    assert nation.months[0][0].kind is DayKind.HOLIDAY
    assert village.workdays == nation.workdays - 1
    assert (village.overrides[0].office, village.months[2][2].name) == ("单位4", "停电")
    assert (2026, True) in years


def test_a_village_counts_by_the_exceptions_of_its_town(county, lens):
    with county.work(None) as work:
        calendars.set_override(
            work, work.session.get(OfficeRow, 4), date(2026, 3, 3), False, "停电"
        )
    with county.database.write() as session:
        for code, office in (("2026-000001", 17), ("2026-000002", 41)):
            case = build.case(session, code, holder_id=office, registered_office_id=office)
            build.clock(session, case, date(2026, 3, 4), office_id=office)
    with county.read() as session:
        page = cases.case_lines(session, actor("county_supervisor"), lens)
    left = {line.code: line.standing.workdays for line in page.rows}
    assert left == {"2026-000001": 1, "2026-000002": 2}
