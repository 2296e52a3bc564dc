"""The small county, on both databases."""

import pytest

from tests.queries import build


@pytest.fixture
def county(desk):
    """A desk whose database holds the county of ``build``."""
    build.seed_calendar(desk)
    with desk.database.write() as session:
        build.county(session)
    return desk


@pytest.fixture
def lens(county):
    return build.lens_at(county)
