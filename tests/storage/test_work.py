"""A piece of work: one instant, one person, all or nothing."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

import pytest
from sqlalchemy import Text, cast, func, select, text

from engine.rules.errors import NotFound
from engine.rules.permissions import Actor
from engine.storage.models import (
    CaseRow,
    CounterRow,
    EventRow,
    MessageRow,
    NoticeRow,
    OfficeRow,
    TickRow,
)
from engine.storage.work import Message, unit_of_work
from tests.storage.makers import AT, make_case, make_office, make_user

MINUTE = timedelta(minutes=1)


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True, slots=True)
class ClockTurned:
    rule: str
    colour: Colour
    due_on: date
    amount: Decimal
    told: tuple[int, ...]
    seen: frozenset[str]


TURNED = ClockTurned("PM", Colour.RED, AT.date(), Decimal(1), (), frozenset())


def working(database, now=AT, recorded_at=AT, actor=None):
    return unit_of_work(database, now, recorded_at, actor)


def test_an_event_says_what_when_and_by_whom(database):
    with working(database) as work:
        person_id, case_id = make_user(work.session).id, make_case(work.session).id
    event = ClockTurned(
        "PM", Colour.RED, date(2026, 3, 2), Decimal("1.50"), (2, 1), frozenset("ba")
    )
    actor = Actor(person_id, "李", ())
    with working(database, AT - MINUTE, AT, actor) as work:
        row = work.record(event, work.get(CaseRow, case_id))
        assert row.facts["told"] == [2, 1]
    with database.read() as session:
        row = session.scalars(select(EventRow)).one()
    assert (row.kind, row.case_id, row.actor_id) == ("ClockTurned", case_id, person_id)
    assert (row.at, row.recorded_at) == (AT - MINUTE, AT)
    assert row.facts == {
        "rule": "PM", "colour": "red", "due_on": "2026-03-02", "amount": "1.50", "told": [2, 1],
        "seen": ["a", "b"],
    }  # fmt: skip


def test_the_clock_acts_without_a_person(database):
    with working(database) as work:
        row = work.record(TURNED)
        assert (row.actor_id, row.case_id) == (None, None)


def test_rows_can_still_be_read_after_the_work_is_done(database):
    with working(database) as work:
        office = make_office(work.session, "镇")
    assert office.name == "镇"


def test_what_is_not_there_is_not_found(database):
    with working(database) as work:
        with pytest.raises(NotFound, match=r"case\.unknown"):
            work.case("HS404")
        with pytest.raises(NotFound, match=r"record\.unknown"):
            work.get(OfficeRow, 404)


def test_a_case_is_found_by_its_code_and_may_be_locked(database):
    with working(database) as work:
        made = make_case(work.session, "HS7")
        assert work.case("HS7", lock=True) is made


def test_numbers_start_at_one_per_kind_office_and_year(database):
    asked = [("a", 1, 2026), ("a", 1, 2026), ("b", 1, 2026), ("a", 2, 2026), ("a", 1, 2027)]
    with working(database) as work:
        taken = [work.allot_serial(*series) for series in asked]
    assert taken == [1, 2, 1, 1, 1]


def test_a_number_of_work_undone_is_given_out_again(database):
    with pytest.raises(ZeroDivisionError):
        _allot_and_fail(database)
    with working(database) as work:
        assert work.allot_serial("a", 1, 2026) == 1


def _allot_and_fail(database):
    with working(database) as work:
        work.allot_serial("a", 1, 2026)
        raise ZeroDivisionError


def test_eight_people_at_once_get_numbers_without_gap_or_repeat(database):
    def allot(_):
        with working(database) as work:
            return work.allot_serial("a", 1, 2026)

    with ThreadPoolExecutor(8) as people:
        taken = list(people.map(allot, range(80)))
    assert sorted(taken) == list(range(1, 81))
    with database.read() as session:
        assert session.get(CounterRow, ("a", 1, 2026)).last == 80


def office_of_word(work, code, word, name="会"):
    office = make_office(work.session, code)
    office.docket_word, office.name = word, name
    work.session.flush()
    return office.id


def test_offices_that_print_the_same_word_count_together(database):
    with working(database) as work:
        county, centre = office_of_word(work, "A", "枫"), office_of_word(work, "B", "枫")
        ids = [centre, centre, county, centre, office_of_word(work, "C", "枫东")]
    taken = []
    for office_id in ids:
        with working(database) as work:
            taken.append(work.allot_serial("a", office_id, 2026))
    assert taken == [1, 2, 3, 4, 1]


def test_a_shared_series_goes_on_from_the_highest_number_given_before(database):
    with working(database) as work:
        eldest, other = office_of_word(work, "A", "枫"), office_of_word(work, "B", "枫")
        work.session.add(CounterRow(kind="a", office_id=eldest, year=2026, last=2))
        work.session.add(CounterRow(kind="a", office_id=other, year=2026, last=7))
        work.session.flush()
        assert work.allot_serial("a", eldest, 2026) == 8
        assert work.allot_serial("a", other, 2026) == 9


def test_two_villages_of_one_name_count_together(database):
    with working(database) as work:
        ids = [office_of_word(work, code, "", "新华村调委会") for code in "AB"]
        assert [work.allot_serial("a", each, 2026) for each in ids] == [1, 2]


def test_telling_twice_under_one_key_is_harmless(database):
    with working(database) as work:
        person_id = make_user(work.session).id
        message = Message(person_id, "email", "turned_red", "clock-1-red", {"days": 3}, next_at=AT)
        assert work.queue(None, message)
        assert not work.queue(None, message)
        work.allot_serial("a", 1, 2026)  # the transaction still works
    with working(database) as work:
        assert not work.queue(None, message)
    with database.read() as session:
        row = session.scalars(select(MessageRow)).one()
    assert (row.state, row.next_at, row.facts, row.tries) == ("queued", AT, {"days": 3}, 0)


def test_what_lies_in_the_inbox_does_not_travel(database):
    with working(database) as work:
        case = make_case(work.session)
        event = work.record(TURNED, case)
        work.queue(event, Message(case.registered_by, "inbox", "turned_red", "k", next_at=AT))
    with database.read() as session:
        row = session.scalars(select(MessageRow)).one()
    assert (row.state, row.next_at, row.sent_at) == ("sent", None, AT)
    assert (row.event_id, row.case_id) == (event.id, case.id)


def test_only_one_server_holds_the_lease(database):
    with working(database) as work:
        assert work.take_lease("ticks", "a", MINUTE)
        assert not work.take_lease("ticks", "b", MINUTE)
        assert work.take_lease("ticks", "a", MINUTE)


def test_a_lease_run_out_may_be_taken_and_is_lost_to_its_first_holder(database):
    with working(database) as work:
        work.take_lease("ticks", "a", MINUTE)
    with working(database, recorded_at=AT + MINUTE) as work:
        assert work.take_lease("ticks", "b", MINUTE)
        assert not work.take_lease("ticks", "a", MINUTE)
        assert work.take_lease("ticks", "b", MINUTE)


def test_a_lease_given_back_is_free_but_only_its_holder_gives_it_back(database):
    with working(database) as work:
        work.take_lease("ticks", "a", MINUTE)
        work.release_lease("ticks", "b")
        assert not work.take_lease("ticks", "b", MINUTE)
        work.release_lease("ticks", "a")
        assert work.take_lease("ticks", "b", MINUTE)


def test_a_lease_taken_under_a_clock_since_set_back_does_not_block(database):
    with working(database, recorded_at=AT + timedelta(days=7)) as work:
        work.take_lease("ticks", "a", MINUTE)
    with working(database) as work:
        assert work.take_lease("ticks", "b", MINUTE)


def test_a_notice_is_kept_and_replaced(database):
    with working(database) as work:
        assert work.notice("demo") is None
        work.set_notice("demo", {"offset_seconds": 0})
        work.set_notice("demo", {"offset_seconds": 60})
        assert work.notice("demo") == {"offset_seconds": 60}


def test_json_is_written_as_it_is_meant_also_where_the_quick_way_refuses_it(database):
    wide, words = 2**70, {"姓名": "张三", "列": ["甲", 1.5, None, True]}
    with working(database) as work:
        work.session.add(NoticeRow(name="wide", value={"number": wide}))
        work.session.add(NoticeRow(name="words", value=words))
    with database.read() as session:
        assert session.get_one(NoticeRow, "wide").value["number"] == wide
        assert session.get_one(NoticeRow, "words").value == words
        kept = select(cast(NoticeRow.value, Text)).where(NoticeRow.name == "words")
        assert session.scalar(kept) == '{"姓名":"张三","列":["甲",1.5,null,true]}'


def test_an_instant_somebody_wrote_by_hand_is_read_with_its_zone(database):
    with working(database) as work:
        work.session.add(TickRow(name="t", ran_at=AT, lag_seconds=0, handled=0, fault=None))
        work.session.flush()
        work.session.execute(text("UPDATE tick SET ran_at = '2026-02-01 08:00:00+08:00'"))
    with database.read() as session:
        ran_at = session.get_one(TickRow, "t").ran_at
    assert (ran_at, ran_at.tzinfo) == (datetime(2026, 2, 1, tzinfo=UTC), UTC)


def test_the_last_run_of_a_tick_is_noted(database):
    for handled, fault in ((1, None), (2, "smtp")):
        with working(database, recorded_at=AT + handled * MINUTE) as work:
            work.note_tick("sweep", 0.5, handled, fault)
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(TickRow)) == 1
        tick = session.get(TickRow, "sweep")
    assert (tick.ran_at, tick.handled, tick.fault) == (AT + 2 * MINUTE, 2, "smtp")
