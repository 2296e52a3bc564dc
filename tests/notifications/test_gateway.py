"""An SMS gateway that takes, refuses, fails, stalls, drips, floods, loses answers, redirects."""

import json
import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select

from engine.rules.errors import Invalid
from engine.rules.retry import MOST_TRIES
from engine.storage.models import EventRow
from engine.usecases.outbox import oldest_due
from notifications.channels import ChannelError, Outgoing
from notifications.channels.gateway import GatewayChannel
from notifications.channels.set_up import carriers, masked
from notifications.deliver import deliver
from notifications.texts import TextBook
from tests.notifications.gateway_house import (
    House,
    Opened,
    cuts,
    drips,
    fails_often,
    floods,
    says,
    stalls,
    takes_and_cuts,
)
from tests.notifications.outgoing import queue_by, reached, row, rows, want

TEXTS = TextBook()
MAIL = Outgoing(
    "key-1", "13800000000", "案件", "正文", "zh_CN", datetime(2026, 3, 2, 1, 0, tzinfo=UTC), "短"
)


def gateway(desk, seconds: float = 5.0, **settings) -> dict[str, GatewayChannel]:
    return {"gateway": GatewayChannel(replace(desk.settings, **settings), seconds)}


def events(desk) -> list[EventRow]:
    with desk.read() as session:
        return list(session.scalars(select(EventRow)))


def test_a_message_is_posted_with_secret_and_key(gate_desk, house):
    queue_by(gate_desk, reached(gate_desk, "li", "gateway"), "gateway", "k")
    assert deliver(gate_desk, gateway(gate_desk), TEXTS) == 1
    (asked,) = house.requests
    assert asked.path == "/sms"
    assert asked.headers["Authorization"] == "Bearer gate-word"
    assert asked.headers["Host"] == f"127.0.0.1:{house.port}"
    assert asked.json() == {
        "to": "13800000000",
        "text": "案件 2026-000001：人民调解期限已逾期。请登录和事查看。",
        "key": asked.key,
    }
    assert (row(gate_desk).state, row(gate_desk).lot) == ("sent", asked.key)


def test_the_body_follows_the_template_and_a_text_cannot_break_out(gate_desk, house):
    template = '<sms to="{{ to|e }}" id="{{ key }}">{{ text|e }}</sms>'
    queue_by(
        gate_desk, reached(gate_desk, "li", "gateway", "13911112222"), "gateway", "k",
        kind="StepAssigned", facts={"name": "</sms><sms to='all'>"},
    )  # fmt: skip
    channel = gateway(gate_desk, gateway_body=template, gateway_content_type="application/xml")
    assert deliver(gate_desk, channel, TEXTS) == 1
    (asked,) = house.requests
    assert asked.headers["Content-Type"] == "application/xml"
    assert asked.body.startswith(f'<sms to="13911112222" id="{asked.key}">')
    assert asked.body.count("<sms") == 1


@pytest.mark.parametrize(
    "template",
    ["{{ ''.__class__.__mro__ }}", "{{ nothing }}", "{{ 1/0 }}", "{{ range(10**9)|list }}"],
)  # fmt: skip
def test_a_template_that_reaches_too_far_sends_nothing(gate_desk, house, template):
    queue_by(gate_desk, reached(gate_desk, "li", "gateway"), "gateway", "k")
    assert deliver(gate_desk, gateway(gate_desk, gateway_body=template), TEXTS) == 0
    assert house.requests == []
    assert (row(gate_desk).state, row(gate_desk).fault) == ("dead", "gateway.template")


def test_an_unreadable_template_stops_the_start(gate_desk):
    with pytest.raises(Invalid) as refused:
        gateway(gate_desk, gateway_body="{{ to")
    assert refused.value.fields == {"HESHI_GATEWAY_BODY": "settings.unreadable"}


def test_a_robot_without_its_word_stops_the_start(gate_desk):
    with pytest.raises(Invalid) as refused:
        carriers(replace(gate_desk.settings, wecom_key="", feishu_token=""))
    assert set(refused.value.fields) == {"HESHI_WECOM_KEY", "HESHI_FEISHU_TOKEN"}


def test_a_wrong_secret_is_given_up_on_record_and_the_others_are_kept(gate_desk, house):
    house.always = says(401, b"who are you?")
    for login in ("li", "wang"):
        queue_by(gate_desk, reached(gate_desk, login, "gateway"), "gateway", login)
    assert deliver(gate_desk, gateway(gate_desk), TEXTS) == 0
    assert [(each.state, each.fault) for each in rows(gate_desk)] == [
        ("dead", "http.wrong_secret"), ("queued", None),
    ]  # fmt: skip
    (event,) = events(gate_desk)
    assert event.kind == "MessageFailed"
    assert event.facts["channel"] == "gateway"


def test_a_lost_answer_goes_again_with_the_same_key_and_text(gate_desk, house, clock):
    house.turns.append(takes_and_cuts)
    who = reached(gate_desk, "li", "gateway")
    queue_by(gate_desk, who, "gateway", "one")
    assert deliver(gate_desk, gateway(gate_desk), TEXTS) == 0
    assert (row(gate_desk).state, row(gate_desk).fault) == ("sending", "http.no_answer")
    queue_by(gate_desk, who, "gateway", "two", facts={"clock_id": 2})  # must not change it
    clock.advance(minutes=2)
    assert deliver(gate_desk, gateway(gate_desk), TEXTS) == 2
    first, again, other = house.requests
    assert (again.key, again.body) == (first.key, first.body)
    assert other.key != first.key
    assert house.taken == {first.key: 2, other.key: 1}


def test_a_message_that_may_have_arrived_keeps_its_key_whatever_happens_then(
    gate_desk, house, clock
):
    house.turns += [takes_and_cuts, says(429, Retry_After="5"), says(425)]
    who = reached(gate_desk, "li", "gateway")
    queue_by(gate_desk, who, "gateway", "one")
    for number in range(4):
        deliver(gate_desk, gateway(gate_desk), TEXTS)
        queue_by(gate_desk, who, "gateway", f"later-{number}", facts={"clock_id": 9 + number},
                 next_at=clock.now() + timedelta(days=30))  # fmt: skip
        clock.advance(minutes=30)
    assert len({each.key for each in house.requests}) == 1
    assert len({each.body for each in house.requests}) == 1
    assert rows(gate_desk)[0].state == "sent"


def test_a_stalling_gateway_holds_the_run_no_longer_than_its_time(gate_desk, house):
    house.always = stalls
    for login in ("li", "wang", "zhao"):
        queue_by(gate_desk, reached(gate_desk, login, "gateway"), "gateway", login)
    assert deliver(gate_desk, gateway(gate_desk, 0.3), TEXTS) == 0
    assert len(house.requests) == 1  # the others are not tried at a server that says nothing
    assert [each.fault for each in rows(gate_desk)] == ["http.no_answer", None, None]


def test_an_answer_that_drips_is_cut_when_the_time_is_over(gate_desk, house):
    house.always = drips
    with pytest.raises(ChannelError) as late:
        gateway(gate_desk, 0.5)["gateway"].send(MAIL)
    assert (late.value.fault, late.value.unsure, late.value.down) == ("http.no_answer", True, True)


def test_of_an_endless_answer_only_the_beginning_is_read(gate_desk, house):
    house.always = floods
    gateway(gate_desk, 5)["gateway"].send(MAIL)
    with pytest.raises(ChannelError, match=r"gateway\.not_accepted"):
        gateway(gate_desk, 5, gateway_accepted="OK")["gateway"].send(MAIL)


def test_a_redirect_is_not_followed(gate_desk, house):
    with Opened(House()) as elsewhere:
        house.always = says(307, Location=f"{elsewhere.url}/steal")
        with pytest.raises(ChannelError) as refused:
            gateway(gate_desk)["gateway"].send(MAIL)
        assert elsewhere.requests == []
    assert (refused.value.fault, refused.value.permanent) == ("http.redirect", True)


def test_too_many_requests_hold_the_channel_as_long_as_the_server_asks(gate_desk, house, clock):
    house.turns.append(says(429, Retry_After="300"))
    for login in ("li", "wang"):
        queue_by(gate_desk, reached(gate_desk, login, "gateway"), "gateway", login)
    assert deliver(gate_desk, gateway(gate_desk), TEXTS) == 0
    clock.advance(seconds=299)
    assert deliver(gate_desk, gateway(gate_desk), TEXTS) == 0
    assert len(house.requests) == 1
    clock.advance(minutes=2)
    assert deliver(gate_desk, gateway(gate_desk), TEXTS) == 2


def test_a_gateway_may_say_no_with_status_200(gate_desk, house):
    house.answer = b'{"code": "isv.MOBILE_NUMBER_ILLEGAL"}'
    queue_by(gate_desk, reached(gate_desk, "li", "gateway"), "gateway", "k")
    channel = gateway(gate_desk, gateway_accepted=r'"code":\s*"OK"')
    assert deliver(gate_desk, channel, TEXTS) == 0
    assert (row(gate_desk).state, row(gate_desk).fault) == ("dead", "gateway.not_accepted")
    house.answer = b'{"code": "OK"}'
    channel["gateway"].send(MAIL)


@pytest.mark.parametrize("status", [400, 404, 422])
def test_what_the_gateway_refuses_for_good_does_not_keep_the_others(gate_desk, house, status):
    house.turns.append(says(status))
    for login in ("li", "wang"):
        queue_by(gate_desk, reached(gate_desk, login, "gateway"), "gateway", login)
    assert deliver(gate_desk, gateway(gate_desk), TEXTS) == 1
    assert [each.state for each in rows(gate_desk)] == ["dead", "sent"]


def test_an_unreachable_gateway_loses_nothing(gate_desk, house, clock):
    for login in ("li", "wang"):
        queue_by(gate_desk, reached(gate_desk, login, "gateway"), "gateway", login)
    closed = gateway(gate_desk, 1, gateway_url="http://127.0.0.1:1/")
    assert deliver(gate_desk, closed, TEXTS) == 0
    assert [each.fault for each in rows(gate_desk)] == ["http.unreachable", None]
    clock.advance(minutes=2)
    assert deliver(gate_desk, gateway(gate_desk), TEXTS) == 2
    assert all(count == 1 for count in house.taken.values())


def test_a_host_nobody_knows_is_tried_again_later(gate_desk):
    unknown = gateway(gate_desk, 1, gateway_url="http://no-such-host.invalid/")
    with pytest.raises(ChannelError) as refused:
        unknown["gateway"].send(MAIL)
    assert (refused.value.fault, refused.value.permanent) == ("http.unknown_host", False)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "[::]"])
def test_an_address_inside_the_house_is_not_called_unless_allowed(gate_desk, house, host):
    inside = gateway(
        gate_desk, allow_private_addresses="10.0.0.0/8", gateway_url=f"http://{host}:{house.port}/"
    )
    with pytest.raises(ChannelError, match=r"http\.private_address"):
        inside["gateway"].send(MAIL)
    assert house.requests == []


def test_an_allowed_host_name_is_called_under_its_own_name(gate_desk, house):
    named = gateway(
        gate_desk,
        allow_private_addresses="localhost",
        gateway_url=f"http://localhost:{house.port}/",
    )
    named["gateway"].send(MAIL)
    assert house.requests[0].headers["Host"] == f"localhost:{house.port}"


def test_the_environments_proxy_is_not_asked(gate_desk, house, monkeypatch):
    with Opened(House()) as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
        gateway(gate_desk)["gateway"].send(MAIL)
        assert proxy.requests == []
    assert len(house.requests) == 1


@pytest.mark.slow
def test_a_gateway_that_fails_often_gets_every_message_exactly_once_by_its_key(
    gate_desk, house, clock
):
    people = [reached(gate_desk, f"user{number}", "gateway") for number in range(30)]
    for who in people:
        for clock_id in (1, 2):
            key = f"clock:{clock_id}:{who}"
            queue_by(gate_desk, who, "gateway", key, facts={"clock_id": clock_id})
    house.always = fails_often(0.35, seed=7)
    channel = gateway(gate_desk)
    for _ in range(MOST_TRIES):
        deliver(gate_desk, channel, TEXTS)
        if oldest_due(gate_desk) is None and all(each.state == "sent" for each in rows(gate_desk)):
            break
        clock.advance(hours=7)
        if clock.now().astimezone(gate_desk.zone).hour not in range(9, 17):
            clock.advance(hours=13)
    assert {each.state for each in rows(gate_desk)} == {"sent"}
    assert len(house.requests) > len(people)
    told = [one.json()["to"] for one in house.first.values()]
    assert len(told) == len(people)  # a key for each person's two tellings, and no other
    for received in house.requests:
        assert received.body == house.first[received.key].body
    assert {each.lot for each in rows(gate_desk)} == set(house.first)


def test_no_secret_is_logged_whatever_goes_wrong(gate_desk, house, caplog, clock):
    caplog.set_level(logging.DEBUG)
    words = ("gate-word", "wecom-word", "ding-word", "SECding-sign", "fei-word", "fei-sign")
    who = reached(gate_desk, "li", "gateway")
    for channel in ("wecom", "dingtalk", "feishu"):
        want(gate_desk, who, channel)
    for turn in (says(401), says(500), cuts, says(200, b"?")):
        for channel in ("gateway", "wecom", "dingtalk", "feishu"):
            queue_by(gate_desk, who, channel, f"{turn}-{channel}")
        house.always = turn
        deliver(gate_desk, carriers(gate_desk.settings), TEXTS)
        clock.advance(minutes=1)

    class Broken:
        def send(self, mail: Outgoing) -> None:
            raise RuntimeError("posting to ?key=wecom-word with Bearer gate-word")

    queue_by(gate_desk, who, "gateway", "broken")
    deliver(gate_desk, {"gateway": Broken()}, TEXTS)
    assert "was not delivered" in caplog.text
    assert "could not be sent" in caplog.text
    assert not [word for word in words if word in caplog.text]
    assert masked("key=wecom-word", gate_desk.settings) == "key=***"


def test_a_channel_nobody_knows_is_given_up_and_not_lost(gate_desk):
    queue_by(gate_desk, reached(gate_desk, "li", "gateway"), "pigeon", "k")
    assert deliver(gate_desk, gateway(gate_desk), TEXTS) == 0
    assert (row(gate_desk).state, row(gate_desk).fault) == ("dead", "channel.unknown")
    assert [each.kind for each in events(gate_desk)] == ["MessageFailed"]


def test_a_channel_that_is_not_set_up_is_put_aside(desk):
    queue_by(desk, reached(desk, "li", "feishu"), "feishu", "k")
    assert deliver(desk, carriers(desk.settings), TEXTS) == 0
    assert (row(desk).state, row(desk).fault) == ("off", "not_set_up")


def test_no_more_leave_in_a_minute_than_allowed(gate_desk, house, clock):
    slow = replace(gate_desk, settings=replace(gate_desk.settings, gateway_per_minute=10))
    for number in range(30):
        queue_by(slow, reached(slow, f"user{number}", "gateway"), "gateway", f"k{number}")
    sent = []
    for _ in range(10):
        sent.append(deliver(slow, gateway(slow), TEXTS))
        clock.advance(seconds=30)
    assert sent[0] == 5
    assert max(first + second for first, second in pairwise(sent)) <= 10
    assert sum(sent) >= 25
    assert len(house.taken) == sum(sent)


def test_the_body_is_plain_json_whatever_a_text_holds(gate_desk, house):
    nasty = replace(MAIL, short='"},{"to":"all","text":"\n', to="13800000000")
    gateway(gate_desk)["gateway"].send(nasty)
    assert json.loads(house.requests[0].body)["text"] == nasty.short
