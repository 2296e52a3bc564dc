"""How one is told: each channel with its address, what it was last tried with, quiet hours."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.rules.channels import Channel, address_of, kind_of, mask_address
from engine.rules.permissions import Actor
from engine.storage.models import MessageRow, UserRow
from engine.storage.reaches import reaches_of


@dataclass(frozen=True, slots=True)
class Trial:
    """The last message one sent oneself by a channel: how it stands, and since when (UTC)."""

    state: str
    fault: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class ReachLine:
    """One channel of a person.

    ``set_up``: this installation has it. ``address``: set for it; ``otherwise``: what is used
    where none is set, masked, None if there is nothing.
    """

    channel: Channel
    set_up: bool
    wanted: bool
    address: str
    otherwise: str | None
    trial: Trial | None


@dataclass(frozen=True, slots=True)
class OwnReach:
    """How a person is told; quiet hours as ``21:30``, empty if there are none."""

    lines: tuple[ReachLine, ...]
    quiet_from: str
    quiet_until: str


def own_reach(session: Session, actor: Actor, set_up: Collection[str]) -> OwnReach:
    """Return how the actor is told; *set_up* are the channels of this installation."""
    user = session.get_one(UserRow, actor.user_id)
    rows = {row.channel: row for row in reaches_of(session, user.id)}
    trials = _trials(session, user.id)
    lines = []
    for channel in Channel:
        row = rows.get(channel)
        wanted = row.wanted if row else channel is Channel.EMAIL and bool(user.email)
        default = address_of(channel, None, user.email, user.phone)
        lines.append(
            ReachLine(
                channel=channel,
                set_up=channel in set_up,
                wanted=wanted,
                address=(row.address if row else None) or "",
                otherwise=mask_address(default) if default else None,
                trial=trials.get(channel),
            )
        )
    return OwnReach(tuple(lines), user.quiet_from or "", user.quiet_until or "")


def _trials(session: Session, user_id: int) -> dict[str, Trial]:
    tests = MessageRow.recipient_id == user_id, MessageRow.kind == "TestMessage"
    last = select(func.max(MessageRow.id)).where(*tests).group_by(MessageRow.channel)
    rows = session.scalars(select(MessageRow).where(MessageRow.id.in_(last)))
    return {
        kind_of(row.channel): Trial(row.state, row.fault, row.sent_at or row.created_at)
        for row in sorted(rows, key=lambda each: each.id)
    }
