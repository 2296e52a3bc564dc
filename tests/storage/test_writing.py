"""Rows written past the general unit of work: the same rows, and the same refusals."""

import pytest
from sqlalchemy import select, text, update

from engine.rules.errors import Stale
from engine.storage.due import cases_due, listen
from engine.storage.models import CaseRow, ClockRow, DocketRow, NoticeRow, PartyRow, ProcessRow
from engine.storage.work import unit_of_work
from tests.storage.makers import AT, make_bundle, make_case, make_clock


@pytest.fixture
def case_id(database):
    with unit_of_work(database, AT, AT, None) as work:
        make_bundle(work.session)
        return make_case(work.session).id


def party(case_id, **more):
    return PartyRow(case_id=case_id, role="applicant", kind="person", name="甲某", **more)


def process(case_id):
    return ProcessRow(
        case_id=case_id, kind="duty", bundle_version=1, status="running", state=b"", started_at=AT
    )


def notices(database):
    with database.read() as session:
        return session.scalars(select(NoticeRow)).all()


def read(database, query):
    with database.read() as session:
        return session.scalars(query).one()


def test_what_was_left_out_of_a_new_row_has_its_default_in_the_row_and_in_the_table(
    database, case_id
):
    case = read(database, select(CaseRow))
    assert (case.version, case.returns, case.redo_count) == (1, 0, 0)
    with unit_of_work(database, AT, AT, None) as work:
        added = work.add(party(case_id))
        assert added.gender is None
        assert added.id > 0
    assert read(database, select(PartyRow)).id == added.id


def test_a_row_changed_twice_in_one_work_is_written_each_time(database, case_id):
    with unit_of_work(database, AT, AT, None) as work:
        case = work.get(CaseRow, case_id)
        case.title = "一"
        work.session.flush()
        case.title = "二"
        work.session.flush()
        case.title = "二"
    stored = read(database, select(CaseRow))
    assert (stored.title, stored.version) == ("二", 3)


def test_a_row_set_to_what_it_was_is_not_written(database, case_id):
    with unit_of_work(database, AT, AT, None) as work:
        case = work.get(CaseRow, case_id)
        case.title, before = "别的", case.title
        case.title = before
    assert read(database, select(CaseRow)).version == 1


def test_a_row_somebody_else_changed_meanwhile_refuses_all_of_the_work(database, case_id):
    def too_late():
        with unit_of_work(database, AT, AT, None) as work:
            case = work.get(CaseRow, case_id)
            work.session.add(party(case_id))
            work.session.connection().execute(update(CaseRow.__table__).values(version=7))
            case.title = "后来的"

    with pytest.raises(Stale):
        too_late()
    with database.read() as session:
        assert session.scalars(select(PartyRow)).all() == []
        assert session.scalars(select(CaseRow.title)).one() != "后来的"


def test_rows_of_other_tables_go_the_general_way_together_with_these(database, case_id):
    with unit_of_work(database, AT, AT, None) as work:
        work.get(CaseRow, case_id).title = "一起"
        work.session.add(party(case_id, id_number="110101199003070003"))
        work.session.add(NoticeRow(name="beside", value={"so": 1}))
    assert read(database, select(CaseRow)).title == "一起"
    assert read(database, select(NoticeRow).where(NoticeRow.name == "beside")).value == {"so": 1}


@pytest.mark.parametrize("beside", ["new", "changed"])
def test_a_clock_waits_for_its_process_whatever_else_is_written(database, case_id, beside):
    with unit_of_work(database, AT, AT, None) as work:
        work.session.add(NoticeRow(name="there", value={"so": 1}))
    with unit_of_work(database, AT, AT, None) as work:
        if beside == "new":
            work.session.add(NoticeRow(name="beside", value={"so": 2}))
        else:
            work.session.get(NoticeRow, "there").value = {"so": 2}
        begun = work.enter(process(case_id))
        work.enter(make_clock(case_id, process_id=begun.id))
        key = begun.id
    assert read(database, select(ClockRow)).process_id == key
    assert {"so": 2} in [row.value for row in notices(database)]


def test_numbers_lie_encrypted_whichever_way_they_are_written(database, case_id):
    with unit_of_work(database, AT, AT, None) as work:
        work.session.add(party(case_id, id_number="110101199003070003"))
    with database.read() as session:
        kept = session.execute(text("SELECT id_number FROM party")).scalar_one()
        assert "199003" not in kept
        assert session.scalars(select(PartyRow)).one().id_number == "110101199003070003"


def test_a_row_is_found_by_its_key_before_it_is_written(database, case_id):
    with unit_of_work(database, AT, AT, None) as work:
        docket = DocketRow(
            case_id=case_id,
            kind="people",
            office_id=1,
            year=2026,
            serial=1,
            text="（2026）测1号",
            allotted_at=AT,
        )
        work.session.add(docket)
        clock = work.enter(make_clock(case_id))
        assert work.get(ClockRow, clock.id) is clock
        assert set(work.session.new) == {docket, clock}
    assert read(database, select(ClockRow)).version == 1


def test_a_cluster_hears_of_clocks_written_this_way(database, case_id):
    listen()
    with unit_of_work(database, AT, AT, None) as work:
        clock = work.enter(make_clock(case_id, next_at=AT))
        work.session.flush()
        assert cases_due(work.session) == {case_id: AT}
        clock.colour = "red"
        work.session.flush()
        assert cases_due(work.session) == {}  # when it wants to act has not changed
        clock.next_at = AT.replace(year=2027)
        work.session.flush()
        assert cases_due(work.session) == {case_id: AT.replace(year=2027)}


def test_a_row_may_come_to_refer_to_one_made_in_the_same_work(database, case_id):
    with unit_of_work(database, AT, AT, None) as work:
        work.enter(make_clock(case_id))
    with unit_of_work(database, AT, AT, None) as work:
        clock = work.session.scalars(select(ClockRow)).one()
        begun = work.enter(process(case_id))
        clock.process_id = begun.id
        process_id = begun.id
    assert read(database, select(ClockRow)).process_id == process_id


def test_processes_get_different_keys(database, case_id):
    with unit_of_work(database, AT, AT, None) as work:
        keys = [work.enter(process(case_id)).id for _ in range(3)]
        assert len(set(keys)) == 3
    with database.read() as session:
        assert session.scalars(select(ProcessRow.id).order_by(ProcessRow.id)).all() == keys


def test_a_row_is_not_made_of_what_its_table_does_not_know():
    with pytest.raises(TypeError, match="colours"):
        ClockRow(colours="green")
