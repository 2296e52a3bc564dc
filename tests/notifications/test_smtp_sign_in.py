"""Signing in at the mail server, and insisting on TLS where the settings do."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from engine.settings import Settings
from notifications.channels import ChannelError, Outgoing
from notifications.channels.smtp import SmtpChannel
from tests.notifications.post_office import Postmaster, knows_heshi, open_post_office, port_of

MAIL = Outgoing(
    "key", "li@heshi.example", "案件", "正文", "zh_CN", datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
)


@pytest.fixture
def guarded(master: Postmaster) -> Iterator[Settings]:
    """A server that takes mail only from those who signed in."""
    controller = open_post_office(
        master, authenticator=knows_heshi, auth_required=True, auth_require_tls=False
    )
    try:
        yield Settings(
            smtp_host="127.0.0.1", smtp_port=port_of(controller), smtp_user="heshi",
            smtp_password="right",
        )  # fmt: skip
    finally:
        controller.stop()


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning")
def test_with_the_right_password_mail_is_taken(guarded, master):
    SmtpChannel(guarded, timeout_seconds=5).send(MAIL)
    assert master.subjects() == ["案件"]


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning")
def test_with_a_wrong_password_nobody_can_be_reached_now(guarded, master):
    with pytest.raises(ChannelError, match=r"smtp\.sign_in") as refused:
        SmtpChannel(replace(guarded, smtp_password="wrong"), timeout_seconds=5).send(MAIL)
    assert (refused.value.down, refused.value.permanent) == (True, False)
    assert master.mails == []


@pytest.mark.parametrize("way", ["starttls", "tls"])
def test_a_server_without_tls_gets_nothing_in_the_clear(post_desk, master, way):
    settings = replace(post_desk.settings, smtp_tls=way, smtp_user="heshi", smtp_password="right")
    with pytest.raises(ChannelError) as refused:
        SmtpChannel(settings, timeout_seconds=5).send(MAIL)
    assert refused.value.down
    assert master.mails == []
