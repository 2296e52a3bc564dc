"""Code tables: renamed, ordered, added to, retired, taken back; and what cases may carry."""

import pytest
from sqlalchemy import select

from engine.queries.codes import code_changes, code_table
from engine.rules.codes import CATEGORY, OUTCOME, SOURCE
from engine.rules.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from engine.storage.codes import codes_of, state_of
from engine.storage.models import CareChangeRow, CaseRow
from engine.usecases.codes import (
    Change,
    Named,
    add_code,
    move_code,
    rename_code,
    retire_code,
    undo_change,
)
from engine.usecases.corrections import Correction, correct_facts
from engine.usecases.premises import Description, change_office
from tests.journeys.conftest import county

__all__ = ["county"]
SCHOOL = Named("school", "校园纠纷", "School disputes")


def change(county, kind=CATEGORY, reason="县里要求"):
    with county.desk.read() as session:
        return Change(kind, reason, state_of(session, kind))


def table(county, kind=CATEGORY):
    with county.desk.read() as session:
        return {each.code: each for each in codes_of(session, kind)}


def add_school(county):
    add_code(county.desk, county.actor("admin"), change(county), SCHOOL)


def retire(county, code, kind=CATEGORY, *, back=False):
    retire_code(county.desk, county.actor("admin"), change(county, kind), code, back=back)


def refused_fields(act):
    with pytest.raises(Invalid) as refused:
        act()
    return refused.value.fields


def last_change(county):
    with county.desk.read() as session:
        return session.scalars(select(CareChangeRow.id).order_by(CareChangeRow.id.desc())).first()


def test_a_category_of_ones_own_is_added_and_cases_are_registered_with_it(county):
    add_school(county)
    code = county.register(category="SCHOOL")
    with county.desk.read() as session:
        case = session.scalars(select(CaseRow).where(CaseRow.code == code)).one()
        assert case.category == "SCHOOL"
        lines = {
            each.code.code: each
            for each in code_table(session, county.actor("admin"), CATEGORY).lines
        }
    assert lines["SCHOOL"].cases == 1
    assert lines["SCHOOL"].unmet  # no row of the routing table is written for it
    assert lines["02"].unmet == ()


def test_a_retired_category_is_refused_for_new_cases_and_stays_on_old_ones(county):
    code = county.register(category="02")
    retire(county, "02")
    fields = refused_fields(lambda: county.register(category="02"))
    assert fields == {"category": "retired_option"}
    correct_facts(
        county.desk,
        county.actor("vl"),
        code,
        Correction("改事由", {"category": "02", "title": "改过的标题"}),
    )
    retire(county, "02", back=True)
    county.register(category="02")


def test_unknown_codes_are_refused_everywhere(county):
    assert refused_fields(lambda: county.register(category="77")) == {"category": "unknown_option"}
    assert refused_fields(lambda: county.register(source="MOON")) == {"source": "unknown_option"}


def test_an_office_takes_own_categories_but_no_unknown_ones(county):
    add_school(county)
    admin, office = county.actor("admin"), county.office_id("village")
    taking = lambda *codes: change_office(  # noqa: E731
        county.desk, admin, office, Description("甲村调委会", "", "", codes, ())
    )
    taking("SCHOOL", "02")
    assert refused_fields(lambda: taking("77")) == {"accepts": "unknown_option"}
    retire(county, "SCHOOL")
    taking("SCHOOL")


def test_results_are_renamed_and_retired_but_never_added(county):
    admin = county.actor("admin")
    with pytest.raises(Conflict, match=r"code\.fixed"):
        add_code(county.desk, admin, change(county, OUTCOME), Named("TRUCE", "休战", ""))
    rename_code(county.desk, admin, change(county, OUTCOME), Named("settled", "双方和解", ""))
    retire(county, "other", OUTCOME)
    found = table(county, OUTCOME)
    assert (found["settled"].zh, found["other"].retired) == ("双方和解", True)


def test_a_code_moves_within_its_table(county):
    admin = county.actor("admin")
    move_code(county.desk, admin, change(county), "02", -1)
    assert list(table(county))[:3] == ["02", "01", "03"]
    move_code(county.desk, admin, change(county), "02", -1)  # already first
    assert list(table(county))[:3] == ["02", "01", "03"]


def test_every_change_can_be_taken_back_but_not_over_a_later_one(county):
    admin = county.actor("admin")
    rename_code(county.desk, admin, change(county), Named("02", "邻里", "Neighbours"))
    first = last_change(county)
    rename_code(county.desk, admin, change(county), Named("02", "邻里矛盾", ""))
    second = last_change(county)
    with pytest.raises(Conflict, match=r"care\.later"):
        undo_change(county.desk, admin, first, "撤销")
    undo_change(county.desk, admin, second, "撤销")
    assert table(county)["02"].zh == "邻里"
    undo_change(county.desk, admin, first, "撤销")
    assert table(county)["02"].zh == ""
    with county.desk.read() as session:
        lines = code_changes(session, admin, CATEGORY)
    assert [line.undoes for line in lines] == [first, second, None, None]


def test_taking_an_addition_back_retires_it(county):
    add_school(county)
    undo_change(county.desk, county.actor("admin"), last_change(county), "撤销")
    assert table(county)["SCHOOL"].retired


def test_who_saw_an_older_table_is_told(county):
    seen = change(county)
    add_school(county)
    with pytest.raises(Stale, match=r"codes\.changed"):
        add_code(county.desk, county.actor("admin"), seen, Named("FARM", "涉农纠纷", ""))


@pytest.mark.parametrize(
    ("named", "field"),
    [
        (Named("", "名", ""), "code"),
        (Named("a b", "名", ""), "code"),
        (Named("02", "名", ""), "code"),
        (Named("NEW", " ", ""), "zh"),
        (Named("NEW", "名" * 41, ""), "zh"),
        (Named("NEW", "名\x00", ""), "zh"),
    ],
)
def test_what_cannot_be_a_code_is_refused_by_field(county, named, field):
    admin = county.actor("admin")
    assert field in refused_fields(lambda: add_code(county.desk, admin, change(county), named))


def test_a_change_needs_a_reason(county):
    admin = county.actor("admin")
    bare = change(county, reason=" ")
    assert "reason" in refused_fields(lambda: add_code(county.desk, admin, bare, SCHOOL))


def test_nobody_but_administrators_changes_or_sees_the_tables(county):
    seen = change(county)
    for name in ("vm", "audit"):
        with pytest.raises(NotAllowed):
            add_code(county.desk, county.actor(name), seen, SCHOOL)
        with county.desk.read() as session, pytest.raises(NotFound):
            code_table(session, county.actor(name), SOURCE)


def test_the_last_code_that_can_be_chosen_stays(county):
    codes = list(table(county, OUTCOME))
    for code in codes[:-1]:
        retire(county, code, OUTCOME)
    with pytest.raises(Conflict, match=r"code\.last"):
        retire(county, codes[-1], OUTCOME)
