"""Queues: who sees which step, in which order, at what cost."""

from datetime import date, timedelta

import pytest

from engine.queries.belonging import ALL, AVAILABLE, MINE
from engine.queries.filters import Filters
from engine.queries.paging import Turn
from engine.queries.worklists import queue_counts, work_line, work_lines
from engine.rules.errors import Invalid
from tests.queries import build
from tests.queries.build import CANARY, NOW, actor, counted


def lines(desk, lens, who, queue=ALL, filters=None, turn=None):
    with desk.read() as session:
        return work_lines(session, who, lens, (queue, filters or Filters()), turn or Turn())


def codes(page):
    return [line.case_code for line in page.rows]


@pytest.fixture
def one_step(county):
    with county.database.write() as session:
        case = build.case(session)
        build.clock(session, case, date(2026, 3, 4), colour="orange")
        build.item(session, case, due_at=case.due_at)
    return county


def test_an_empty_queue_is_an_empty_page(county, lens):
    page = lines(county, lens, actor("mediator"), MINE)
    assert (page.rows, page.next_cursor, page.previous_cursor) == ((), None, None)
    with county.read() as session:
        assert queue_counts(session, actor("mediator")).all == 0


def test_a_line_says_what_the_queue_shows(one_step, lens):
    (line,) = lines(one_step, lens, actor("mediator")).rows
    assert (line.step, line.place, line.office) == ("组织调解", "单位17", "单位17")
    assert line.parties.text == f"{CANARY}甲 — {CANARY}乙"
    assert line.standing.colour == "orange"
    assert line.standing.workdays == 2
    assert line.standing.name_zh
    assert line.claimable
    assert not line.mine


@pytest.mark.parametrize(
    ("login", "sees", "may_take"),
    [
        ("mediator", True, True),
        ("village_leader", True, True),
        ("town_mediator", False, False),
        ("town_supervisor", True, False),
        ("other_supervisor", False, False),
        ("county_supervisor", True, False),
        ("dispatcher", True, False),
        ("leader", True, False),
        ("liaison", False, False),
        ("administrator", True, False),
    ],
)
def test_a_step_is_seen_and_taken_by_whom_it_concerns(one_step, lens, login, sees, may_take):
    assert len(lines(one_step, lens, actor(login)).rows) == sees
    assert len(lines(one_step, lens, actor(login), AVAILABLE).rows) == may_take


def test_an_office_whose_number_begins_alike_lies_not_below(county, lens):
    with county.database.write() as session:
        case = build.case(session, place_id=41, registered_office_id=41, holder_id=41)
        build.item(session, case, office_id=41)
    assert not lines(county, lens, actor("town_supervisor")).rows
    assert len(lines(county, lens, actor("other_supervisor")).rows) == 1
    assert not lines(county, lens, actor("county_supervisor"), ALL, Filters(place_id=4)).rows


def test_a_claimed_step_is_mine_and_no_longer_to_be_claimed(one_step, lens):
    with one_step.database.write() as session:
        session.query(build.WorkItemRow).update({"assignee_id": 10})
    assert len(lines(one_step, lens, actor("mediator"), MINE).rows) == 1
    assert not lines(one_step, lens, actor("village_leader"), AVAILABLE).rows
    with one_step.read() as session:
        counts = queue_counts(session, actor("mediator"))
    assert (counts.mine, counts.available, counts.all) == (1, 0, 1)


def test_an_administrator_sees_steps_and_dates_but_no_names(one_step, lens):
    (line,) = lines(one_step, lens, actor("administrator")).rows
    assert CANARY not in repr(line)
    assert (line.parties, line.title) == (None, None)
    assert line.standing.due_on == date(2026, 3, 4)


def test_an_administrator_cannot_guess_names_by_searching(one_step, lens):
    found = lines(one_step, lens, actor("administrator"), ALL, Filters(text=CANARY))
    assert not found.rows
    assert lines(one_step, lens, actor("administrator"), ALL, Filters(text="2026-0000")).rows


def test_an_administrator_who_mediates_reads_names_in_that_office_alone(one_step, lens):
    with one_step.database.write() as session:
        other = build.case(session, "2026-000002", place_id=41, registered_office_id=41,
                           holder_id=41)  # fmt: skip
        build.item(session, other, office_id=41)
    page = lines(one_step, lens, actor("administrator", "mediator"))
    named = {line.case_code: line.parties is not None for line in page.rows}
    assert named == {"2026-000001": True, "2026-000002": False}


@pytest.mark.parametrize(
    "filters",
    [
        Filters(colours=("orange",)),
        Filters(text="2026-000001"),
        Filters(text=f"{CANARY}乙"),
        Filters(channels=("people",), grades=("simple",), categories=("01",)),
        Filters(statuses=("handling",), steps=("hold_sitting",), rules=("PM-01",)),
        Filters(place_id=4, office_id=4),
        Filters(office_id=17, below=False),
        Filters(due_from=date(2026, 3, 4), due_by=date(2026, 3, 4)),
    ],
)
def test_a_filter_lets_through_what_it_names(one_step, lens, filters):
    assert len(lines(one_step, lens, actor("dispatcher"), ALL, filters).rows) == 1


@pytest.mark.parametrize(
    "filters",
    [
        Filters(colours=("red", "paused", "none")),
        Filters(text="100%"),
        Filters(channels=("judicial_pre",)),
        Filters(office_id=4, below=False),
        Filters(assignee_id=12),
        Filters(due_from=date(2026, 3, 5)),
        Filters(due_by=date(2026, 3, 3)),
        Filters(rules=("JM-01",)),
    ],
)
def test_a_filter_holds_back_what_it_does_not_name(one_step, lens, filters):
    assert not lines(one_step, lens, actor("dispatcher"), ALL, filters).rows


def test_a_paused_clock_is_of_no_colour_but_its_own(one_step, lens):
    with one_step.database.write() as session:
        clock = session.query(build.ClockRow).one()
        clock.status, clock.colour, clock.due_at = "paused", "green", None
    who = actor("mediator")
    (line,) = lines(one_step, lens, who, ALL, Filters(colours=("paused",))).rows
    assert (line.standing.colour, line.standing.due_on) == ("paused", None)
    assert not lines(one_step, lens, who, ALL, Filters(colours=("green",))).rows


def test_a_step_of_its_own_clock_shows_that_one(one_step, lens):
    with one_step.database.write() as session:
        case = session.query(build.CaseRow).one()
        worst = case.clock_id
        own = build.clock(session, case, date(2026, 3, 20), rule="C-SIGN", colour="green")
        case.clock_id = worst
        session.query(build.WorkItemRow).update({"clock_id": own.id})
    (line,) = lines(one_step, lens, actor("mediator")).rows
    assert (line.standing.rule, line.standing.colour) == ("C-SIGN", "green")


@pytest.fixture
def many(county):
    """Thirty steps: due on ten days, three of each day, the last six without a day."""
    with county.database.write() as session:
        for number in range(30):
            due = NOW + timedelta(days=number // 3) if number < 24 else None
            case = build.case(session, f"2026-{number:06d}")
            build.item(session, case, due_at=due, assignee_id=10)
    return county


def walk(desk, lens, size, who=None):
    pages, cursor = [], None
    while True:
        page = lines(desk, lens, who or actor("mediator"), MINE, None, Turn(cursor, size))
        pages.append(page)
        cursor = page.next_cursor
        if cursor is None:
            return pages


@pytest.mark.parametrize("size", [1, 4, 7, 30, 100])
def test_paging_shows_every_step_once_least_time_first(many, lens, size):
    seen = [code for page in walk(many, lens, size) for code in codes(page)]
    assert seen == [f"2026-{number:06d}" for number in range(30)]


def test_one_can_page_back_the_same_way(many, lens):
    pages = walk(many, lens, 7)
    cursor, seen = pages[-1].previous_cursor, []
    while cursor:
        page = lines(many, lens, actor("mediator"), MINE, None, Turn(cursor, 7))
        seen.append(codes(page))
        cursor = page.previous_cursor
    assert seen == [codes(page) for page in reversed(pages[:-1])]


def test_steps_that_come_in_meanwhile_neither_repeat_nor_hide_others(many, lens):
    first = lines(many, lens, actor("mediator"), MINE, None, Turn(None, 10))
    with many.database.write() as session:
        for number in (90, 91):
            case = build.case(session, f"2026-{number:06d}")
            build.item(session, case, due_at=NOW - timedelta(days=3), assignee_id=10)
    rest = lines(many, lens, actor("mediator"), MINE, None, Turn(first.next_cursor, 100))
    assert codes(first) + codes(rest) == [f"2026-{number:06d}" for number in range(30)]


@pytest.mark.parametrize("cursor", ["x", "金", "WyJhIl0", "WyJhIiwgMSwgMl0", "e30"])
def test_a_cursor_nobody_gave_out_is_refused(many, lens, cursor):
    with pytest.raises(Invalid, match=r"page\.cursor"):
        lines(many, lens, actor("mediator"), MINE, None, Turn(cursor))


def test_a_longer_page_costs_no_more_statements(many, lens):
    with many.read() as session, counted(many.database) as short:
        work_lines(session, actor("mediator"), lens, (MINE, Filters()), Turn(None, 2))
    with many.read() as session, counted(many.database) as long:
        work_lines(session, actor("mediator"), lens, (MINE, Filters()), Turn(None, 30))
    assert len(long) == len(short) <= 9


def test_one_step_is_found_by_its_number_or_not_at_all(one_step, lens):
    with one_step.read() as session:
        item_id = session.query(build.WorkItemRow.id).scalar()
        assert work_line(session, actor("mediator"), lens, item_id).item_id == item_id
        assert work_line(session, actor("other_mediator"), lens, item_id) is None
