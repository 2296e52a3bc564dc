"""A real SMTP server in the test process that can be told to break, and rows to send."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from engine.desk import Desk
from engine.storage.models import UserRow
from engine.storage.work import Message
from tests.storage.makers import make_case, make_user

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # Monday, 09:00 in Beijing


@dataclass
class Postmaster:
    """Takes mails in; ``answers`` are said to the next recipients or texts instead of 250.

    ``drop`` after DATA: that many mails are taken in, and the line is cut without an answer.
    """

    recipient_answers: list[str] = field(default_factory=list)
    text_answers: list[str] = field(default_factory=list)
    drop: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.recipient_answers:
            return self.recipient_answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802  # aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self.text_answers:
            return self.text_answers.pop(0)
        self.mails.append(message_from_bytes(envelope.content, policy=default))
        self.recipients.extend(envelope.rcpt_tos)
        if self.drop:
            self.drop -= 1
            server.transport.abort()
        return "250 OK"

    def ids(self) -> list[str]:
        return [str(mail["Message-ID"]) for mail in self.mails]

    def subjects(self) -> list[str]:
        return [str(mail["Subject"]) for mail in self.mails]

    def text(self, number: int = 0) -> str:
        return self.mails[number].get_content()


class FreePort(Controller):
    """Listens where the system has a port free, and says so before it is first called."""

    def _trigger_server(self) -> None:
        self.port = port_of(self)
        super()._trigger_server()


def open_post_office(master: Postmaster, **settings: object) -> Controller:
    controller = FreePort(master, hostname="127.0.0.1", port=0, **settings)
    controller.start()
    return controller


def knows_heshi(
    server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: LoginPassword
) -> AuthResult:
    """Let in whoever signs in as heshi with the right word."""
    right = (given.login, given.password) == (b"heshi", b"right")
    return AuthResult(success=right, handled=False)


def port_of(controller: Controller) -> int:
    return controller.server.sockets[0].getsockname()[1]


def person(desk: Desk, login: str = "li", **values: object) -> int:
    with desk.work(None) as work:
        user: UserRow = make_user(work.session, login)
        user.email = f"{login}@heshi.example"
        for key, value in values.items():
            setattr(user, key, value)
        work.session.flush()
        return user.id


def case(desk: Desk, code: str = "2026-000001") -> int:
    with desk.work(None) as work:
        return make_case(work.session, code).id


def queue(desk: Desk, to: int, key: str, **values: object) -> None:
    """Queue one e-mail: by default an overdue warning about clock 1."""
    facts = {
        "code": "2026-000001", "clock_id": 1, "colour": "red", "rule": "PM-01",
        "rule_name": "人民调解期限", "rule_name_en": "people's mediation", "due_on": "2026-02-27",
    }  # fmt: skip
    facts |= values.pop("facts", {})
    settings = {"kind": "ColourChanged", "urgent": False, "next_at": None} | values
    with desk.work(None) as work:
        work.queue(None, Message(to, "email", key=key, facts=facts, **settings))


def warn(desk: Desk, to: int, colour: str, clock_id: int = 1, **values: object) -> None:
    facts = {"colour": colour, "clock_id": clock_id}
    queue(desk, to, f"clock:{clock_id}:{colour}:{to}", facts=facts, **values)
