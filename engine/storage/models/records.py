"""What has happened, who must be told, the calendar, and the office's own notes."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.storage.models.base import Base, Wide


class EventRow(Base):
    """What has happened, for ever. Written once, never changed."""

    __tablename__ = "event"
    __table_args__ = (
        Index("ix_event_case", "case_id", "id"),
        Index("ix_event_kind", "kind", "at"),
    )

    id: Mapped[Wide] = mapped_column(primary_key=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"))
    at: Mapped[datetime]  # when it counts as happened; a fired clock's due instant
    recorded_at: Mapped[datetime]  # when it was written down
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # None: the clock did it
    kind: Mapped[str]
    facts: Mapped[dict[str, Any]]


class MessageRow(Base):
    """One thing one person must be told by one channel: the outbox and the inbox."""

    __tablename__ = "message"
    __table_args__ = (
        Index("ix_message_due", "state", "next_at"),
        Index("ix_message_inbox", "recipient_id", "channel", "id"),
        Index("ix_message_case", "case_id", "kind"),
        Index("ix_message_lot", "lot"),
    )

    id: Mapped[Wide] = mapped_column(primary_key=True)
    event_id: Mapped[Wide | None] = mapped_column(ForeignKey("event.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"))
    recipient_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    channel: Mapped[str]  # inbox, or a code of engine.rules.channels
    kind: Mapped[str]
    facts: Mapped[dict[str, Any]]
    key: Mapped[str] = mapped_column(unique=True)  # never changes: telling twice is harmless
    urgent: Mapped[bool]
    state: Mapped[str]  # queued | sending | sent | superseded | off | dead
    tries: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
    fault: Mapped[str | None]
    lot: Mapped[str | None]  # the key under which it went out together with others


class CalendarYearRow(Base):
    """One year of the national calendar: official, or provisional (暂定)."""

    __tablename__ = "calendar_year"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    official: Mapped[bool]
    source: Mapped[str]  # the notice's number, or how the days were worked out
    version: Mapped[int]
    loaded_at: Mapped[datetime]


class CalendarDayRow(Base):
    """A day that differs from the plain week: a holiday or a make-up working day."""

    __tablename__ = "calendar_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str]  # holiday | makeup
    name: Mapped[str]


class CalendarOverrideRow(Base):
    """A day on which one office and those below it differ from the national calendar."""

    __tablename__ = "calendar_override"
    __table_args__ = (UniqueConstraint("office_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    day: Mapped[date]
    works: Mapped[bool]
    reason: Mapped[str]
    set_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    set_at: Mapped[datetime]


class LeaseRow(Base):
    """Who runs the ticks on this database, and until when."""

    __tablename__ = "lease"

    name: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str]
    until: Mapped[datetime]


class TickRow(Base):
    """When a tick last ran, how late it was, how much it did."""

    __tablename__ = "tick"

    name: Mapped[str] = mapped_column(primary_key=True)
    ran_at: Mapped[datetime]
    lag_seconds: Mapped[float]
    handled: Mapped[int]
    fault: Mapped[str | None]


class NoticeRow(Base):
    """A fact about the installation: whether it is a demo, how its clock is shifted."""

    __tablename__ = "notice"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[dict[str, Any]]
