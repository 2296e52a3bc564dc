"""The numbers the database keeps are always those of its rows, whoever changes them, and how."""

from random import Random  # noqa: TID251  # seeded
from threading import Thread

import pytest
from sqlalchemy import func, select, text

from engine.storage.models import CaseRow, TallyRow
from engine.storage.tallies import CASE, CLOCK, fold, keep, settle
from tests.storage.makers import AT, make_case

KINDS = (CaseRow.holder_id, CaseRow.channel, CaseRow.rule, CaseRow.shown)
CHANGES = {
    "channel": (None, "people", "administrative"),
    "rule": (None, "PM-01", "SIGN-01"),
    "shown": (None, "green", "red", "paused"),
    "ended_at": (None, None, AT),
}


def kept(session, counted=CASE):
    kinds = (TallyRow.holder_id, TallyRow.channel, TallyRow.rule, TallyRow.shown)
    query = select(*kinds, func.sum(TallyRow.number)).where(TallyRow.counted == counted)
    rows = session.execute(query.group_by(*kinds)).all()
    return {tuple(row[:-1]): row[-1] for row in rows if row[-1]}


def there(session):
    query = select(*KINDS, func.count()).where(CaseRow.ended_at.is_(None)).group_by(*KINDS)
    return {tuple(row[:-1]): row[-1] for row in session.execute(query)}


def cases(database, count=4):
    with database.write() as session:
        return [make_case(session, f"HS{number}").id for number in range(count)]


def change(database, case_id, dice):
    with database.write() as session:
        case = session.get(CaseRow, case_id)
        for name in dice.sample(sorted(CHANGES), 2):
            setattr(case, name, dice.choice(CHANGES[name]))


@pytest.mark.parametrize("seed", range(3))
def test_the_kept_numbers_follow_every_change(database, seed):
    dice, ids = Random(seed), cases(database)  # noqa: S311
    for step in range(40):
        change(database, dice.choice(ids), dice)
        if step % 10 == 9:
            with database.write() as session:
                assert kept(session) == there(session)
                fold(session.connection())
                assert kept(session) == there(session)


def test_a_case_given_to_another_office_is_counted_there(database):
    first, second = cases(database, 2)
    with database.write() as session:
        taken = session.get(CaseRow, first)
        taken.holder_id = session.get(CaseRow, second).holder_id
    with database.read() as session:
        assert sorted(kept(session).values()) == [2]
        assert kept(session) == there(session)


def test_what_is_rolled_back_was_never_counted(database):
    (case_id,) = cases(database, 1)
    with database.write() as session:
        session.get(CaseRow, case_id).shown = "red"
        session.flush()
        assert "red" in {kind[3] for kind in kept(session)}
        session.rollback()
    with database.read() as session:
        assert kept(session) == there(session)
        assert "red" not in {kind[3] for kind in kept(session)}


def test_a_change_of_nothing_that_is_counted_writes_no_row(database):
    (case_id,) = cases(database, 1)
    with database.write() as session:
        before = session.scalar(select(func.count()).select_from(TallyRow))
        case = session.get(CaseRow, case_id)
        case.title, case.points = "another", 7
        session.flush()
        assert session.scalar(select(func.count()).select_from(TallyRow)) == before


def test_deleted_cases_are_counted_no_more(database):
    (case_id,) = cases(database, 1)
    with database.write() as session:
        session.execute(text('DELETE FROM "case" WHERE id = :id'), {"id": case_id})
        assert kept(session) == {} == there(session)


def test_folding_leaves_one_row_of_a_kind_and_none_of_nothing(database):
    ids, dice = cases(database), Random(7)  # noqa: S311
    for _ in range(20):
        change(database, dice.choice(ids), dice)
    with database.write() as session:
        rows = session.scalar(select(func.count()).select_from(TallyRow))
        taken = fold(session.connection())
        left = session.scalar(select(func.count()).select_from(TallyRow))
        assert taken == rows - left > 0
        assert left == len(there(session))
        assert fold(session.connection()) == 0


def test_numbers_that_are_amiss_are_put_right_and_told(database):
    cases(database)
    with database.write() as session:
        session.execute(text("DELETE FROM tally"))
        session.add(TallyRow(counted=CLOCK, number=3))
        session.flush()
        assert settle(session.connection()) == 5
        assert kept(session) == there(session)
        assert kept(session, CLOCK) == {}
        assert settle(session.connection()) == 0


def test_triggers_made_anew_count_nothing_twice(database):
    (case_id,) = cases(database, 1)
    with database.write() as session:
        keep(session.connection())
        session.get(CaseRow, case_id).shown = "yellow"
        session.flush()
        assert kept(session) == there(session)


def test_writers_at_the_same_time_and_a_folder_lose_no_case(database):
    ids = cases(database, 4)

    def turn(case_id):
        dice = Random(case_id)  # noqa: S311
        for _ in range(15):
            change(database, case_id, dice)

    def tidy():
        for _ in range(10):
            with database.write() as session:
                fold(session.connection())

    threads = [Thread(target=turn, args=(case_id,)) for case_id in ids]
    threads += [Thread(target=tidy), Thread(target=tidy)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as session:
        assert kept(session) == there(session)
