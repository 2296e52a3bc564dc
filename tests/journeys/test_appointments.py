"""Appointed sittings stand in the agenda until they are held, moved, or the case is over."""

from datetime import timedelta

from sqlalchemy import select

from engine.storage.models import SittingRow
from engine.usecases.endings import withdraw_case
from tests.journeys.acts import agree_to_mediate, close, sit
from tests.journeys.world import County


def sittings(county: County, code: str) -> list[tuple[int, bool]]:
    with county.desk.read() as session:
        query = select(SittingRow).where(SittingRow.case_id == county.case(code).id)
        rows = session.scalars(query.order_by(SittingRow.id))
        return [(row.number, row.planned) for row in rows]


def begin(county: County) -> str:
    code = county.register()
    county.take("vm", code, "sign_for")
    agree_to_mediate(county, "vm", code)
    tomorrow = (county.today + timedelta(days=1)).isoformat()
    county.take("vm", code, "hold_sitting", held_at=f"{county.day()}T09:00", place="村调解室",
                way="face_to_face", present="双方", record="约定再谈", result="go_on",
                next_sitting_at=f"{tomorrow}T14:00")  # fmt: skip
    return code


def test_the_next_sitting_is_appointed_and_struck_out_when_it_was_held(county):
    code = begin(county)
    assert sittings(county, code) == [(1, False), (2, True)]
    county.pass_days(2)
    sit(county, "vm", code, "go_on")
    assert sittings(county, code) == [(1, False), (2, False)]


def test_a_closed_case_keeps_no_appointment(county):
    code = begin(county)
    withdraw_case(county.desk, county.actor("registrar"), code, "双方自行协商")
    close(county, "vl", "registrar", code)
    assert sittings(county, code) == [(1, False)]
