"""A desk whose settings name a mail server, or a gateway, of the test's own."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from engine.desk import Desk
from notifications.channels.smtp import SmtpChannel
from tests.notifications.gateway_house import House, Opened
from tests.notifications.post_office import Postmaster, open_post_office, port_of


@pytest.fixture
def master() -> Postmaster:
    return Postmaster()


@pytest.fixture
def post_desk(desk: Desk, master: Postmaster) -> Iterator[Desk]:
    """A desk whose settings point to a running post office."""
    controller = open_post_office(master)
    try:
        yield replace(desk, settings=replace(
            desk.settings, smtp_host="127.0.0.1", smtp_port=port_of(controller),
            smtp_from="heshi@fengcheng.example", base_url="http://heshi.fengcheng.example",
            smtp_per_minute=0,
        ))  # fmt: skip
    finally:
        controller.stop()


@pytest.fixture
def channel(post_desk: Desk) -> SmtpChannel:
    return SmtpChannel(post_desk.settings, timeout_seconds=5)


@pytest.fixture
def house() -> Iterator[House]:
    """A running HTTP server that takes whatever is posted."""
    with Opened(House()) as opened:
        yield opened


@pytest.fixture
def gate_desk(desk: Desk, house: House) -> Desk:
    """A desk whose settings point to the house as gateway and as every robot there is."""
    return replace(desk, settings=replace(
        desk.settings, base_url="http://heshi.fengcheng.example",
        allow_private_addresses="127.0.0.1",
        gateway_url=f"{house.url}/sms", gateway_secret="Bearer gate-word", gateway_per_minute=0,
        wecom_url=house.url, wecom_key="wecom-word", wecom_per_minute=0,
        dingtalk_url=house.url, dingtalk_token="ding-word", dingtalk_secret="SECding-sign",
        dingtalk_per_minute=0,
        feishu_url=house.url, feishu_token="fei-word", feishu_secret="fei-sign",
        feishu_per_minute=0,
    ))  # fmt: skip
