"""Robots of group chats as they lie in the database, and the messages waiting for one."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from engine.rules.channels import Channel, kind_of
from engine.rules.robots import Robot
from engine.settings import Settings
from engine.storage.messages import QUEUED, WAITING
from engine.storage.models import CaseRow, GrantRow, MessageRow, OfficeRow, RobotRow
from engine.storage.people import in_force

LOT = 500


def robots_on(session: Session) -> tuple[Robot, ...]:
    """Return the robots that are on, of offices that are open."""
    query = (
        select(RobotRow.id, RobotRow.kind, OfficeRow.path, RobotRow.tellings)
        .join(OfficeRow, OfficeRow.id == RobotRow.office_id)
        .where(RobotRow.active, OfficeRow.active)
        .order_by(RobotRow.id)
    )
    return tuple(
        Robot(number, kind, path, frozenset(tellings))
        for number, kind, path, tellings in session.execute(query)
    )


def channels_set_up(session: Session, settings: Settings) -> tuple[Channel, ...]:
    """Return the ways out there are here: those of the settings, and those robots are on for."""
    there = {*settings.channels, *(each.kind for each in robots_on(session))}
    return tuple(each for each in Channel if each in there)


def unrouted(session: Session, kind: str, now: datetime, after: int) -> Sequence[MessageRow]:
    """Return what waits in a kind of robots for people something is due for, locked.

    What is not due yet goes along: of several warnings about one clock only the worst is said,
    and they are compared within one robot.
    """
    due = select(MessageRow.recipient_id).where(
        MessageRow.channel == kind, MessageRow.state == QUEUED, MessageRow.next_at <= now
    )
    query = (
        select(MessageRow)
        .where(
            MessageRow.channel == kind,
            MessageRow.state == QUEUED,
            MessageRow.recipient_id.in_(due),
            MessageRow.id > after,
        )
        .order_by(MessageRow.id)
        .limit(LOT)
    )
    return session.scalars(query.with_for_update(skip_locked=True)).all()


def holder_paths(session: Session, case_ids: set[int]) -> dict[int, str]:
    """Return the path of the office that holds each case."""
    query = select(CaseRow.id, OfficeRow.path).join(OfficeRow, OfficeRow.id == CaseRow.holder_id)
    rows = session.execute(query.where(CaseRow.id.in_(case_ids)))
    return {case_id: path for case_id, path in rows}


def post_paths(session: Session, user_ids: set[int], day: date) -> dict[int, set[str]]:
    """Return the paths of the open offices each person has a post in on an office day."""
    query = select(GrantRow.user_id, OfficeRow.path).join(
        OfficeRow, OfficeRow.id == GrantRow.office_id
    )
    held = OfficeRow.active, in_force(day)
    found: dict[int, set[str]] = {each: set() for each in user_ids}
    rows = session.execute(query.where(GrantRow.user_id.in_(user_ids), *held))
    for user_id, path in rows:
        found[user_id].add(path)
    return found


def give_back(session: Session, channel: str) -> int:
    """Let what waits for one robot look for another, each message by itself; return how many.

    What may have been said already is said once more: twice is better than never.
    """
    turned = (
        update(MessageRow)
        .where(MessageRow.channel == channel, MessageRow.state.in_(WAITING))
        .values(channel=kind_of(channel), state=QUEUED, lot=None)
        .returning(MessageRow.id)
        .execution_options(synchronize_session=False)
    )
    return len(session.execute(turned).all())
