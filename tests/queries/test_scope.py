"""Lists in SQL and the judgement of one record agree, for every role and way to be concerned."""

import pytest
from sqlalchemy import select

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
