"""How people are reached: channels and addresses, and who stands in for whom."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.storage.models.base import Base


class ReachRow(Base):
    """One channel by which a person wants to be told, and the address in it."""

    __tablename__ = "reach"
    __table_args__ = (UniqueConstraint("user_id", "channel"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    channel: Mapped[str]  # email | gateway | wecom | dingtalk | feishu
    address: Mapped[str | None]  # null: the person's e-mail address or phone number
    wanted: Mapped[bool]


class AbsenceRow(Base):
    """Days a person is away, and who stands in."""

    __tablename__ = "absence"
    __table_args__ = (Index("ix_absence_user", "user_id", "to_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    substitute_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    from_on: Mapped[date]
    to_on: Mapped[date]  # the last day away
    reason: Mapped[str]
    set_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    set_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]  # taken back, or back early
