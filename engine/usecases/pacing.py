"""How fast a channel goes: so many messages a minute, and none while the other side says wait.

The bucket lies in the database, so that several deliverers share it.
"""

from datetime import datetime, timedelta

from engine.desk import Desk
from engine.rules.bucket import Bucket
from engine.storage import messages
from engine.storage.work import Work

LONGEST_HOLD = timedelta(hours=1)  # whatever the other side asks for


def may_go_on(desk: Desk, work: Work, channel: str) -> bool:
    """Say whether a message may leave by *channel* now."""
    per_minute = desk.settings.per_minute(channel)
    bucket = _bucket(work, channel, per_minute)
    return bucket.gives(work.now) if per_minute else not bucket.held(work.now)


def spend(desk: Desk, work: Work, channel: str) -> None:
    """Note that one message leaves by *channel*."""
    if per_minute := desk.settings.per_minute(channel):
        _keep(work, channel, _bucket(work, channel, per_minute).spent())


def hold(work: Work, channel: str, until: datetime) -> None:
    """Let nothing leave by *channel* until *until* (aware), an hour at most."""
    until = min(until, work.now + LONGEST_HOLD)
    row = messages.pace_of(work.session, channel)
    row.value = {**row.value, "held_until": until.isoformat()}
    work.session.flush()


def _bucket(work: Work, channel: str, per_minute: int) -> Bucket:
    kept = messages.pace_of(work.session, channel).value
    until = kept.get("held_until")
    held = datetime.fromisoformat(until) if until else None
    if kept.get("at") is None:
        full = Bucket.full(per_minute, work.now)
        return Bucket(full.tokens, full.at, held)
    bucket = Bucket(float(kept["tokens"]), datetime.fromisoformat(kept["at"]), held)
    return bucket.filled(per_minute, work.now)


def _keep(work: Work, channel: str, bucket: Bucket) -> None:
    held = bucket.held_until.isoformat() if bucket.held_until else None
    row = messages.pace_of(work.session, channel)
    row.value = {"tokens": bucket.tokens, "at": bucket.at.isoformat(), "held_until": held}
    work.session.flush()
