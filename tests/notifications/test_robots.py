"""Robots of group chats: what they are sent, how it is signed, what their numbers mean."""

from base64 import b64decode, b64encode
from dataclasses import replace
from hashlib import sha256
from hmac import new as hmac
from urllib.parse import parse_qs, urlsplit

import pytest

from engine.clock import SystemClock
from engine.rules.addresses import Allowed
from engine.rules.channels import Channel
from engine.rules.retry import wait_after
from notifications.channels import ChannelError
from notifications.channels.robots import Dingtalk, Feishu, RobotChannel, Wecom
from notifications.channels.set_up import carriers
from notifications.deliver import deliver
from notifications.texts import TextBook
from tests.notifications.gateway_house import says
from tests.notifications.outgoing import queue_by, reached, row
from tests.notifications.test_gateway import MAIL

TEXTS = TextBook()
ROBOTS = {Channel.WECOM: Wecom(), Channel.DINGTALK: Dingtalk(), Channel.FEISHU: Feishu()}


def robot(desk, channel: str, seconds: float = 5.0) -> RobotChannel:
    spoken, allowed = ROBOTS[channel], Allowed.read("127.0.0.1")
    return RobotChannel(spoken, spoken.place(desk.settings), allowed, seconds)


def test_wecom_is_told_in_the_group_and_the_person_is_named(gate_desk, house):
    queue_by(gate_desk, reached(gate_desk, "li", "wecom"), "wecom", "k")
    assert deliver(gate_desk, carriers(gate_desk.settings), TEXTS) == 1
    (asked,) = house.requests
    assert asked.path == "/cgi-bin/webhook/send?key=wecom-word"
    text = asked.json()["text"]
    assert asked.json()["msgtype"] == "text"
    assert text["mentioned_mobile_list"] == ["13800000000"]
    assert text["content"].startswith("案件 2026-000001：人民调解期限已逾期\n")
    assert text["content"].endswith(f"[{asked.key[:8]}]")


def test_wecom_names_an_account_as_an_account(gate_desk, house):
    robot(gate_desk, "wecom").send(replace(MAIL, to="zhang.san"))
    assert house.requests[0].json()["text"]["mentioned_list"] == ["zhang.san"]


def test_dingtalk_is_signed_once_and_with_the_present_time(gate_desk, house):
    robot(gate_desk, "dingtalk").send(MAIL)
    (asked,) = house.requests
    split = urlsplit(asked.path)
    given = {name: values[0] for name, values in parse_qs(split.query).items()}
    assert split.path == "/robot/send"
    assert given["access_token"] == "ding-word"
    signed = f"{given['timestamp']}\nSECding-sign".encode()
    assert b64decode(given["sign"]) == hmac(b"SECding-sign", signed, sha256).digest()
    assert "%25" not in split.query  # the trap of quoting twice
    assert abs(int(given["timestamp"]) / 1000 - SystemClock().now().timestamp()) < 60
    content = asked.json()
    assert content["at"] == {"atMobiles": ["13800000000"]}
    assert content["text"]["content"].endswith("@13800000000")


def test_feishu_is_signed_in_its_body_and_names_by_its_own_number(gate_desk, house):
    robot(gate_desk, "feishu").send(replace(MAIL, to="ou_18eac8"))
    (asked,) = house.requests
    content = asked.json()
    assert asked.path == "/open-apis/bot/v2/hook/fei-word"
    key = f"{content['timestamp']}\nfei-sign".encode()
    assert content["sign"] == b64encode(hmac(key, b"", sha256).digest()).decode()
    assert content["content"]["text"].startswith('<at user_id="ou_18eac8"></at> 案件')


def test_without_a_secret_nothing_is_signed(gate_desk, house):
    plain = replace(gate_desk.settings, dingtalk_secret="", feishu_secret="")
    for channel in (Channel.DINGTALK, Channel.FEISHU):
        robot(replace(gate_desk, settings=plain), channel).send(replace(MAIL, to=""))
    ding, feishu = house.requests
    assert ding.path == "/robot/send?access_token=ding-word"
    assert set(feishu.json()) == {"msg_type", "content"}
    assert ding.json()["at"] == {}


@pytest.mark.parametrize("channel", ROBOTS)
def test_a_long_text_is_clipped_between_characters(gate_desk, house, channel):
    robot(gate_desk, channel).send(replace(MAIL, body="调" * 9_000, to=""))
    text = house.requests[0].json()
    said = text["content"]["text"] if channel == "feishu" else text["text"]["content"]
    assert len(said.encode()) <= ROBOTS[channel].longest
    assert said.endswith("调\n[key-1]")


@pytest.mark.parametrize(
    ("channel", "answer"),
    [
        ("wecom", b'{"errcode": 93000, "errmsg": "invalid webhook url"}'),
        ("dingtalk", b'{"errcode": 310000, "errmsg": "sign not match"}'),
        ("dingtalk", b'{"errcode": 300001, "errmsg": "token is not exist"}'),
        ("feishu", b'{"code": 19021, "msg": "sign match fail"}'),
    ],
)
def test_a_wrong_word_is_given_up_at_once_though_the_answer_is_200(
    gate_desk, house, channel, answer
):
    house.answer = answer
    queue_by(gate_desk, reached(gate_desk, "li", channel), channel, "k")
    assert deliver(gate_desk, carriers(gate_desk.settings), TEXTS) == 0
    number = answer.split(b": ")[1].split(b",")[0].decode()
    assert (row(gate_desk).state, row(gate_desk).fault) == ("dead", f"{channel}.{number}")


@pytest.mark.parametrize(
    ("channel", "answer"),
    [
        ("wecom", b'{"errcode": 45009, "errmsg": "api freq out of limit"}'),
        ("dingtalk", b'{"errcode": 130101, "errmsg": "send too fast"}'),
        ("feishu", b'{"code": 11232, "msg": "frequency limited"}'),
        ("feishu", b'{"code": 9499, "msg": "too many request"}'),
    ],
)
def test_too_fast_is_tried_again_after_a_while(gate_desk, house, clock, channel, answer):
    house.turns.append(says(200, answer))
    queue_by(gate_desk, reached(gate_desk, "li", channel), channel, "k")
    everything = carriers(gate_desk.settings)
    assert deliver(gate_desk, everything, TEXTS) == 0
    assert row(gate_desk).state == "queued"
    clock.advance(seconds=wait_after(1).total_seconds() * 1.3)
    assert deliver(gate_desk, everything, TEXTS) == 1


@pytest.mark.parametrize("channel", ROBOTS)
@pytest.mark.parametrize("answer", [b"", b"<html>", b"[]", b'{"errcode": "x"}', b"\xff\xfe"])
def test_an_answer_that_says_nothing_leaves_us_unsure(gate_desk, house, channel, answer):
    house.answer = answer
    with pytest.raises(ChannelError) as unsure:
        robot(gate_desk, channel).send(MAIL)
    assert (unsure.value.fault, unsure.value.unsure) == (f"{channel}.answer", True)


def test_a_busy_robot_does_not_stop_the_others(gate_desk, house):
    house.turns.append(says(200, b'{"errcode": -1}'))
    for login in ("li", "wang"):
        queue_by(gate_desk, reached(gate_desk, login, "wecom"), "wecom", login)
    assert deliver(gate_desk, carriers(gate_desk.settings), TEXTS) == 1
