"""Corrections: facts put right, and clocks, colours, warnings, grade and processes with them."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from engine.rules.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from engine.storage.models import CaseRow, ClockRow, CorrectionRow, EventRow, PartyRow
from engine.usecases.corrections import Correction, correct_facts, preview_correction
from tests.journeys.test_warnings import RULE, handled, until_colour, warnings
from tests.journeys.world import County

WHY = "登记时抄错，经与原件核对更正"


def case_of(county: County, code: str) -> CaseRow:
    with county.desk.read() as session:
        return session.scalars(select(CaseRow).where(CaseRow.code == code)).one()


def accepted_on(county: County, code: str):
    return county.desk.local_day(case_of(county, code).accepted_at)


def correct(county: County, code: str, by: str = "vm", **facts: object):
    return correct_facts(county.desk, county.actor(by), code, Correction(WHY, facts))


def rows(county: County, table, code: str):
    with county.desk.read() as session:
        query = select(table).join(CaseRow, CaseRow.id == table.case_id)
        return session.scalars(query.where(CaseRow.code == code).order_by(table.id)).all()


def test_an_acceptance_three_days_earlier_moves_every_clock_that_counts_from_it(county):
    code = handled(county)
    county.pass_days(4)
    before = {rule: clock.due_on for rule, clock in county.clocks(code).items()}
    day = accepted_on(county, code) - timedelta(days=3)
    asked = Correction(WHY, {"accepted_on": day})

    foreseen = preview_correction(county.desk, county.actor("vm"), code, asked)
    assert {rule: clock.due_on for rule, clock in county.clocks(code).items()} == before
    assert rows(county, CorrectionRow, code) == []
    done = correct_facts(county.desk, county.actor("vm"), code, asked)

    assert done == foreseen, "what was shown is what happened"
    after = county.clocks(code)
    assert after[RULE].due_on < before[RULE]
    assert after[RULE].start_on == day
    [moved] = [each for each in done.clocks if each.rule == RULE]
    assert (moved.before, moved.after) == (before[RULE], after[RULE].due_on)
    [kept] = rows(county, CorrectionRow, code)
    assert kept.reason == WHY
    assert RULE in {each["rule"] for each in kept.clocks}
    assert [e.facts["fields"] for e in county.events(code, "FactsCorrected")] == [["accepted_on"]]
    recomputed = county.events(code, "ClockRecomputed")
    assert {e.facts["reason"] for e in recomputed} == {"corrected"}


def test_red_alarms_of_a_wrong_date_are_withdrawn_on_record_and_told_again_only_when_true(county):
    code = handled(county)
    county.pass_days(10)
    day = accepted_on(county, code)
    correct(county, code, accepted_on=day - timedelta(days=60))
    county.pass_days(1)
    assert county.clocks(code)[RULE].colour == "red"
    told = [row for row in warnings(county, code, RULE) if row[1] == "red"]
    assert told

    correct(county, code, accepted_on=day)
    clock = county.clocks(code)[RULE]
    assert clock.colour == "green"
    assert {row[3] for row in warnings(county, code, RULE)} <= {"corrected", "superseded"}
    assert "corrected" in {row[3] for row in warnings(county, code, RULE)}
    turned = [e for e in county.events(code, "ColourChanged") if e.facts["rule"] == RULE]
    assert [e.facts["after"] for e in turned][-2:] == ["red", "green"], "colours stay on record"

    until_colour(county, code, "yellow")
    fired = [e for e in county.events(code, "ClockExpired") if e.facts["rule"] == RULE]
    assert len(fired) <= 1, "what fired does not fire twice"


def test_a_worse_fact_grades_the_case_anew_and_says_so(county):
    code = handled(county)
    done = correct(county, code, people_count=35, amount_fen=80_000_00)
    assert (done.grade_before, done.grade_after) != (done.grade_before, done.grade_before)
    case = case_of(county, code)
    assert (case.grade, case.people_count) == ("major", 35)
    [change] = county.events(code, "GradeChanged")
    assert change.facts["reason"] == "corrected"
    back = correct(county, code, people_count=2)
    assert back.grade_after != "major", "the grade rested on a wrong number"


def test_another_category_brings_the_clock_of_its_own_rule_from_the_same_day(county):
    code = handled(county)
    started = case_of(county, code).accepted_at
    county.pass_days(2)
    done = correct(county, code, category="10")
    replaced = [each for each in done.clocks if each.replaced_by]
    assert [(each.rule, each.replaced_by) for each in replaced] == [(RULE, "LAB-01")]
    clocks = county.clocks(code)
    new = clocks[replaced[0].replaced_by]
    assert new.started_at == started
    cancelled = [row for row in rows(county, ClockRow, code) if row.rule == replaced[0].rule]
    assert [row.status for row in cancelled] == ["cancelled"]
    assert new.anchor is not None
    county.pass_days(1)


def test_a_party_is_put_right_with_its_numbers_masked_on_record(county):
    code = handled(county)
    party = rows(county, PartyRow, code)[0]
    facts = {"name": "甲某某", "id_number": "331022197001069999", "phone": "13900005678"}
    correct_facts(county.desk, county.actor("vm"), code, Correction(WHY, parties={party.id: facts}))
    party = rows(county, PartyRow, code)[0]
    assert (party.name, party.id_number) == ("甲某某", "331022197001069999")
    [kept] = rows(county, CorrectionRow, code)
    assert kept.party_id == party.id
    spoken = str(kept.changes) + str([e.facts for e in rows(county, EventRow, code)])
    assert "331022197001069999" not in spoken
    assert "331022197001081234" not in spoken
    assert "13900005678" not in spoken
    assert [each["field"] for each in kept.changes] == ["name", "id_number", "phone"]


def test_a_number_no_identity_card_can_have_is_refused_and_an_old_one_stays(county):
    code = handled(county)
    actor, wrong = county.actor("vm"), "331022197001069990"
    party = rows(county, PartyRow, code)[0]
    asked = Correction(WHY, parties={party.id: {"id_number": wrong}})
    with pytest.raises(Invalid) as refused:
        correct_facts(county.desk, actor, code, asked)
    assert refused.value.fields == {f"p{party.id}-id_number": "identity.check"}
    with county.desk.work(None) as work:
        work.session.get(PartyRow, party.id).id_number = wrong  # as it was taken down before
    both = {"id_number": wrong, "name": "甲某某"}
    correct_facts(county.desk, actor, code, Correction(WHY, parties={party.id: both}))
    party = rows(county, PartyRow, code)[0]
    assert (party.name, party.id_number) == ("甲某某", wrong)
    firm = {"kind": "organisation", "id_number": "113310220026540012"}
    correct_facts(county.desk, actor, code, Correction(WHY, parties={party.id: firm}))
    assert rows(county, PartyRow, code)[0].id_number == "113310220026540012"


def test_nothing_is_corrected_without_a_reason_a_difference_or_a_possible_day(county):
    code = handled(county)
    actor = county.actor("vm")
    tomorrow = county.desk.local_day(county.desk.now()) + timedelta(days=1)
    for asked, fields in (
        (Correction(" ", {"title": "另一名称"}), {"reason": "required"}),
        (Correction(WHY, {"accepted_on": tomorrow}), {"accepted_on": "in_the_future"}),
        (Correction(WHY, {"people_count": 0}), {"people_count": "out_of_range"}),
        (Correction(WHY, {"holder_id": 1}), {"holder_id": "unknown"}),
        (Correction(WHY, {"category": "zz"}), {"category": "unknown_option"}),
    ):
        with pytest.raises(Invalid) as refused:
            correct_facts(county.desk, actor, code, asked)
        assert refused.value.fields == fields
    with pytest.raises(Invalid, match="nothing"):
        correct_facts(county.desk, actor, code, Correction(WHY, {"title": "宅基地相邻通行"}))
    assert rows(county, CorrectionRow, code) == []


def test_a_party_is_not_born_after_today(county):
    code = handled(county)
    [party, *_] = rows(county, PartyRow, code)
    tomorrow = county.desk.local_day(county.desk.now()) + timedelta(days=1)
    asked = Correction(WHY, parties={party.id: {"born_on": tomorrow}})
    with pytest.raises(Invalid) as refused:
        correct_facts(county.desk, county.actor("vm"), code, asked)
    assert refused.value.fields == {f"p{party.id}-born_on": "in_the_future"}


def test_only_those_who_hold_the_case_correct_it_and_only_as_they_read_it(county):
    code = handled(county)
    asked = Correction(WHY, {"title": "更正后的名称"})
    for stranger in ("em", "mm"):
        with pytest.raises(NotFound):
            correct_facts(county.desk, county.actor(stranger), code, asked)
    with pytest.raises(NotAllowed):
        correct_facts(county.desk, county.actor("cs"), code, asked)
    version = case_of(county, code).version
    correct(county, code, by="cd", people_count=3)
    with pytest.raises(Stale):
        correct_facts(
            county.desk, county.actor("vm"), code, Correction(WHY, {"people_count": 4}, {}, version)
        )


def test_an_archived_case_is_not_corrected(county):
    code = county.register(route=None)
    with county.desk.work(None) as work:
        case = work.case(code)
        status, case.status = case.status, "archived"
    try:
        with pytest.raises(Conflict, match="archived"):
            correct(county, code, title="更正后的名称")
    finally:
        with county.desk.work(None) as work:
            work.case(code).status = status
