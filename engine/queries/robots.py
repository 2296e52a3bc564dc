"""Robots of group chats, for the administrator; their addresses and secrets stay where they are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.queries.gathering import office_names
from engine.queries.reaching import Trial
from engine.rules.channels import named
from engine.rules.errors import NotAllowed, NotFound
from engine.rules.permissions import Action, Actor, Place, may
from engine.storage.messages import ROBOT_TEST, WAITING
from engine.storage.models import MessageRow, RobotRow


@dataclass(frozen=True, slots=True)
class RobotLine:
    """One robot.

    ``host``: the server its address names, all of it that is shown. ``waiting``: messages it is
    about to say. ``trial``: the last time it was tried. Instants are aware UTC.
    """

    robot_id: int
    name: str
    kind: str
    office_id: int
    office: str
    host: str
    signs: bool
    tellings: tuple[str, ...]
    active: bool
    changed_at: datetime
    waiting: int
    trial: Trial | None


def robot_lines(session: Session, actor: Actor) -> tuple[RobotLine, ...]:
    """Return all robots: those that are on first, by name.

    Raises:
        NotAllowed: ``user.not_administrator``.

    """
    if not may(actor, Action.ADMINISTER, Place()):
        raise NotAllowed("user.not_administrator")
    rows = session.scalars(select(RobotRow).order_by(RobotRow.active.desc(), RobotRow.name)).all()
    offices = office_names(session, (row.office_id for row in rows))
    channels = [named(row.kind, row.id) for row in rows]
    waiting, trials = _waiting(session, channels), _trials(session, channels)
    return tuple(_line(row, offices, waiting, trials) for row in rows)


def robot_line(session: Session, actor: Actor, robot_id: int) -> RobotLine:
    """Return one robot.

    Raises:
        NotAllowed: as ``robot_lines``. NotFound: ``robot.unknown``.

    """
    for line in robot_lines(session, actor):
        if line.robot_id == robot_id:
            return line
    raise NotFound("robot.unknown")


def _line(
    row: RobotRow,
    offices: Mapping[int, str],
    waiting: Mapping[str, int],
    trials: Mapping[str, Trial],
) -> RobotLine:
    channel = named(row.kind, row.id)
    return RobotLine(
        robot_id=row.id,
        name=row.name,
        kind=row.kind,
        office_id=row.office_id,
        office=offices.get(row.office_id) or "—",
        host=urlsplit(row.webhook or "").hostname or "—",
        signs=row.secret_kept is not None,
        tellings=tuple(row.tellings),
        active=row.active,
        changed_at=row.changed_at,
        waiting=waiting.get(channel, 0),
        trial=trials.get(channel),
    )


def _waiting(session: Session, channels: list[str]) -> dict[str, int]:
    query = select(MessageRow.channel, func.count()).where(
        MessageRow.state.in_(WAITING), MessageRow.channel.in_(channels)
    )
    counted = session.execute(query.group_by(MessageRow.channel))
    return {channel: count for channel, count in counted}


def _trials(session: Session, channels: list[str]) -> dict[str, Trial]:
    tests = MessageRow.kind == ROBOT_TEST, MessageRow.channel.in_(channels)
    last = select(func.max(MessageRow.id)).where(*tests).group_by(MessageRow.channel)
    rows = session.scalars(select(MessageRow).where(MessageRow.id.in_(last)))
    return {row.channel: Trial(row.state, row.fault, row.sent_at or row.created_at) for row in rows}
