"""People and messages of channels other than e-mail."""

from sqlalchemy import select

from engine.desk import Desk
from engine.storage.models import MessageRow, ReachRow
from engine.storage.work import Message
from tests.notifications.post_office import person


def reached(
    desk: Desk, login: str, channel: str, address: str | None = None, **more: object
) -> int:
    """Put a person on record who wants to be told by *channel*."""
    who = person(desk, login, **{"phone": "13800000000", **more})
    want(desk, who, channel, address)
    return who


def want(desk: Desk, who: int, channel: str, address: str | None = None, wanted: bool = True):
    with desk.work(None) as work:
        work.add(ReachRow(user_id=who, channel=channel, address=address, wanted=wanted))


def queue_by(desk: Desk, to: int, channel: str, key: str, **values: object) -> None:
    """Queue one telling: by default that clock 1 is overdue."""
    facts = {"code": "2026-000001", "clock_id": 1, "colour": "red", "rule": "PM-01",
             "rule_name": "人民调解期限", "rule_name_en": "People's mediation",
             "due_on": "2026-02-27"} | values.pop("facts", {})  # fmt: skip
    settings = {"kind": "ColourChanged", "urgent": False, "next_at": None} | values
    with desk.work(None) as work:
        work.queue(None, Message(to, channel, key=key, facts=facts, **settings))


def rows(desk: Desk) -> list[MessageRow]:
    with desk.read() as session:
        return list(session.scalars(select(MessageRow).order_by(MessageRow.id)))


def row(desk: Desk) -> MessageRow:
    (only,) = rows(desk)
    return only
