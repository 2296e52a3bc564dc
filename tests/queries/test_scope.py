"""Lists in SQL and the judgement of one record agree, for every role and way to be concerned."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from engine.queries.cases import ORDERS, case_lines, conditions, count_cases
from engine.queries.filters import Filters
from engine.queries.paging import Turn
from engine.queries.scope import parties_readable, place_of, readable, visible_case
from engine.rules.errors import NotFound
from engine.rules.permissions import Action, may
from engine.storage.models import CaseRow
from tests.queries import build
from tests.queries.build import actor

WAYS = [
    {},
    {"holder_id": 4, "registered_office_id": 4},
    {"holder_id": 41, "registered_office_id": 41, "place_id": 41},
    {"holder_id": 1, "registered_office_id": 17},
    {"holder_id": 41, "registered_office_id": 41, "body_id": 17},
    {"holder_id": 41, "registered_office_id": 41, "court_id": 5},
    {"holder_id": 41, "registered_office_id": 41, "assignee_id": 10},
    {"holder_id": 41, "registered_office_id": 41, "leader_id": 19},
    {"holder_id": 41, "registered_office_id": 41, "assignee_id": 16},
]
WHO = [*((login,) for login in build.PEOPLE), ("administrator", "mediator"), ("mediator", "leader")]


@pytest.fixture
def cases(county):
    with county.database.write() as session:
        for number, way in enumerate(WAYS):
            build.case(session, f"2026-{number:06d}", **way)
        waiting = build.case(session, "2026-000100", holder_id=41, registered_office_id=41)
        build.item(session, waiting, office_id=5)
        done = build.case(session, "2026-000101", holder_id=41, registered_office_id=41)
        build.item(session, done, office_id=5, status="done")
    return county


@pytest.mark.parametrize("logins", WHO, ids="+".join)
def test_a_list_holds_exactly_the_cases_a_person_may_read(cases, logins):
    who = actor(*logins)
    with cases.read() as session:
        rows = session.execute(select(CaseRow, parties_readable(who)).where(readable(who))).all()
        listed = {case.code: bool(sees) for case, sees in rows}
        judged = {
            case.code: may(who, Action.READ_PARTIES, place_of(session, case))
            for case in session.scalars(select(CaseRow))
            if may(who, Action.READ_CASE, place_of(session, case))
        }
    assert listed == judged


def test_a_stranger_learns_nothing_from_a_case_that_is_there(cases):
    with cases.read() as session:
        for code in ("2026-000002", "2099-000001"):
            with pytest.raises(NotFound) as refused:
                visible_case(session, actor("mediator"), code)
            assert refused.value.code == "case.unknown"


def test_who_has_no_post_reads_nothing(cases):
    nobody = build.Actor(10, "无", ())
    with cases.read() as session:
        assert not session.scalars(select(CaseRow.id).where(readable(nobody))).all()


def leafed(session, who, lens, wanted, way="next_cursor", cursor=None) -> list[str]:
    """Return the codes of a list from a cursor on, two on a page, in the order they are shown."""
    page = case_lines(session, who, lens, wanted, Turn(cursor, 2))
    shown, further = [line.code for line in page.rows], getattr(page, way)
    if further is None:
        return shown
    rest = leafed(session, who, lens, wanted, way, further)
    return shown + rest if way == "next_cursor" else rest + shown


def last_page(session, who, lens, wanted) -> str | None:
    """Return the cursor of a list's last page; None if the first is the last."""
    found, page = None, case_lines(session, who, lens, wanted, Turn(None, 2))
    while page.next_cursor is not None:
        found = page.next_cursor
        page = case_lines(session, who, lens, wanted, Turn(found, 2))
    return found


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("filters", [Filters(), Filters(colours=("none",), channels=("people",))])
@pytest.mark.parametrize("logins", [*WHO, ("mediator", "other_mediator")], ids="+".join)
def test_leafing_through_a_list_shows_each_case_once(cases, lens, logins, filters, order):
    who, wanted = actor(*logins), (filters, order)
    with cases.database.write() as session:
        for case in session.scalars(select(CaseRow).where(CaseRow.id % 3 != 0)):
            case.due_at = build.NOW + timedelta(days=case.id % 4)
            case.shown = "red" if case.id % 2 else None
    with cases.read() as session:
        expected = list(session.scalars(
            select(CaseRow.code).where(*conditions(who, filters))
            .order_by(*ORDERS[order].order(backwards=False))
        ))  # fmt: skip
        assert leafed(session, who, lens, wanted) == expected
        end = last_page(session, who, lens, wanted)
        assert leafed(session, who, lens, wanted, "previous_cursor", end) == expected
        assert count_cases(session, who, filters) == len(expected)
        assert count_cases(session, who, filters, 2) == min(2, len(expected))
