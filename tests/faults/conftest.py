"""What the faults' tests share: the small county, and a look at every table."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, literal, select, union_all

from engine.storage.models import Base, CaseRow, ClockRow, ProcessRow, WorkItemRow
from tests.journeys.conftest import county  # noqa: F401  # checks the invariants afterwards
from tests.journeys.world import County

VERSIONED = (CaseRow, ClockRow, ProcessRow, WorkItemRow)
COUNTS = union_all(
    *(
        select(literal(name), func.count(), literal(0)).select_from(table)
        for name, table in Base.metadata.tables.items()
    ),
    *(
        select(literal(f"{kind.__tablename__} versions"), func.sum(kind.version), func.max(kind.id))
        for kind in VERSIONED
    ),
)

Trace = Callable[[], object]


@pytest.fixture
def trace(county: County) -> Trace:  # noqa: F811
    """Return how many rows every table has, and how often the living ones were changed."""

    def look() -> object:
        with county.desk.read() as session:
            return {row[0]: tuple(row[1:]) for row in session.execute(COUNTS)}

    return look
