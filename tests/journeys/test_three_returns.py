"""Journey 9: a hand-off comes back three times; the supervisor decides."""

import pytest
from sqlalchemy import select

from engine.queries.handoff_desk import DECISIONS, handoff_counts, handoff_lines
from engine.queries.lens import Lens
from engine.rules.errors import Conflict, Invalid, NotFound
from engine.storage.models import HandoffRow, MessageRow, UserRow
from engine.usecases.handoffs import Package, receive_handoff, send_handoff
from notifications.texts import told
from tests.journeys.world import County

CONSENT = ({"party": "both", "how": "written", "on": "2026-03-02"},)


def sent(county: County) -> tuple[str, int]:
    code = county.register(category="12", title="医疗损害", to="village")
    county.take("vm", code, "sign_for")
    package = Package(county.office_id("medical"), "people", "属医疗纠纷", consents=CONSENT)
    return code, send_handoff(county.desk, county.actor("vm"), code, package)


def returned(county: County, code: str, handoff: int, reason: str) -> None:
    receive_handoff(county.desk, county.actor("mr"), handoff, accept=False, reason=reason)


def on_desk(county: County, login: str) -> tuple[int, list[str]]:
    """What waits for a ruling on somebody's hand-off desk: the number and the list."""
    actor, desk = county.actor(login), county.desk
    with desk.read() as session:
        lens = Lens(desk.now(), desk.calendars, desk.runner)
        lines = handoff_lines(session, actor, lens, DECISIONS).rows
        return handoff_counts(session, actor).decisions, [line.state for line in lines]


def returns_told(county: County, code: str) -> list[dict[str, object]]:
    """The facts of each return of which the sender's leader has a message, in order."""
    with county.desk.read() as session:
        query = (
            select(MessageRow.facts)
            .join(UserRow, UserRow.id == MessageRow.recipient_id)
            .where(MessageRow.kind == "HandoffReturned", MessageRow.channel == "inbox")
            .where(UserRow.login == "vl")
        )
        return [{**facts, "code": code} for facts in session.scalars(query.order_by(MessageRow.id))]


def test_the_third_return_goes_to_the_supervisor(county):
    code, handoff = sent(county)
    for turn in range(2):
        returned(county, code, handoff, f"缺材料{turn}")
        county.take("vm", code, "revise_package", decision="send_again", changes="已补齐")
    returned(county, code, handoff, "仍不属本会")
    assert "decide_handoff" in county.open_steps(code)
    assert on_desk(county, "ts") == (1, ["with_supervisor"])
    said = [told("HandoffReturned", facts, "zh_CN").body for facts in returns_told(county, code)]
    assert ["裁定" in text for text in said] == [False, False, True]
    assert ["补正" in text for text in said] == [True, True, False]
    assert county.case(code).holder_id == county.office_id("village")
    county.take("ts", code, "decide_handoff", decision="order_acceptance", reason="依职责应当接收")
    case = county.case(code)
    assert case.holder_id == county.office_id("medical")
    assert case.body_id == county.office_id("medical")
    assert case.assignee_id is None  # the supervisor ordered it, and does not handle it
    assert on_desk(county, "ts") == (0, [])


def test_the_supervisor_may_leave_the_case_with_the_sender(county):
    code, handoff = sent(county)
    for turn in range(2):
        returned(county, code, handoff, f"缺材料{turn}")
        county.take("vm", code, "revise_package", decision="send_again", changes="已补齐")
    returned(county, code, handoff, "仍不属本会")
    county.take("ts", code, "decide_handoff", decision="stay", reason="由原单位继续办理")
    assert county.case(code).holder_id == county.office_id("village")
    with county.desk.read() as session:
        assert session.get(HandoffRow, handoff).state == "withdrawn"
    assert county.open_steps(code) == ["get_consent"]  # mediation never stopped


def test_a_return_needs_its_reason(county):
    code, handoff = sent(county)
    with pytest.raises(Invalid):
        returned(county, code, handoff, " ")
    assert county.case(code).returns == 0


def test_two_hand_offs_cannot_be_under_way_at_once(county):
    code, _ = sent(county)
    package = Package(county.office_id("town"), "people", "再移送一次")
    with pytest.raises(Conflict, match="under_way"):
        send_handoff(county.desk, county.actor("vm"), code, package)


def test_a_channel_the_parties_must_agree_to_needs_their_consent(county):
    code = county.register(category="10")
    county.take("vm", code, "sign_for")
    package = Package(county.office_id("labour"), "administrative", "劳动争议")
    with pytest.raises(Invalid) as refused:
        send_handoff(county.desk, county.actor("vm"), code, package)
    assert refused.value.fields == {"consents": "consent_required"}


def test_a_stranger_cannot_hand_off_what_they_cannot_see(county):
    code, _ = sent(county)
    package = Package(county.office_id("town"), "people", "不相干")
    with pytest.raises(NotFound):
        send_handoff(county.desk, county.actor("em"), code, package)


def test_a_receiver_that_does_not_sign_turns_red_and_the_sender_does_not(county):
    code, _ = sent(county)
    county.pass_days(2)
    assert county.clocks_of(code, "C-SIGN")[-1].colour == "red"
    assert county.case(code).colour != "red"
