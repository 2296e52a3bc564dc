"""Supervision: cards issued, signed for, answered late, returned, lifted; urges; complaints."""

import pytest

from engine.rules.errors import Conflict, Invalid, NotAllowed, NotFound
from engine.storage.models import ComplaintRow, OrderRow, ProcessRow, UrgeRow
from engine.usecases.complaints import Complaint, rate_complaint, receive_complaint
from engine.usecases.endings import terminate_case
from engine.usecases.orders import OrderText, cancel_order, issue_batch, issue_order
from engine.usecases.urges import urge_case
from tests.journeys.acts import close, tell_routes
from tests.journeys.world import County

YELLOW = OrderText("yellow", "到期未召开调解会", "三日内召开调解会并报告结果")


def row(county: County, table: type, key: int):
    with county.desk.read() as session:
        return session.get_one(table, key)


def signed_for(county: County) -> str:
    """A case the village has signed for, and works on."""
    code = county.register()
    county.take("vm", code, "sign_for")
    return code


def test_a_yellow_card_turns_red_is_answered_returned_answered_and_lifted(county):
    code = signed_for(county)
    order_id = issue_order(county.desk, county.actor("ts"), code, YELLOW)
    issued = row(county, OrderRow, order_id)
    assert issued.number == "（2026）枫城督字第1号"
    assert "sign_order" in county.open_steps(code)
    county.take("vl", code, "sign_order", responsible="vm某")
    assert row(county, OrderRow, order_id).state == "signed"
    clock = county.clocks(code)["C-ORDER-YELLOW"]
    assert clock.due_at == issued.reply_by  # from the day it went out, not from the signature
    county.pass_days(5)
    assert county.clocks(code)["C-ORDER-YELLOW"].colour == "red"
    assert county.case(code).clock_id != clock.id  # its own handling says how a case stands
    county.take("vl", code, "reply_order", reply="已约双方")
    county.take("ts", code, "check_order", decision="returned", note="没有开会")
    again = row(county, OrderRow, order_id)
    assert (again.state, again.reply_by > issued.reply_by) == ("returned", True)
    assert len(county.clocks_of(code, "C-ORDER-YELLOW")) == 2
    county.take("vl", code, "reply_order", reply="昨日已召开调解会")
    county.take("ts", code, "check_order", decision="passed", note="属实")
    ended = row(county, OrderRow, order_id)
    assert (ended.state, ended.check_note) == ("lifted", "属实")
    kinds = [event.kind for event in county.events(code)]
    assert [kind for kind in kinds if kind.startswith("Order")] == [
        "OrderIssued", "OrderSigned", "OrderReplied", "OrderReturned", "OrderReplied",
        "OrderLifted",
    ]  # fmt: skip


def test_a_lower_card_is_refused_while_a_higher_one_is_active(county):
    code = signed_for(county)
    red = OrderText("red", "两次督办未落实", "立即办理")
    order_id = issue_order(county.desk, county.actor("cs"), code, red)
    for card in ("ordinary", "yellow", "red"):
        with pytest.raises(Conflict, match=r"order\.card_active"):
            issue_order(county.desk, county.actor("ts"), code, OrderText(card, "甲", "乙"))
    cancel_order(county.desk, county.actor("cs"), order_id, "发错单位")
    assert "sign_order" not in county.open_steps(code)
    assert issue_order(county.desk, county.actor("ts"), code, YELLOW)
    with pytest.raises(Conflict, match=r"order\.ended"):
        cancel_order(county.desk, county.actor("cs"), order_id, "再撤一次")


def test_a_batch_has_one_number_and_an_order_for_each_case(county):
    codes = [signed_for(county) for _ in range(3)]
    supervisor = county.actor("cs")
    batch = issue_batch(county.desk, supervisor, "2026年第二期双月督办", codes, YELLOW)
    with county.desk.read() as session:
        rows = session.query(OrderRow).order_by(OrderRow.id).all()
    assert {each.batch_id for each in rows} == {batch.id}
    assert [each.number for each in rows] == [f"（2026）枫督字第{n}号" for n in (1, 2, 3)]
    other = signed_for(county)
    with pytest.raises(Conflict, match=r"order\.card_active"):
        issue_batch(county.desk, supervisor, "又一批", [other, codes[0]], YELLOW)
    assert "sign_order" not in county.open_steps(other)  # all of them or none


def test_an_order_outlives_the_closing_of_its_case(county):
    code = signed_for(county)
    order_id = issue_order(county.desk, county.actor("ts"), code, YELLOW)
    terminate_case(county.desk, county.actor("vm"), code, "refused_by_party", "一方明确拒绝")
    tell_routes(county, "vm", code)
    close(county, "vl", "registrar", code)
    assert set(county.open_steps(code)) == {"sign_order"}
    county.take("vl", code, "sign_order")
    county.take("vl", code, "reply_order", reply="案件已终止并告知救济途径")
    county.take("ts", code, "check_order", decision="passed", note="同意")
    assert row(county, OrderRow, order_id).state == "lifted"


def test_only_who_supervises_the_office_issues_an_order(county):
    code = signed_for(county)
    with pytest.raises(NotAllowed):
        issue_order(county.desk, county.actor("vl"), code, YELLOW)
    with pytest.raises(NotFound):
        issue_order(county.desk, county.actor("ss"), code, YELLOW)
    with pytest.raises(Invalid) as refused:
        issue_order(county.desk, county.actor("ts"), code, OrderText("black", " ", ""))
    assert refused.value.facts["fields"] == {
        "card": "unknown_option", "ground": "required", "demands": "required",
    }  # fmt: skip


def test_an_urge_is_told_answered_once_and_late_if_it_is(county):
    code = signed_for(county)
    urge_id = urge_case(county.desk, county.actor("boss"), code)
    with pytest.raises(Conflict, match=r"urge\.unanswered"):
        urge_case(county.desk, county.actor("ts"), code)
    assert {login for login, _ in county.told(code, "UrgeSent")} == {"vl", "vm"}
    last_day = county.clocks(code)["C-URGE"].due_on  # 24:00 belongs to that day, not to the next
    assert {facts["reply_on"] for _, facts in county.told(code, "UrgeSent")} == {str(last_day)}
    county.pass_days(4)
    assert county.clocks(code)["C-URGE"].colour == "red"
    county.take("vm", code, "reply_urge", reply="明日开会")
    assert row(county, UrgeRow, urge_id).reply == "明日开会"
    (answered,) = [each for each in county.events(code) if each.kind == "UrgeAnswered"]
    assert answered.facts["late"] is True


def test_a_complaint_is_answered_above_and_its_lateness_is_told(county):
    code = signed_for(county)
    complaint = Complaint("phone", "打了三次电话没有人接", "甲某")
    complaint_id = receive_complaint(county.desk, county.actor("registrar"), code, complaint)
    taken = row(county, ComplaintRow, complaint_id)
    assert taken.office_id == county.office_id("town")
    assert taken.complainant_kept != "甲某"
    county.pass_days(7)
    assert county.clocks(code)["C-COMPLAINT"].colour == "red"
    with pytest.raises(Conflict, match=r"complaint\.unanswered"):
        rate_complaint(county.desk, county.actor("ts"), complaint_id, satisfied=True)
    county.take("ts", code, "answer_complaint", result="upheld", reply="已责令回电并道歉")
    rate_complaint(county.desk, county.actor("ts"), complaint_id, satisfied=True)
    answered = row(county, ComplaintRow, complaint_id)
    assert (answered.result, answered.satisfied) == ("upheld", True)
    assert answered.replied_at > answered.reply_by


def test_a_complaint_about_a_town_is_not_answered_by_the_town(county):
    code = county.register(to="town")
    complaint_id = receive_complaint(
        county.desk, county.actor("tr"), code, Complaint("letter", "迟迟不开会")
    )
    assert row(county, ComplaintRow, complaint_id).office_id == county.office_id("county")


def test_closing_a_case_ends_an_urge_of_it(county):
    code = signed_for(county)
    urge_case(county.desk, county.actor("ts"), code)
    terminate_case(county.desk, county.actor("vm"), code, "refused_by_party", "一方明确拒绝")
    tell_routes(county, "vm", code)
    close(county, "vl", "registrar", code)
    with county.desk.read() as session:
        states = session.query(ProcessRow.status).filter_by(kind="urge").all()
    assert [status for (status,) in states] == ["cancelled"]
