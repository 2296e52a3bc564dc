"""Rows of many ids at once: found on both databases, whatever the ids are."""

import pytest
from sqlalchemy import select

from engine.queries.by_ids import by_ids
from engine.queries.gathering import office_names
from engine.storage.models import ClockRow, OfficeRow
from tests.queries.build import OFFICES, counted


@pytest.fixture
def session(county):
    with county.read() as session:
        yield session


@by_ids
def paths(among):
    return select(OfficeRow.id, OfficeRow.path).where(among(OfficeRow.id)).order_by(OfficeRow.id)


@by_ids
def rules(among):
    return select(ClockRow.rule).where(among(ClockRow.id))


def test_each_is_found_once_and_nobody_who_is_not_asked_for(session):
    assert paths(session, [17, 4, None, 4, 999]) == [(4, "/1/4/"), (17, "/1/4/17/")]


def test_nothing_is_asked_for_no_ids(county, session):
    with counted(county.database) as statements:
        assert paths(session, [None]) == []
    assert not statements


def test_a_number_beyond_32_bits_is_a_number(session):
    assert rules(session, [2**40]) == []


@pytest.mark.parametrize("count", [1, 5, 3_000])
def test_however_many_are_asked_for_it_is_one_statement(county, session, count):
    with counted(county.database) as statements:
        found = office_names(session, range(1, count + 1))
    assert set(found) == {each for each in OFFICES if each <= count}
    assert len(statements) == 1
