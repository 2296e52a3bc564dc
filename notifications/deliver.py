"""Bringing the outbox to people: send first, note it afterwards.

Between the two there is no transaction open. After a crash in between the mail goes out again
with the same key; twice is better than never.
"""

import logging

from engine.desk import Desk
from engine.settings import Settings
from engine.usecases.outbox import Mail, mark_failed, mark_sent, switch_off, take_mail
from engine.usecases.texts import Texts
from notifications.channels import Channel, ChannelError, Outgoing
from notifications.channels.smtp import SmtpChannel
from notifications.digest import digest

log = logging.getLogger(__name__)


def channel_of(settings: Settings) -> Channel | None:
    """Return the e-mail channel of these settings; None when no mail server is set."""
    return SmtpChannel(settings) if settings.smtp_host else None


def deliver(desk: Desk, channel: Channel | None, texts: Texts) -> int:
    """Send everything that is due, one mail per person; return how many mails were sent.

    Without a channel what waits is put aside (state ``off``); the inbox has it all. A mail that
    fails is pushed back and never stops the others, unless the channel says nobody can be reached.
    """
    if channel is None:
        switch_off(desk)
        return 0
    sent = 0
    while (mail := take_mail(desk)) is not None:
        try:
            channel.send(_outgoing(desk, mail, texts))
        except ChannelError as error:
            log.warning("mail %s was not delivered: %s", mail.key, error.fault)
            mark_failed(desk, mail, error.fault, permanent=error.permanent, unsure=error.unsure)
            if error.down:
                break
        except Exception as error:
            # Push it back before anything else can fail: the next run must not meet it at once.
            mark_failed(desk, mail, type(error).__name__, unsure=True)
            log.exception("mail %s could not be sent", mail.key)
        else:
            mark_sent(desk, mail)
            sent += 1
    return sent


def _outgoing(desk: Desk, mail: Mail, texts: Texts) -> Outgoing:
    text = digest(mail, texts, desk.settings.base_url)
    return Outgoing(mail.key, mail.to, text.subject, text.body, mail.locale, desk.now())
