"""The points ledger, appeals against it, and sanctions a person signed."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, Numeric, Text
from sqlalchemy.orm import Mapped, mapped_column

from engine.storage.models.base import Base, Wide


class PointEntryRow(Base):
    """One entry of the points ledger; never edited, only reversed by another."""

    __tablename__ = "point_entry"
    __table_args__ = (
        Index("ix_point_entry_office", "office_id", "month"),
        Index("ix_point_entry_user", "user_id", "month"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)  # rule and occasion: entered once
    rule: Mapped[str]
    rule_row: Mapped[dict[str, Any]]  # the whole rule row, frozen
    rule_version: Mapped[int]
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), index=True)
    event_id: Mapped[Wide | None] = mapped_column(ForeignKey("event.id"))
    finding_id: Mapped[int | None] = mapped_column(ForeignKey("finding.id"))
    base: Mapped[Decimal] = mapped_column(Numeric(8, 2))
    multiplier: Mapped[int]
    month: Mapped[str]  # 2026-11, the month it counts in
    reason: Mapped[str] = mapped_column(Text)
    evidence: Mapped[dict[str, Any]]
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("point_entry.id"), unique=True)
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    entered_at: Mapped[datetime]


class PointAppealRow(Base):
    """An objection to an entry of the points ledger, and its decision."""

    __tablename__ = "point_appeal"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("point_entry.id"), unique=True)
    grounds: Mapped[str] = mapped_column(Text)
    appealed_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    appealed_at: Mapped[datetime]
    state: Mapped[str]  # open | upheld | dismissed
    decision: Mapped[str | None] = mapped_column(Text)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None]


class SanctionRow(Base):
    """A sanction on an office (警示, 黄牌警告, 一票否决): figures propose, a person signs."""

    __tablename__ = "sanction"
    __table_args__ = (Index("ix_sanction_office", "office_id", "ended_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    kind: Mapped[str]  # caution | yellow_card | veto
    rule: Mapped[str]
    key: Mapped[str] = mapped_column(unique=True)  # rule, office and period: signed once
    evidence: Mapped[dict[str, Any]]  # the figures on the day it was signed
    reason: Mapped[str] = mapped_column(Text)
    signed_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    signed_at: Mapped[datetime]
    begins_on: Mapped[date]
    ends_on: Mapped[date]
    ended_at: Mapped[datetime | None]  # lifted before its last day, or run out
    lifted_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    lift_reason: Mapped[str | None] = mapped_column(Text)
