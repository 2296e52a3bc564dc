"""The chain that proves the events."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from engine.storage.models.base import Base, Wide


class SealRow(Base):
    """One event's place in the chain, given when it is sealed. Written once, never changed.

    ``hash`` is HMAC-SHA256 over the seal before and the event (engine.rules.chain).
    """

    __tablename__ = "seal"

    # from 1, no gap
    position: Mapped[Wide] = mapped_column(primary_key=True, autoincrement=False)
    event_id: Mapped[Wide] = mapped_column(ForeignKey("event.id"), unique=True)
    sealed_at: Mapped[datetime]
    key_id: Mapped[str]  # which key of the audit ring
    hash: Mapped[bytes]
