"""How one is told: chosen, refused beside the field, tried; and what could not be delivered."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from engine.desk import Desk
from engine.storage.models import EventRow, MessageRow, ReachRow, UserRow
from engine.storage.work import Message
from notifications.channels.set_up import carriers
from notifications.deliver import deliver
from notifications.texts import TextBook
from tests.notifications.gateway_house import House, Opened, says
from tests.webui.conftest import Browser, add_person
from webui.app import create_app
from webui.message_words import TEXTS


@pytest.fixture
def house():
    with Opened(House()) as opened:
        yield opened


@pytest.fixture
def told_desk(secret_desk: Desk, house: House) -> Desk:
    """A desk with a gateway and a robot of Feishu; nothing else."""
    return replace(secret_desk, settings=replace(
        secret_desk.settings, allow_private_addresses="127.0.0.1", gateway_url=house.url,
        feishu_url=house.url, feishu_token="word",
    ))  # fmt: skip


@pytest.fixture
def app(told_desk: Desk, shen: int) -> Flask:
    made = create_app(told_desk, wall=told_desk.clock)
    made.extensions[TEXTS] = TextBook()
    return made


@pytest.fixture
def guan(app: Flask, told_desk: Desk) -> Browser:
    """An administrator, signed in."""
    add_person(told_desk, "guan", "管理员", "administrator")
    browser = Browser(app, "10.0.0.9")
    assert browser.sign_in("guan").status_code == 303
    return browser


def saved(desk: Desk, who: int) -> dict[str, tuple[bool, str | None]]:
    with desk.read() as session:
        found = session.scalars(select(ReachRow).where(ReachRow.user_id == who))
        return {row.channel: (row.wanted, row.address) for row in found}


def messages(desk: Desk) -> list[MessageRow]:
    with desk.read() as session:
        return list(session.scalars(select(MessageRow).order_by(MessageRow.id)))


def give_up(desk: Desk, who: int, *, lot: str | None = None, key: str = "k") -> int:
    facts = {"code": "2026-000001", "name": "签收"}
    with desk.work(None) as work:
        work.queue(None, Message(who, "gateway", "StepAssigned", key, facts))
        row = work.session.scalars(select(MessageRow).where(MessageRow.key == key)).one()
        row.state, row.next_at, row.tries, row.fault, row.lot = "dead", None, 20, "http.401", lot
        row.fault = "http.wrong_secret"
        return row.id


def test_the_page_offers_what_is_set_up_and_says_what_is_not(signed_in):
    page = signed_in.get("/account/reach/").get_data(as_text=True)
    assert page.count("这个渠道还没有开通。") == 3
    assert page.count("用这个渠道告诉我") == 5


def test_what_is_chosen_is_kept(signed_in, told_desk, shen):
    answer = signed_in.post("/account/reach/", {
        "channels": ["gateway", "feishu"], "address_gateway": "13911112222",
        "address_feishu": "ou_18eac8", "quiet_from": "21:30", "quiet_until": "07:00",
    })  # fmt: skip
    assert answer.status_code == 303
    kept = saved(told_desk, shen)
    assert kept["gateway"] == (True, "13911112222")
    assert kept["feishu"] == (True, "ou_18eac8")
    assert kept["email"] == (False, None)
    with told_desk.read() as session:
        person = session.get_one(UserRow, shen)
        assert (person.quiet_from, person.quiet_until) == ("21:30", "07:00")
        event = session.scalars(select(EventRow).where(EventRow.kind == "ReachSet")).one()
    assert event.facts == {"user_id": shen, "channels": ["gateway", "feishu"]}
    assert "13911112222" in signed_in.get("/account/reach/").get_data(as_text=True)


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"channels": ["pigeon"]}, "没有这个渠道"),
        ({"channels": ["wecom"], "address_wecom": "13911112222"}, "这个渠道还没有开通，请联系"),
        ({"channels": ["gateway"]}, "没有登记地址，请填写"),
        ({"channels": ["gateway"], "address_gateway": "小李"}, "地址的格式不对"),
        ({"address_feishu": '"></at>'}, "地址的格式不对"),
        ({"quiet_from": "21:30"}, "起止时间要一起填"),
        ({"quiet_from": "25:00", "quiet_until": "07:00"}, "请按 21:30 的样子填写"),
        ({"quiet_from": "08:00", "quiet_until": "18:00"}, "不能盖住整个办公时间"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(signed_in, told_desk, shen, sent, words):
    answer = signed_in.post("/account/reach/", sent)
    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)
    assert saved(told_desk, shen) == {}


def test_a_trial_goes_out_at_night_too_and_its_end_is_shown(signed_in, told_desk, house, clock):
    signed_in.post("/account/reach/", {"channels": ["gateway"], "address_gateway": "13911112222"})
    clock.advance(hours=14)  # 23:00 in Beijing
    signed_in.sign_in()
    assert signed_in.post("/account/reach/gateway/test").status_code == 303
    assert "正在发送" in signed_in.get("/account/reach/").get_data(as_text=True)
    again = signed_in.post("/account/reach/gateway/test")
    assert again.status_code == 409
    assert "一分钟内刚发过一条" in again.get_data(as_text=True)
    assert deliver(told_desk, carriers(told_desk.settings), TextBook()) == 1
    assert house.requests[0].json()["to"] == "13911112222"
    assert "已送到" in signed_in.get("/account/reach/").get_data(as_text=True)


def test_a_trial_that_fails_says_why(signed_in, told_desk, house):
    house.always = says(401)
    signed_in.post("/account/reach/", {"channels": ["gateway"], "address_gateway": "13911112222"})
    signed_in.post("/account/reach/gateway/test")
    deliver(told_desk, carriers(told_desk.settings), TextBook())
    assert "对方不认密钥，请检查设置" in signed_in.get("/account/reach/").get_data(as_text=True)


@pytest.mark.parametrize("channel", ["gateway", "wecom", "pigeon"])
def test_what_one_does_not_want_is_not_tried(signed_in, told_desk, channel):
    answer = signed_in.post(f"/account/reach/{channel}/test")
    assert answer.status_code == 409
    assert "请先勾选这个渠道并保存" in answer.get_data(as_text=True)
    assert messages(told_desk) == []


def test_what_was_given_up_is_listed_with_its_fault_and_nobody_in_full(guan, told_desk, shen):
    with told_desk.work(None) as work:
        work.session.get_one(UserRow, shen).phone = "13911112222"
    give_up(told_desk, shen)
    page = guan.get("/admin/undelivered/").get_data(as_text=True)
    assert "对方不认密钥，请检查设置" in page
    assert "沈**" in page
    assert "139****2222" in page
    assert "沈秋月" not in page
    assert "13911112222" not in page


def test_one_message_goes_again_and_with_it_what_went_along(guan, told_desk, shen):
    first = give_up(told_desk, shen, lot="lot", key="a")
    give_up(told_desk, shen, lot="lot", key="b")
    give_up(told_desk, shen, key="c")
    assert guan.post(f"/admin/undelivered/{first}/retry").status_code == 303
    found = {row.key: (row.state, row.lot, row.tries, row.fault) for row in messages(told_desk)}
    assert found["a"] == found["b"] == ("sending", "lot", 0, None)
    assert found["c"][0] == "dead"
    assert guan.post(f"/admin/undelivered/{first}/retry").status_code == 404


def test_all_of_them_go_again_on_record(guan, told_desk, shen, house):
    with told_desk.work(None) as work:
        work.add(ReachRow(user_id=shen, channel="gateway", address="13911112222", wanted=True))
    give_up(told_desk, shen, lot="lot", key="a")
    give_up(told_desk, shen, key="c")
    assert guan.post("/admin/undelivered/retry").status_code == 303
    with told_desk.read() as session:
        event = session.scalars(select(EventRow).where(EventRow.kind == "MessagesRetried")).one()
    assert event.facts == {"count": 2, "message_id": None}
    assert deliver(told_desk, carriers(told_desk.settings), TextBook()) == 2
    assert "lot" in house.taken  # the one that may have arrived goes under its old key
    assert "没有未送达的消息" in guan.get("/admin/undelivered/").get_data(as_text=True)


def test_every_text_is_shown_in_both_languages_and_short(guan):
    page = guan.get("/admin/texts/").get_data(as_text=True)
    assert "案件 2026-000001：人民调解期限已逾期" in page
    assert "Case 2026-000001: People&#39;s mediation overdue" in page
    assert "请登录和事查看" in page
    assert "须立即通报公安机关" in page


@pytest.mark.parametrize("path", ["/admin/texts/", "/admin/undelivered/"])
def test_only_administrators_open_them(signed_in, path):
    assert signed_in.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/admin/undelivered/retry", "/admin/undelivered/1/retry"])
def test_only_administrators_send_again(signed_in, told_desk, shen, path):
    give_up(told_desk, shen)
    assert signed_in.post(path).status_code == 404
    assert [row.state for row in messages(told_desk)] == ["dead"]


@pytest.fixture
def three(told_desk, shen):
    """Three messages given up, the first two of one lot."""
    return [give_up(told_desk, shen, lot=lot, key=key)
            for key, lot in (("a", "lot"), ("b", "lot"), ("c", None))]  # fmt: skip


def states(desk):
    return {row.key: row.state for row in messages(desk)}


def test_one_is_put_away_for_a_reason_with_what_went_along(guan, told_desk, three):
    path = f"/admin/undelivered/{three[0]}/discard"
    page = guan.get(path).get_data(as_text=True)
    assert "和它同一次发出的一并放弃" in page
    assert "沈秋月" not in page
    for wrong in ("", "  ", "长" * 501):
        assert guan.post(path, {"reason": wrong}).status_code == 422
    assert set(states(told_desk).values()) == {"dead"}
    assert guan.post(path, {"reason": "号码已停用"}).status_code == 303
    assert states(told_desk) == {"a": "discarded", "b": "discarded", "c": "dead"}
    with told_desk.read() as session:
        query = select(EventRow).where(EventRow.kind == "MessagesDiscarded")
        event = session.scalars(query).one()
    assert event.facts == {"count": 2, "message_id": three[0], "reason": "号码已停用"}
    assert guan.post(path, {"reason": "再次"}).status_code == 404
    assert guan.get(path).status_code == 404
    assert guan.post(f"/admin/undelivered/{three[0]}/retry").status_code == 404


def test_all_that_are_listed_are_put_away_and_what_came_in_meanwhile_stays(
    guan, told_desk, shen, three
):
    path = f"/admin/undelivered/{three[2]}/discard?older=1"
    assert path in guan.get("/admin/undelivered/").get_data(as_text=True)
    assert "全部 3 条" in guan.get(path).get_data(as_text=True)
    give_up(told_desk, shen, key="later")
    assert guan.post(path, {"reason": "换了网关"}).status_code == 303
    assert states(told_desk) == {
        "a": "discarded", "b": "discarded", "c": "discarded", "later": "dead"
    }  # fmt: skip
    assert deliver(told_desk, carriers(told_desk.settings), TextBook()) == 0


def test_only_administrators_put_away(signed_in, told_desk, three):
    path = f"/admin/undelivered/{three[0]}/discard"
    assert signed_in.get(path).status_code == 404
    assert signed_in.post(path, {"reason": "不要了"}).status_code == 404
    assert set(states(told_desk).values()) == {"dead"}
