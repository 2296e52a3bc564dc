"""What a changed calendar moved: one line for every time limit whose last day became another."""

from datetime import date

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from engine.storage.models.base import Base, Wide


class RecountLineRow(Base):
    """A time limit that a change of the calendar moved, from which day to which (office days)."""

    __tablename__ = "recount_line"
    __table_args__ = (Index("ix_recount_line_case", "case_id"),)

    change_id: Mapped[int] = mapped_column(ForeignKey("care_change.id"), primary_key=True)
    clock_id: Mapped[Wide] = mapped_column(ForeignKey("clock.id"), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    rule: Mapped[str]
    old_due_on: Mapped[date | None]
    new_due_on: Mapped[date | None]
