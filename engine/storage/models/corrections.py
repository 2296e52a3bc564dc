"""Facts that were put right, and everything that moved with them."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from engine.storage.models.base import Base


class CorrectionRow(Base):
    """One correction of the facts of a case: what stood there, what stands there now, why."""

    __tablename__ = "correction"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    party_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"))
    changes: Mapped[list[Any]]  # [{"field", "before", "after"}]; personal values masked
    clocks: Mapped[list[Any]]  # [{"clock_id", "rule", "before", "after"}]: due days that moved
    reason: Mapped[str] = mapped_column(Text)
    corrected_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    corrected_at: Mapped[datetime]
