"""A desk whose settings name a mail server of the test's own."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from engine.desk import Desk
from notifications.channels.smtp import SmtpChannel
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
        ))  # fmt: skip
    finally:
        controller.stop()


@pytest.fixture
def channel(post_desk: Desk) -> SmtpChannel:
    return SmtpChannel(post_desk.settings, timeout_seconds=5)
