"""Robots of group chats, each with the office whose group it speaks to."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from engine.storage.models.base import Base
from engine.storage.sealed import Sealed, Sealing


class RobotRow(Sealing, Base):
    """One robot; its whole address opens the group to whoever knows it, so it lies encrypted."""

    __tablename__ = "robot"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]  # wecom | dingtalk | feishu
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)  # it and below
    webhook_kept: Mapped[str] = mapped_column("webhook")
    secret_kept: Mapped[str | None] = mapped_column("secret")  # signs; not every group wants it
    tellings: Mapped[list[Any]]  # kinds of message it says; empty: all
    active: Mapped[bool] = mapped_column(default=True)
    changed_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    changed_at: Mapped[datetime]

    webhook = Sealed("webhook_kept")
    secret = Sealed("secret_kept")
