"""The played county, as its database has it, keeps the proportions of the domain's statistics.

Tolerances are two standard deviations of a free draw of so many cases, so that a tally that is
off by more than luck would be is found out; what the shown cases add is in them.
"""

from collections import Counter
from math import sqrt

import pytest
from sqlalchemy import select

from engine.demo.disputes import SHARES
from engine.rules.case import ENDED
from engine.storage.models import CaseRow, EventRow, OfficeRow
from tests.demo.conftest import CASES

pytestmark = pytest.mark.xdist_group("demo county")

WELL = {"agreed", "settled"}


def spread(share, count):
    """Return two standard deviations of a share among *count* free draws."""
    return 2 * sqrt(share * (1 - share) / count)


@pytest.fixture(scope="module")
def cases(county):
    with county[0].read() as session:
        return list(session.scalars(select(CaseRow)))


@pytest.fixture(scope="module")
def mediated(county, cases):
    """How mediations ended, by the channel that first accepted the case."""
    accepted = select(EventRow.case_id, EventRow.facts).where(EventRow.kind == "CaseAccepted")
    with county[0].read() as session:
        rows = session.execute(accepted.order_by(EventRow.id.desc()))
        first = {case_id: facts["channel"].partition("_")[0] for case_id, facts in rows}
    return [(first[case.id], case.outcome) for case in cases if case.id in first and case.outcome]


def shares(values):
    counted = Counter(values)
    return {value: count / counted.total() for value, count in counted.items()}


@pytest.mark.parametrize(("level", "share"), [("village", 0.74), ("town", 0.16), ("county", 0.10)])
def test_three_quarters_are_settled_in_the_village(cases, level, share):
    assert shares(case.level for case in cases)[level] == pytest.approx(
        share, abs=spread(share, CASES)
    )


def test_a_case_s_level_is_that_of_the_office_that_holds_it(county, cases):
    with county[0].read() as session:
        levels = {office.id: office.level for office in session.scalars(select(OfficeRow))}
    assert all(case.level == levels[case.holder_id] for case in cases)


@pytest.mark.parametrize(
    ("channel", "share"), [("people", 0.97), ("administrative", 0.85), ("judicial", 0.64)]
)
def test_mediation_succeeded_as_often_as_in_a_real_county(mediated, channel, share):
    ends = [outcome in WELL for accepted_in, outcome in mediated if accepted_in == channel]
    assert len(ends) >= 4
    assert sum(ends) / len(ends) == pytest.approx(share, abs=spread(share, len(ends)))


def test_somebody_failed_and_most_did_not(mediated):
    ends = [outcome in WELL for _, outcome in mediated]
    assert 0.90 <= sum(ends) / len(ends) < 1


def test_between_35_and_40_of_100_cases_are_still_open(cases):
    assert 0.35 <= sum(case.status not in ENDED for case in cases) / CASES <= 0.40


@pytest.mark.parametrize("category", [code for code, share in SHARES.items() if share >= 20])
def test_categories_come_as_in_the_statistics(cases, category):
    share = SHARES[category] / 1000
    assert shares(case.category for case in cases)[category] == pytest.approx(
        share, abs=spread(share, CASES)
    )


def test_about_as_many_are_taken_up_unasked_as_are_applied_for(cases):
    source = Counter(case.source for case in cases)
    unasked = sum(source[code] for code in ("PROACTIVE", "GRID", "SWEEP"))
    applied = sum(source[code] for code in ("APPLY", "ONLINE", "HOTLINE12345", "HOSPITAL", "UNION"))
    assert unasked / CASES == pytest.approx(0.52, abs=spread(0.52, CASES))
    assert applied / CASES == pytest.approx(0.43, abs=spread(0.43, CASES))


def test_every_colour_is_on_several_open_cases(cases):
    colours = Counter(case.colour for case in cases if case.status not in ENDED)
    assert min(colours[each] for each in ("green", "yellow", "orange", "red")) >= 3
    assert colours["green"] > colours["yellow"] + colours["orange"] + colours["red"]
