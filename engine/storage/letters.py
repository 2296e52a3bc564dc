"""Messages on their way into the outbox."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from engine.storage.facts import plain
from engine.storage.models import EventRow

INBOX = "inbox"


@dataclass(frozen=True, slots=True)
class Message:
    """One thing to tell one person by one channel.

    ``key`` is what makes telling twice harmless. ``next_at`` is when it leaves (aware); a
    message of channel ``inbox`` does not travel and is there at once.
    """

    recipient_id: int
    channel: str
    kind: str
    key: str
    facts: Mapping[str, object] = field(default_factory=dict)
    urgent: bool = False
    next_at: datetime | None = None


def envelope(
    message: Message, event: EventRow | None, now: datetime, recorded_at: datetime
) -> dict[str, object]:
    """Return *message* about *event* (its key known) as a row of the outbox."""
    arrived = message.channel == INBOX
    return {
        "event_id": event.id if event else None,
        "case_id": event.case_id if event else None,
        "recipient_id": message.recipient_id,
        "channel": message.channel,
        "kind": message.kind,
        "facts": plain(message.facts),
        "key": message.key,
        "urgent": message.urgent,
        "state": "sent" if arrived else "queued",
        "next_at": None if arrived else message.next_at or now,
        "created_at": recorded_at,
        "sent_at": recorded_at if arrived else None,
    }
