"""Statements made once, read past the object layer: the same objects, the same refusals."""

import pytest
from sqlalchemy import bindparam, select, text, update
from sqlalchemy.exc import DBAPIError

from engine.rules.errors import Locked
from engine.storage.database import Database
from engine.storage.models import CaseRow, ClockRow
from engine.storage.reading import ask, ask_all, find, in_one
from engine.storage.work import unit_of_work
from tests.storage.makers import AT, make_bundle, make_case, make_clock

BY_ID = select(CaseRow).where(CaseRow.id == bindparam("id"))
ANEW = BY_ID.execution_options(populate_existing=True)
MIXED = select(ClockRow.colour, CaseRow).join(CaseRow, CaseRow.id == ClockRow.case_id)
WRONG = select(text("nowhere.nothing"))


@pytest.fixture
def case_id(database):
    with unit_of_work(database, AT, AT, None) as work:
        make_bundle(work.session)
        found = make_case(work.session).id
        work.enter(make_clock(found))
        return found


def test_a_row_reads_as_the_object_layer_reads_it(database, case_id):
    with database.read() as session:
        (row,) = ask(session, BY_ID, {"id": case_id})[0]
    with database.read() as session:
        theirs = session.get(CaseRow, case_id)
        values = {each.key: getattr(theirs, each.key) for each in CaseRow.__mapper__.column_attrs}
    assert {key: getattr(row, key) for key in values} == values
    assert {key: type(getattr(row, key)) for key in values} == {
        key: type(each) for key, each in values.items()
    }


def test_what_the_session_holds_stays_unless_it_is_to_be_read_anew(database, case_id):
    with unit_of_work(database, AT, AT, None) as work:
        held = work.get(CaseRow, case_id)
        work.session.connection().execute(update(CaseRow.__table__).values(title="新"))
        before = held.title
        assert ask(work.session, BY_ID, {"id": case_id}) == [(held,)]
        assert held.title == before
        assert ask(work.session, ANEW, {"id": case_id}) == [(held,)]
        assert held.title == "新"
        assert held not in work.session.dirty


def test_what_was_read_is_written_when_it_changes(database, case_id):
    with unit_of_work(database, AT, AT, None) as work:
        ask(work.session, BY_ID, {"id": case_id})[0][0].title = "改过"
    with database.read() as session:
        assert session.scalar(select(CaseRow.title)) == "改过"


def test_objects_and_values_come_in_the_order_asked_for(database, case_id):
    with database.read() as session:
        answers = ask_all(session, ((MIXED, {}), (BY_ID, {"id": 0})))
        ((colour, case),), none = answers
        assert (colour, case.id, none) == ("green", case_id, [])
        assert find(session, CaseRow, case_id) is case
        assert find(session, CaseRow, 0) is None


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_small_answers_in_one_statement_are_those_of_each(database, case_id):
    nobody = select(CaseRow.title, CaseRow.id).where(CaseRow.id == 0)
    both = in_one(nobody, select(CaseRow.id, CaseRow.code, CaseRow.marks))
    with database.read() as session:
        case = find(session, CaseRow, case_id)
        assert ask(session, both) == [([], [[case_id, case.code, case.marks]])]


def test_a_refusal_is_sqlalchemys(database):
    with pytest.raises(DBAPIError, match="nowhere"), database.read() as session:
        ask(session, WRONG)


def test_a_locked_row_is_said_to_be_busy(database, case_id):
    other = Database(database.url.render_as_string(hide_password=False), wait_ms=200)
    locked = ANEW.with_for_update()
    with unit_of_work(database, AT, AT, None) as work:
        ask(work.session, locked, {"id": case_id})
        with pytest.raises(Locked), unit_of_work(other, AT, AT, None) as late:
            ask(late.session, locked, {"id": case_id})
    other.dispose()
