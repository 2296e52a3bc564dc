"""E-mail by SMTP: plain text in UTF-8, one conversation per mail, bounded in time.

The Message-ID is made of the mail's key, so that a mail sent twice can be told as one. The steps
of the conversation are taken one by one, because what a broken line means depends on the step:
before the text is handed over nothing was delivered, afterwards nobody knows.
"""

import re
import smtplib
import ssl
from contextlib import suppress
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from engine.settings import Settings
from notifications.channels import ChannelError, Outgoing

TIMEOUT_SECONDS = 20.0  # for each answer of the server; a whole mail needs fewer than ten
PERMANENT = 500
ADDRESS = re.compile(r"[!-~]+@[!-~]+")  # visible ASCII only; SMTPUTF8 is not spoken
UNSAFE = re.compile(r"[<>,;@\s]")
SENDER_NAMES = {"en": "Heshi"}


class SmtpChannel:
    """Sends by the mail server of the settings."""

    def __init__(self, settings: Settings, timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        self._settings = settings
        self._timeout = timeout_seconds

    def send(self, mail: Outgoing) -> None:
        """Deliver *mail* to its one recipient.

        Raises:
            ChannelError: as ``Carrier.send``.

        """
        check_address(mail.to)
        text = compose(mail, self._settings.smtp_from).as_bytes()
        server = self._connect()
        try:
            self._hand_over(server, mail.to, text)
        finally:
            with suppress(smtplib.SMTPException, OSError):
                server.quit()  # whatever it answers, the mail's fate is settled
            server.close()

    def _connect(self) -> smtplib.SMTP:
        """Return a server ready to take a mail, greeted, over TLS and signed in as set."""
        try:
            server = self._greeted()
        except smtplib.SMTPAuthenticationError as error:
            raise ChannelError("smtp.sign_in", down=True) from error
        except ssl.SSLError as error:
            raise ChannelError("smtp.tls", down=True) from error
        except (smtplib.SMTPException, OSError) as error:
            raise ChannelError("smtp.unreachable", down=True) from error
        return server

    def _greeted(self) -> smtplib.SMTP:
        settings = self._settings
        place = (settings.smtp_host, settings.smtp_port, "localhost")
        if settings.smtp_tls == "tls":
            context = ssl.create_default_context()
            server: smtplib.SMTP = smtplib.SMTP_SSL(*place, timeout=self._timeout, context=context)
        else:
            server = smtplib.SMTP(*place, timeout=self._timeout)
        try:
            if settings.smtp_tls == "starttls":
                server.starttls(context=ssl.create_default_context())
            if settings.smtp_user:
                server.login(settings.smtp_user, settings.smtp_password)
            server.ehlo_or_helo_if_needed()
        except BaseException:
            server.close()
            raise
        return server

    def _hand_over(self, server: smtplib.SMTP, to: str, text: bytes) -> None:
        try:
            # A refused sender is our own setting, not this mail's fault: it is kept for later.
            _expect(server.mail(self._settings.smtp_from), "sender", ours=True)
            _expect(server.rcpt(to), "recipient")
        except (smtplib.SMTPException, OSError) as error:
            raise ChannelError("smtp.broken_off", down=True) from error
        try:
            answer = server.data(text)
        except smtplib.SMTPDataError as error:  # refused before the text was asked for
            answer = (error.smtp_code, b"")
        except (smtplib.SMTPException, OSError) as error:
            raise ChannelError("smtp.no_answer", unsure=True) from error
        _expect(answer, "text")


def _expect(answer: tuple[int, bytes], step: str, *, ours: bool = False) -> None:
    """Go on if the server agreed; 251 is agreement too.

    Raises:
        ChannelError: it refused for now (4xx) or for good (5xx).

    """
    code = answer[0]
    if 200 <= code < 300:
        return
    raise ChannelError(f"smtp.{step}.{code}", permanent=code >= PERMANENT and not ours, down=ours)


def check_address(address: str) -> None:
    """Go on if *address* is a plain one.

    Raises:
        ChannelError: it is malformed, or would smuggle in headers or further recipients.

    """
    local, _, domain = address.rpartition("@")
    if not ADDRESS.fullmatch(address) or UNSAFE.search(local) or UNSAFE.search(domain):
        raise ChannelError("smtp.address", permanent=True)


def compose(mail: Outgoing, sender: str) -> EmailMessage:
    """Return *mail* as a message of RFC 5322, its headers free of line breaks."""
    local, _, domain = sender.rpartition("@")
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(SENDER_NAMES.get(mail.locale, "和事"), local or sender, domain)
    message["To"] = mail.to
    message["Subject"] = " ".join(mail.subject.split())
    message["Date"] = mail.at
    message["Message-ID"] = f"<{mail.key}@{domain or 'localhost'}>"
    message["Auto-Submitted"] = "auto-generated"  # no out-of-office answers, RFC 3834
    message["Content-Language"] = "en" if mail.locale == "en" else "zh-CN"
    message.set_content(mail.body, charset="utf-8", cte="base64")
    return message
