"""Who was warned of what, what holds a warning back, and the days on which more is asked."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.storage.models.base import Base, Wide


class WarningRow(Base):
    """One person told of one colour of one clock, once a round.

    A round ends when a colour that was told is taken back (extension, pause, correction).
    """

    __tablename__ = "warning"
    __table_args__ = (
        UniqueConstraint("clock_id", "round", "colour", "recipient_id"),
        Index("ix_warning_repeat", "repeat_at"),
        Index("ix_warning_recipient", "recipient_id", "acknowledged_at"),
        Index("ix_warning_case", "case_id", "told_at"),
    )

    id: Mapped[Wide] = mapped_column(primary_key=True)
    clock_id: Mapped[Wide] = mapped_column(ForeignKey("clock.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))  # the office it presses on
    event_id: Mapped[Wide | None] = mapped_column(ForeignKey("event.id"))  # the change of colour
    round: Mapped[int]
    colour: Mapped[str]
    recipient_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    told_at: Mapped[datetime | None]  # null: held back by a silence
    repeats: Mapped[int] = mapped_column(default=0)
    repeat_at: Mapped[datetime | None]  # null: not told again
    acknowledged_at: Mapped[datetime | None]
    acknowledged_note: Mapped[str | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str | None]  # extended | paused | … | superseded | ended


class SilenceRow(Base):
    """Warnings held back until an instant, by whom and why: one's own, or everybody's."""

    __tablename__ = "silence"
    __table_args__ = (Index("ix_silence_until", "until_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]  # snooze: mine | silence: everybody's
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), index=True)
    clock_id: Mapped[Wide | None] = mapped_column(ForeignKey("clock.id"))  # null: all of the case
    office_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    set_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    set_at: Mapped[datetime]
    until_at: Mapped[datetime]
    lifted_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    lifted_at: Mapped[datetime | None]
    lift_reason: Mapped[str | None]
    released_at: Mapped[datetime | None]  # when what was held back was told, or found settled


class SensitivePeriodRow(Base):
    """A sensitive period (敏感时期) of an office and those below it."""

    __tablename__ = "sensitive_period"

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    name: Mapped[str]
    reason: Mapped[str] = mapped_column(Text)
    begins_at: Mapped[datetime]
    ends_on: Mapped[date | None]  # the last planned day
    daily_report: Mapped[bool]
    switched_on_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    switched_on_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    switched_off_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    off_reason: Mapped[str | None]


class DailyReportRow(Base):
    """One office's report of one day in a sensitive period; a zero report is a report."""

    __tablename__ = "daily_report"
    __table_args__ = (
        UniqueConstraint("period_id", "office_id", "day"),
        Index("ix_daily_report_office", "office_id", "filed_at", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("sensitive_period.id"))
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    day: Mapped[date]
    due_at: Mapped[datetime]
    zero: Mapped[bool | None]
    counts: Mapped[dict[str, Any] | None]
    text: Mapped[str | None] = mapped_column(Text)
    filed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    filed_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]  # when the supervisor was told that it is missing
