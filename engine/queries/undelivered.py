"""What could not be delivered and was given up: for the administrator, nobody named in full."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from engine.queries.counting import Number
from engine.queries.paging import FIRST, Found, Newest, Page, Query, Turn, fetch, refine
from engine.rules.channels import address_of, mask_address, mask_name
from engine.rules.errors import NotFound
from engine.rules.permissions import Action, Actor, Place, may
from engine.storage.models import CaseRow, MessageRow, ReachRow, UserRow

DEAD = "dead"
ORDER = Newest(MessageRow.id)


@dataclass(frozen=True, slots=True)
class Undelivered:
    """One message that was given up.

    ``person`` and ``address`` are masked. ``together``: it goes again with others, as it went.
    """

    message_id: int
    kind: str
    channel: str
    person: str
    address: str
    case_code: str | None
    fault: str | None
    tries: int
    created_at: datetime
    together: bool


def undelivered(session: Session, actor: Actor, turn: Turn = FIRST) -> Page[Undelivered]:
    """Return a page of what was given up; nothing for anybody but administrators.

    Raises:
        Invalid: ``page.cursor``.

    """
    if not may(actor, Action.ADMINISTER, Place()):
        return Page(())
    return refine(fetch(session, _query(), ORDER, turn), _read)


def given_up(session: Session, actor: Actor, message_id: int) -> Undelivered:
    """Return one message that was given up.

    Raises:
        NotFound: ``message.not_given_up``: none, or not for this person.

    """
    if may(actor, Action.ADMINISTER, Place()):
        found = session.execute(_query().where(MessageRow.id == message_id)).all()
        if found:
            return _read(found)[0]
    raise NotFound("message.not_given_up")


def undelivered_count(session: Session, actor: Actor) -> int:
    """Return how many messages were given up; 0 for anybody but administrators."""
    query = undelivered_number(actor)
    return 0 if query is None else session.scalar(query) or 0


def given_up_until(session: Session, actor: Actor, message_id: int) -> int:
    """Return how many messages were given up, those newer than *message_id* not counted."""
    if not may(actor, Action.ADMINISTER, Place()):
        return 0
    dead = MessageRow.state == DEAD, MessageRow.id <= message_id
    return session.scalar(select(func.count()).select_from(MessageRow).where(*dead)) or 0


def _read(rows: Sequence[Found]) -> Sequence[Undelivered]:
    return [_line(row.MessageRow, row.UserRow, row.code, row.address) for row in rows]


def _line(
    message: MessageRow, person: UserRow, code: str | None, address: str | None
) -> Undelivered:
    used = address_of(message.channel, address, person.email, person.phone)
    return Undelivered(
        message_id=message.id,
        kind=message.kind,
        channel=message.channel,
        person=mask_name(person.name),
        address=mask_address(used),
        case_code=code,
        fault=message.fault,
        tries=message.tries,
        created_at=message.created_at,
        together=message.lot is not None,
    )


def _query() -> Query:
    return (
        select(MessageRow, UserRow, CaseRow.code, ReachRow.address)
        .join(UserRow, UserRow.id == MessageRow.recipient_id)
        .outerjoin(CaseRow, CaseRow.id == MessageRow.case_id)
        .outerjoin(
            ReachRow,
            (ReachRow.user_id == MessageRow.recipient_id)
            & or_(
                ReachRow.channel == MessageRow.channel,
                MessageRow.channel.startswith(ReachRow.channel + ":"),
            ),
        )
        .where(MessageRow.state == DEAD)
    )


def undelivered_number(actor: Actor) -> Number | None:
    """Return the query that counts what was given up; None for anybody but administrators."""
    if not may(actor, Action.ADMINISTER, Place()):
        return None
    return select(func.count()).select_from(MessageRow).where(MessageRow.state == DEAD)
