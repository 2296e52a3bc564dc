"""明查暗访: a sample anybody can draw again, what it finds, and what is not put right."""

from datetime import timedelta

import pytest

from engine.rules.errors import Conflict, Invalid, NotAllowed, NotFound
from engine.rules.sampling import draw, population_sha
from engine.storage.models import (
    CaseRow,
    FindingRow,
    OfficeRow,
    SpotCheckCaseRow,
    SpotCheckRow,
)
from engine.usecases.populations import Criteria
from engine.usecases.spot_checks import Sample, Verdict, check_sampled, draw_sample
from tests.journeys.world import County


def lines_of(county: County, spot_check_id: int) -> dict[str, int]:
    with county.desk.read() as session:
        query = session.query(CaseRow.code, SpotCheckCaseRow.id).join(
            SpotCheckCaseRow, SpotCheckCaseRow.case_id == CaseRow.id
        )
        return dict(query.filter(SpotCheckCaseRow.spot_check_id == spot_check_id).all())


def sample(county: County, size: int = 2, **changes: object) -> Sample:
    facts = {"office_id": county.office_id("town"), "kind": "unannounced", "size": size,
             "criteria": Criteria("open"), "seed": "枫叶7"}  # fmt: skip
    return Sample(**{**facts, **changes})


def finding(county: County, days: int = 3) -> Verdict:
    return Verdict("finding", "", "会谈记录没有签名", county.today + timedelta(days), "P-BREACH")


def test_a_sample_can_be_drawn_again_from_what_is_on_record(county):
    codes = [county.register() for _ in range(6)]
    elsewhere = county.register("er", "estate")
    spot_check_id = draw_sample(county.desk, county.actor("ts"), sample(county, 3))
    with county.desk.read() as session:
        row = session.get_one(SpotCheckRow, spot_check_id)
    drawn = set(lines_of(county, spot_check_id))
    assert elsewhere not in drawn
    assert drawn == set(draw(row.seed, codes, 3))
    assert (row.population, row.population_sha) == (6, population_sha(codes))
    assert row.criteria["size"] == 3


def test_two_supervisors_whose_offices_print_one_word_both_draw(county):
    county.register()
    with county.desk.work(None) as work:
        town = work.get(OfficeRow, county.office_id("town"))
        work.get(OfficeRow, county.office_id("county")).docket_word = town.docket_word
    whole = sample(county, office_id=county.office_id("county"))
    drawn = [
        draw_sample(county.desk, county.actor("ts"), sample(county)),
        draw_sample(county.desk, county.actor("cs"), whole),
    ]
    with county.desk.read() as session:
        numbers = {session.get_one(SpotCheckRow, each).number for each in drawn}
    assert len(numbers) == 2


def test_a_finding_not_put_right_is_doubled_and_goes_back(county):
    code = county.register()
    county.take("vm", code, "sign_for")
    supervisor = county.actor("ts")
    spot_check_id = draw_sample(county.desk, supervisor, sample(county))
    (line_id,) = lines_of(county, spot_check_id).values()
    found = check_sampled(county.desk, supervisor, line_id, finding(county))
    with county.desk.read() as session:
        assert session.get_one(SpotCheckRow, spot_check_id).closed_at is not None
    assert county.clocks(code)["C-RECTIFY"].due_on == county.today + timedelta(3)
    county.pass_days(5)
    assert county.clocks(code)["C-RECTIFY"].colour == "red"
    county.take("vm", code, "rectify", cause="own", report="已补签")
    again = county.day(2)
    county.take("ts", code, "recheck", decision="not_fixed", note="仍缺一份", fix_by=again)
    with county.desk.read() as session:
        row = session.get_one(FindingRow, found)
    assert (row.state, row.times_not_fixed, row.fix_by.isoformat()) == ("not_fixed", 1, again)
    assert county.clocks(code)["C-RECTIFY"].due_on == row.fix_by
    county.take("vm", code, "rectify", cause="own", report="全部补齐")
    county.take("ts", code, "recheck", decision="fixed", note="属实")
    with county.desk.read() as session:
        row = session.get_one(FindingRow, found)
    assert (row.state, row.times_not_fixed) == ("fixed", 1)
    rechecked = county.events(code, "FindingRechecked")
    assert [event.facts["is_fixed"] for event in rechecked] == [False, True]


def test_a_case_is_checked_once_and_a_finding_needs_its_day(county):
    county.register()
    supervisor = county.actor("ts")
    (line_id,) = lines_of(county, draw_sample(county.desk, supervisor, sample(county))).values()
    with pytest.raises(Invalid) as refused:
        check_sampled(county.desk, supervisor, line_id, Verdict("finding"))
    assert refused.value.facts["fields"] == {"problem": "required", "fix_by": "required"}
    with pytest.raises(NotFound):
        check_sampled(county.desk, county.actor("ss"), line_id, Verdict("sound"))
    assert check_sampled(county.desk, supervisor, line_id, Verdict("sound")) is None
    with pytest.raises(Conflict, match="already_checked"):
        check_sampled(county.desk, supervisor, line_id, Verdict("sound"))


def test_only_a_supervisor_of_the_office_draws_and_never_from_nothing(county):
    with pytest.raises(NotAllowed):
        draw_sample(county.desk, county.actor("tl"), sample(county))
    with pytest.raises(Conflict, match="nothing_to_draw"):
        draw_sample(county.desk, county.actor("ts"), sample(county))
    with pytest.raises(Invalid):
        draw_sample(county.desk, county.actor("ts"), sample(county, 0))
