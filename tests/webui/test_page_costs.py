"""What a page asks the database does not depend on how many cases there are."""

import pytest

from benchmarks._figures import Statements, county_on
from benchmarks.county_of_a_million import fill
from benchmarks.pages import page, sign_in
from webui.app import create_app

# page → the statements it may send at most; a page that needs more says here why
MOST = {
    "/queue?tab=all": 14,  # one of them the code tables, which every page with their words reads
    "/board": 20,
    "/board?by=rule": 21,  # the rules' names
    "/board?by=channel": 20,
    "/cases": 19,
    "/cases?q=2025-0000010": 19,
    "/cases?q=2025-00000": 19,
    "/cases/{code}": 38,
}


def costs(folder, cases):
    with county_on(f"sqlite:///{folder / f'{cases}.db'}") as county:
        code = fill(county, cases)
        client = sign_in(county.desk, create_app(county.desk, wall=county.desk.clock), "cs")
        statements, found = Statements(county.desk.database.engine), {}
        for path in MOST:
            ask = page(client, path.format(code=code))
            ask()
            before = statements.count
            ask()
            found[path] = statements.count - before
        return found


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    folder = tmp_path_factory.mktemp("costs")
    return costs(folder, 80), costs(folder, 300)


def test_three_hundred_cases_cost_as_many_statements_as_eighty(measured):
    few, many = measured
    assert few == many


def test_no_page_sends_more_statements_than_it_may(measured):
    _, many = measured
    assert {path: count for path, count in many.items() if count > MOST[path]} == {}
