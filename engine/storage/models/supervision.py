"""Supervision: urging, supervision orders, complaints, spot checks and what they found."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.storage.models.base import Base
from engine.storage.sealed import Sealed, Sealing


class UrgeRow(Base):
    """A supervisor urged an office to get on with a case (催办), and its reply."""

    __tablename__ = "urge"
    __table_args__ = (Index("ix_urge_office", "office_id", "replied_at", "reply_by"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    text: Mapped[str] = mapped_column(Text)
    urged_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    urged_at: Mapped[datetime]
    reply_by: Mapped[datetime]
    reply: Mapped[str | None] = mapped_column(Text)
    replied_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    replied_at: Mapped[datetime | None]


class OrderBatchRow(Base):
    """Supervision orders issued together, as a rule every two months."""

    __tablename__ = "order_batch"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    issued_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    issued_at: Mapped[datetime]


class OrderRow(Base):
    """A supervision order (督办单): ordinary, yellow card, red card or listed (挂牌)."""

    __tablename__ = "supervision_order"
    __table_args__ = (
        Index("ix_supervision_order_office", "office_id", "state", "reply_by"),
        Index("ix_supervision_order_case", "case_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("order_batch.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))  # the office it is sent to
    card: Mapped[str]  # ordinary | yellow | red | listed
    origin: Mapped[str]  # hand | clock | complaint | spot_check
    ground: Mapped[str] = mapped_column(Text)  # what is wrong
    demands: Mapped[str] = mapped_column(Text)  # what is to be done
    issued_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    issuing_office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    issued_at: Mapped[datetime]
    reply_by: Mapped[datetime]
    state: Mapped[str]  # issued | signed | replied | returned | lifted | cancelled
    signed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    signed_at: Mapped[datetime | None]
    reply: Mapped[str | None] = mapped_column(Text)
    replied_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    replied_at: Mapped[datetime | None]
    checked_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    checked_at: Mapped[datetime | None]
    check_note: Mapped[str | None] = mapped_column(Text)
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    ended_at: Mapped[datetime | None]  # lifted or cancelled
    end_reason: Mapped[str | None] = mapped_column(Text)


class ComplaintRow(Sealing, Base):
    """A complaint about how a case is handled, and its answer."""

    __tablename__ = "complaint"
    __table_args__ = (Index("ix_complaint_office", "office_id", "replied_at", "reply_by"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))  # that answers it
    about_office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    about_user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    source: Mapped[str]  # visit | phone | letter | hotline | online | upper
    complainant_kept: Mapped[str | None] = mapped_column("complainant")
    text: Mapped[str] = mapped_column(Text)
    received_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    received_at: Mapped[datetime]
    reply_by: Mapped[datetime]
    result: Mapped[str | None]  # upheld | partly | dismissed
    reply: Mapped[str | None] = mapped_column(Text)
    replied_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    replied_at: Mapped[datetime | None]
    satisfied: Mapped[bool | None]

    complainant = Sealed("complainant_kept")  # a name; masked like a party's


class SpotCheckRow(Base):
    """A spot check (明查暗访): a seeded random sample anybody can draw again."""

    __tablename__ = "spot_check"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]  # announced | unannounced
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)  # it and below
    criteria: Mapped[dict[str, Any]]
    seed: Mapped[str]
    population: Mapped[int]
    population_sha: Mapped[str]  # over the sorted case codes that could have been drawn
    drawn_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    drawn_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class SpotCheckCaseRow(Base):
    """One case of a sample, and what the check of it said."""

    __tablename__ = "spot_check_case"
    __table_args__ = (UniqueConstraint("spot_check_id", "case_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    spot_check_id: Mapped[int] = mapped_column(ForeignKey("spot_check.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    result: Mapped[str | None]  # sound | finding
    note: Mapped[str | None] = mapped_column(Text)
    checked_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    checked_at: Mapped[datetime | None]


class FindingRow(Base):
    """Something a spot check found, to be put right by a day and checked again."""

    __tablename__ = "finding"
    __table_args__ = (Index("ix_finding_office", "office_id", "state", "fix_by"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    spot_check_id: Mapped[int | None] = mapped_column(ForeignKey("spot_check.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    point_rule: Mapped[str | None]  # the points it costs
    text: Mapped[str] = mapped_column(Text)
    fix_by: Mapped[date]
    state: Mapped[str]  # open | reported | fixed | not_fixed
    found_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    found_at: Mapped[datetime]
    report: Mapped[str | None] = mapped_column(Text)
    reported_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    reported_at: Mapped[datetime | None]
    rechecked_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    rechecked_at: Mapped[datetime | None]
    recheck_note: Mapped[str | None] = mapped_column(Text)
    times_not_fixed: Mapped[int] = mapped_column(default=0)  # each doubles the points
